//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile};
use crate::record::Report;
#[cfg(feature = "page")]
use crate::report::PageFindings;
use crate::report::{self, Format};

use super::call_sites::{OwnershipArguments, ShownArguments};
use super::excerpt::ExcerptArguments;
use super::open::OpenArguments;
use super::output_arguments::OutputArguments;
#[cfg(feature = "page")]
use super::page;
use super::read::ReportOrProfile;
use super::report_files;
use super::selection::PartArguments;
use super::status::Status;
use super::text_layout::LayoutArguments;
use super::{baseline, cargo, differences, read};

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

    #[command(flatten)]
    layout: LayoutArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    open: OpenArguments,
}

/// The value of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    /// Tables in Markdown
    Markdown,
    /// The report itself
    Json,
    /// One line for each variant, exact figures; text that a spreadsheet would run as a formula
    /// begins with `'`, unless with --raw
    Csv,
    /// One self-contained page with tables, plots and flame graphs
    #[cfg(feature = "page")]
    Html,
    /// Tables for a terminal
    Text,
}

impl ReportFormat {
    fn is_page(self) -> bool {
        match self {
            #[cfg(feature = "page")]
            Self::Html => true,
            Self::Markdown | Self::Json | Self::Csv | Self::Text => false,
        }
    }
}

pub(super) fn run(arguments: &ReportArguments) -> Result<Status> {
    let path = arguments.path.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let ownership = arguments.ownership.load()?;
    let page = arguments.page();
    arguments.open.check(page)?;
    #[cfg(feature = "page")]
    if arguments.format.is_page() {
        arguments.output.check_page()?;
    }
    match read::report_or_profile(&path)? {
        ReportOrProfile::Report(report) => {
            let mut report = arguments.part.select(report)?;
            let others = arguments.cut(&mut report).unwrap_or_default();
            if arguments.sites {
                let sites = arguments.render_sites(&report, &path, &ownership)?;
                arguments.output.write_text(&(sites + &others))?;
            } else {
                arguments.write(&report, &path, ownership, &others)?;
            }
        }
        ReportOrProfile::Profile(profile) => {
            arguments.check_profile(&path)?;
            let profile = profile.with_ownership(&ownership);
            let sites = arguments.shown.render(&profile, arguments.layout.layout());
            arguments.output.write_text(&sites)?;
        }
    }
    if let Some(page) = page {
        arguments.open.open(page);
    }
    Ok(Status::Well)
}

impl ReportArguments {
    /// The file to which a page is written, if one is.
    fn page(&self) -> Option<&Path> {
        let is_page = self.format.is_page() && !self.sites;
        self.output.out.as_deref().filter(|_| is_page)
    }

    /// Removes what is too much to read. Returns a line on it, if there is anything.
    fn cut(&self, saved: &mut Report) -> Option<String> {
        let layout = self.layout.layout();
        if !matches!(self.format, ReportFormat::Text) {
            None
        } else if self.sites {
            report::cut_variants_with_sites(saved, layout, ExcerptArguments::REMEDY)
        } else {
            report::cut_cases(saved, layout, ExcerptArguments::REMEDY)
        }
    }

    /// Writes the report at `path` in the requested format, and a line on what was cut from it.
    #[cfg_attr(not(feature = "page"), expect(unused_variables))]
    fn write(
        &self,
        report: &Report,
        path: &Path,
        ownership: OwnershipPatterns,
        others: &str,
    ) -> Result<()> {
        let format = match self.format {
            ReportFormat::Markdown => Format::Markdown,
            ReportFormat::Json => Format::Json,
            ReportFormat::Csv if self.output.raw => Format::ExactCsv,
            ReportFormat::Csv => Format::Csv,
            ReportFormat::Text => {
                let mut text = report::render_text(report, self.layout.layout());
                text.push_str(others);
                return self.output.write_styled(&text);
            }
            #[cfg(feature = "page")]
            ReportFormat::Html => {
                let folder = report_files::report_folder(path);
                let page = page::render(report, &folder, ownership, &PageFindings::default());
                return self.output.write_text(&page);
            }
        };
        self.output.write(|out| {
            report::write_report(report, format, out)?;
            out.write_all(others.as_bytes())
        })
    }

    /// The call sites of every variant in the report that has a profile.
    fn render_sites(
        &self,
        report: &Report,
        path: &Path,
        ownership: &OwnershipPatterns,
    ) -> Result<String> {
        let folder = report_files::report_folder(path);
        let layout = self.layout.layout();
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
                text.push_str(&self.shown.render_variant(&name, profile, outside, layout));
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
