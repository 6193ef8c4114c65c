//! `heapwise report`: render a saved report again; measures nothing.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::report::{self, Format};

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
    /// Tables for a terminal
    Text,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Markdown => Self::Markdown,
            FormatName::Json => Self::Json,
            FormatName::Csv => Self::Csv,
            FormatName::Text => Self::Text,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let report = arguments.part.of(read::report(&arguments.path)?)?;
    output::print(&report::render(&report, arguments.format.into()))?;
    Ok(Status::Well)
}
