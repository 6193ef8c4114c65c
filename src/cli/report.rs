//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::record::Report;
use crate::report::{self, Format};

#[cfg(feature = "page")]
use super::page;
use super::selection::PartArguments;
use super::{Status, cargo, output, read, whole};

/// Render a saved report again; measures nothing
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A report's folder, or its report.json [default: the latest run's]
    path: Option<PathBuf>,

    #[command(flatten)]
    part: PartArguments,

    /// The form to render it in
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,

    /// A file for it, in place of the screen
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A form by its name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// Tables in Markdown
    Markdown,
    /// The report itself
    Json,
    /// One line for each variant, exact figures
    Csv,
    /// A page with tables, plots and flame graphs, whole in itself
    #[cfg(feature = "page")]
    Html,
    /// Tables for a terminal
    Text,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let path = arguments.path.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let report = arguments.part.of(read::report(&path)?)?;
    let text = rendered(&report, &path, arguments.format);
    match &arguments.out {
        None => output::print(&text)?,
        Some(file) => whole::write(file, text.as_bytes())?,
    }
    Ok(Status::Well)
}

#[cfg_attr(not(feature = "page"), expect(unused_variables))]
fn rendered(report: &Report, path: &Path, format: FormatName) -> String {
    let format = match format {
        FormatName::Markdown => Format::Markdown,
        FormatName::Json => Format::Json,
        FormatName::Csv => Format::Csv,
        FormatName::Text => Format::Text,
        #[cfg(feature = "page")]
        FormatName::Html => return page::of(report, &read::folder(path)),
    };
    report::render_report(report, format)
}
