//! The formats that a report can be rendered in.

use std::io::{self, Write};

use crate::record::Report;

use super::terminal::{self, TextLayout};
use super::{csv, markdown};

/// A format that a report can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables for a terminal.
    Text(TextLayout),
    /// A table for each case in Markdown.
    Markdown,
    /// The whole report.
    Json,
    /// One line for each variant, with exact figures only. Text that a spreadsheet would take for a
    /// formula has a `'` before it.
    Csv,
    /// `Csv` with every text as it is.
    ExactCsv,
}

/// Renders a report.
pub fn render_report(report: &Report, format: Format) -> String {
    let mut bytes = Vec::new();
    write_report(report, format, &mut bytes).expect("a vector takes every byte");
    String::from_utf8(bytes).expect("every format is text")
}

/// Writes a report.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_report(report: &Report, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text(layout) => write!(out, "{}", terminal::render_text(report, layout)),
        Format::Markdown => out.write_all(markdown::render_markdown(report).as_bytes()),
        Format::Json => report.write_json(out),
        Format::Csv => csv::write_csv(report, csv::neutralize_formula, out),
        Format::ExactCsv => csv::write_csv(report, std::convert::identity, out),
    }
}
