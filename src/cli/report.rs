//! `heapwise report`: render a saved report again; measures nothing.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::record::Report;
use crate::report::{self, Format};

#[cfg(feature = "page")]
use super::page;
use super::selection::PartArguments;
use super::{Status, output, read};

/// Render a saved report again; measures nothing
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A report's folder, or its report.json
    path: PathBuf,

    #[command(flatten)]
    part: PartArguments,

    /// The form to render it in
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,
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
    let report = arguments.part.of(read::report(&arguments.path)?)?;
    output::print(&rendered(&report, arguments))?;
    Ok(Status::Well)
}

fn rendered(report: &Report, arguments: &Arguments) -> String {
    let format = match arguments.format {
        FormatName::Markdown => Format::Markdown,
        FormatName::Json => Format::Json,
        FormatName::Csv => Format::Csv,
        FormatName::Text => Format::Text,
        #[cfg(feature = "page")]
        FormatName::Html => return page::of(report, &read::folder(&arguments.path)),
    };
    report::render(report, format)
}
