//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile};
use crate::record::Report;
use crate::report::{self, Format};

use super::call_sites::{OwnershipArguments, ShownArguments};
#[cfg(feature = "page")]
use super::page;
use super::read::ReportOrProfile;
use super::report_files;
use super::selection::PartArguments;
use super::status::Status;
use super::{baseline, cargo, differences, output, read};

/// Render a saved report again, or the call sites of a profile of any tool; measures nothing
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// A report's folder, its report.json, the name of a baseline, or a DHAT profile
    /// [default: `latest`, the report of the latest run]
    #[arg(value_parser = baseline::path_parser())]
    path: Option<PathBuf>,

    #[command(flatten)]
    part: PartArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

    #[command(flatten)]
    shown: ShownArguments,

    /// Show the call sites of each variant, instead of its figures
    #[arg(long, conflicts_with = "format")]
    sites: bool,

    /// The format
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,

    /// The file to write, standard output by default
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The value of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    /// Tables in Markdown
    Markdown,
    /// The report itself
    Json,
    /// One line for each variant, exact figures
    Csv,
    /// One self-contained page with tables, plots and flame graphs
    #[cfg(feature = "page")]
    Html,
    /// Tables for a terminal
    Text,
}

pub(super) fn run(arguments: &ReportArguments) -> Result<Status> {
    let path = arguments.path.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let ownership = arguments.ownership.load()?;
    match read::report_or_profile(&path)? {
        ReportOrProfile::Report(report) => {
            let report = arguments.part.select(report)?;
            if arguments.sites {
                arguments.print(&arguments.render_sites(&report, &path, &ownership)?)?;
            } else {
                arguments.write(&report, &path, ownership)?;
            }
        }
        ReportOrProfile::Profile(profile) => {
            arguments.check_profile(&path)?;
            let profile = profile.with_ownership(&ownership);
            arguments.print(&arguments.shown.render(&profile))?;
        }
    }
    Ok(Status::Well)
}

impl ReportArguments {
    fn print(&self, text: &str) -> Result<()> {
        let file = self.out.as_deref();
        output::write(file, |out| out.write_all(text.as_bytes()))
    }

    /// Writes the report at `path` in the requested format.
    #[cfg_attr(not(feature = "page"), expect(unused_variables))]
    fn write(&self, report: &Report, path: &Path, ownership: OwnershipPatterns) -> Result<()> {
        let format = match self.format {
            ReportFormat::Markdown => Format::Markdown,
            ReportFormat::Json => Format::Json,
            ReportFormat::Csv => Format::Csv,
            ReportFormat::Text => Format::Text,
            #[cfg(feature = "page")]
            ReportFormat::Html => {
                let folder = report_files::report_folder(path);
                return self.print(&page::render(report, &folder, ownership));
            }
        };
        let file = self.out.as_deref();
        output::write(file, |out| report::write_report(report, format, out))
    }

    /// The call sites of every variant in the report that has a profile.
    fn render_sites(
        &self,
        report: &Report,
        path: &Path,
        ownership: &OwnershipPatterns,
    ) -> Result<String> {
        let folder = report_files::report_folder(path);
        let mut text = String::new();
        for case in &report.cases {
            for row in &case.variants {
                let read = |file: Option<&String>| -> Result<Option<Profile>> {
                    let Some(file) = file else { return Ok(None) };
                    let profile = differences::read_profile(&folder, file)?;
                    Ok(profile.map(|profile| profile.with_ownership(ownership)))
                };
                let heap = row.heap.as_ref();
                let profile = read(heap.and_then(|heap| heap.profile.as_ref()))?;
                let outside = read(heap.and_then(|heap| heap.outside_profile.as_ref()))?;
                let name = case.name_at_input(row);
                let (profile, outside) = (profile.as_ref(), outside.as_ref());
                text.push_str(&self.shown.render_variant(&name, profile, outside));
            }
        }
        Ok(text)
    }

    /// Checks that nothing is asked of the profile at `path` that only reports have.
    fn check_profile(&self, path: &Path) -> Result<()> {
        let problem = if !matches!(self.format, ReportFormat::Text) {
            "profiles are shown as text only; `heapwise export` writes other formats"
        } else if self.part.first().is_some() {
            "selects a part of a report, but this is a profile of one program; omit it"
        } else {
            return Ok(());
        };
        Err(Error::Argument {
            argument: path.display().to_string(),
            problem: problem.to_string(),
        })
    }
}
