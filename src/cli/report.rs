//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::record::Report;
use crate::report::{self, Format};

use super::selection::PartArguments;
use super::{Status, output, page, read};

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
    Html,
    /// Tables for a terminal
    Text,
}

impl FormatName {
    fn render(self, report: &Report, path: &Path) -> String {
        let format = match self {
            Self::Markdown => Format::Markdown,
            Self::Json => Format::Json,
            Self::Csv => Format::Csv,
            Self::Text => Format::Text,
            Self::Html => return page::of(report, &read::folder(path)),
        };
        report::render(report, format)
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let report = arguments.part.of(read::report(&arguments.path)?)?;
    output::print(&arguments.format.render(&report, &arguments.path))?;
    Ok(Status::Well)
}
