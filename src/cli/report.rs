//! `heapwise report`: render a saved report again; measures nothing.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::measure::Patterns;
use crate::record::{Entry, Report};
use crate::report::{self, Format};

use super::selection::name_and_value;
use super::{Status, output, page, read};

/// Render a saved report again; measures nothing
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A report's folder, or its report.json
    path: PathBuf,

    /// An experiment, a variant, or a glob; all by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,

    /// Only the entries with this value of an input; repeatable
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = name_and_value)]
    inputs: Vec<(String, String)>,

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
    let mut report = read::report(&arguments.path)?;
    select(&mut report, &arguments.patterns, &arguments.inputs)?;
    output::print(&arguments.format.render(&report, &arguments.path))?;
    Ok(Status::Well)
}

/// Leaves what the patterns and inputs ask for.
pub(super) fn select(
    report: &mut Report,
    patterns: &[String],
    inputs: &[(String, String)],
) -> Result<()> {
    let names = report.experiments.iter().flat_map(|entry| {
        let variants = entry.variants.iter();
        variants.map(|row| (entry.name.as_str(), row.name.as_str()))
    });
    let patterns = Patterns::new(patterns, names)?;
    for (name, value) in inputs {
        let has_value = |entry: &Entry| {
            entry
                .input
                .get(name)
                .is_some_and(|v| v.to_string() == *value)
        };
        if !report.experiments.iter().any(has_value) {
            return Err(Error::Argument {
                argument: format!("{name}={value}"),
                problem: String::from(
                    "no entry of the report has this input; `heapwise report` without it shows those that there are",
                ),
            });
        }
        report.experiments.retain(has_value);
    }
    for entry in &mut report.experiments {
        let name = &entry.name;
        entry
            .variants
            .retain(|row| patterns.choose(name, &row.name));
    }
    report
        .experiments
        .retain(|entry| !entry.variants.is_empty());
    Ok(())
}
