//! `heapwise report`: render a saved report again; measures nothing.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::record::Report;
use crate::report::{self, Format};
use crate::units;

use super::store::REPORT;
use super::{Status, output};

/// The largest report that is read.
const MOST_BYTES: u64 = 500_000_000;

/// Render a saved report again; measures nothing
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A report's folder, or its report.json
    path: PathBuf,

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
    let report = read(&arguments.path)?;
    output::print(&report::render(&report, arguments.format.into()))?;
    Ok(Status::Well)
}

/// Reads the report at `path`, a folder or a file.
fn read(path: &Path) -> Result<Report> {
    let path = match path.is_dir() {
        true => path.join(REPORT),
        false => path.to_path_buf(),
    };
    let mut bytes = Vec::new();
    std::fs::File::open(&path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|source| Error::reading(&path, source))?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = units::bytes(MOST_BYTES);
        return Err(Error::format(
            &path,
            format!("larger than {most}; a report is not"),
        ));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::format(&path, "not a report of heapwise: not UTF-8"))?;
    Report::read(&text, &path)
}
