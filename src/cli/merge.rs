//! `heapwise merge`: one report of the parts of a run, or of several runs.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Result};
use crate::measure::{self, NewFile, UsedNames};
#[cfg(feature = "page")]
use crate::profile::OwnershipPatterns;
use crate::record::{self, MergedPart, Report};
use crate::report;
#[cfg(feature = "page")]
use crate::report::PageFindings;

use super::open::OpenArguments;
#[cfg(feature = "page")]
use super::page;
use super::report_files::report_folder;
use super::run::print_paths;
use super::status::Status;
use super::store::Store;
use super::text_layout::LayoutArguments;
use super::{cargo, output, read};

const OPTION: &str = "--out";

/// Make one report of the parts of a run (`run --partition`), or of several runs of one program
///
/// Exact figures from different machines stand side by side; times are compared only within one machine.
/// What is missing is named, and the exit status is then 1.
#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// The folders of the reports, or their report.json
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,

    /// The folder for the merged report [default: reports/merged]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    layout: LayoutArguments,

    #[command(flatten)]
    open: OpenArguments,
}

pub(super) fn run(arguments: &MergeArguments) -> Result<Status> {
    let folder = arguments.out.clone().unwrap_or_else(cargo::merged_report);
    let mut used = UsedNames::default();
    let (mut parts, mut files, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for path in &arguments.reports {
        check_is_other(path, &folder)?;
        match read_part(path, &mut used) {
            Ok((part, its_files)) => {
                parts.push(part);
                files.extend(its_files);
            }
            Err(error) => unreadable.push(error),
        }
    }
    if parts.is_empty() {
        return Err(unreadable.swap_remove(0));
    }
    let mut merged = record::merge(&parts, cargo::provenance(None))?;
    merged
        .missing
        .extend(unreadable.iter().map(ToString::to_string));
    let mut store = Store::open(&folder, OPTION)?;
    store.save(&merged, &files)?;
    let page = save_page(&mut store, &merged)?;
    output::print_styled(&report::render_text(&merged, arguments.layout.layout()))?;
    print_paths(page.as_deref(), &store.report_path())?;
    if let Some(page) = page {
        arguments.open.open(&page);
    }
    Ok(Status::from_is_well(merged.is_well()))
}

/// Checks that a report is not in the folder that the merged one is written to.
fn check_is_other(path: &Path, folder: &Path) -> Result<()> {
    let [of_part, merged] = [report_folder(path), folder.to_path_buf()]
        .map(|folder| folder.canonicalize().unwrap_or(folder));
    if of_part != merged {
        return Ok(());
    }
    let problem = "the merged report would replace it; name another folder with --out";
    Err(Error::format(path, problem.to_string()))
}

/// Reads a report and its files, which get names that no earlier report uses.
fn read_part(path: &Path, used: &mut UsedNames) -> Result<(MergedPart, Vec<NewFile>)> {
    let mut report = read::report(path)?;
    let folder = report_folder(path);
    let mut files = Vec::new();
    for file in paths_of_files(&mut report) {
        if !measure::is_file_of_report(file) {
            let problem = format!("it names {file:?}, which is no file of a report");
            return Err(Error::format(path, problem));
        }
        let bytes = read::bytes_inside(&folder, file)?;
        *file = used.free(file);
        files.push(NewFile {
            path: file.clone(),
            bytes,
        });
    }
    let name = path.display().to_string();
    Ok((MergedPart { name, report }, files))
}

/// The paths of all files that a report names.
fn paths_of_files(report: &mut Report) -> impl Iterator<Item = &mut String> {
    report.cases.iter_mut().flat_map(|case| {
        let of_case = case.attachments.iter_mut().map(|file| &mut file.file);
        let of_rows = case.variants.iter_mut().flat_map(|row| {
            let heap = row.heap.iter_mut().flat_map(|heap| {
                let profiles = heap.profile.iter_mut().chain(&mut heap.outside_profile);
                profiles.chain(&mut heap.timeline)
            });
            heap.chain(row.attachments.iter_mut().map(|file| &mut file.file))
        });
        of_case.chain(of_rows)
    })
}

/// Saves the page of the report. Returns its path.
#[cfg(feature = "page")]
fn save_page(store: &mut Store, report: &Report) -> Result<Option<PathBuf>> {
    let ownership = OwnershipPatterns::default();
    let page = page::render(report, store.folder(), ownership, &PageFindings::default());
    store.save_page(&page).map(Some)
}

/// Without the feature `page` there is no page.
#[cfg(not(feature = "page"))]
fn save_page(_: &mut Store, _: &Report) -> Result<Option<PathBuf>> {
    Ok(None)
}
