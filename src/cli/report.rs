//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::profile::OwnershipPatterns;
use crate::record::Report;
use crate::report::{self, Format};

use super::ownership::OwnershipArguments;
#[cfg(feature = "page")]
use super::page;
#[cfg(feature = "page")]
use super::report_files;
use super::selection::PartArguments;
use super::status::Status;
use super::{atomic_file, cargo, output, read};

/// Render a saved report again; measures nothing
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// A report's folder, or its report.json [default: that of the latest run]
    path: Option<PathBuf>,

    #[command(flatten)]
    part: PartArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

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
    let report = arguments.part.select(read::report(&path)?)?;
    let text = render(
        &report,
        &path,
        arguments.format,
        arguments.ownership.load()?,
    );
    match &arguments.out {
        None => output::print(&text)?,
        Some(file) => atomic_file::write(file, text.as_bytes())?,
    }
    Ok(Status::Well)
}

#[cfg_attr(not(feature = "page"), expect(unused_variables))]
fn render(
    report: &Report,
    path: &Path,
    format: ReportFormat,
    ownership: OwnershipPatterns,
) -> String {
    let format = match format {
        ReportFormat::Markdown => Format::Markdown,
        ReportFormat::Json => Format::Json,
        ReportFormat::Csv => Format::Csv,
        ReportFormat::Text => Format::Text,
        #[cfg(feature = "page")]
        ReportFormat::Html => {
            let folder = report_files::report_folder(path);
            return page::render(report, &folder, ownership);
        }
    };
    report::render_report(report, format)
}
