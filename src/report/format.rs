//! The formats that a report can be rendered in.

use crate::record::Report;

use super::{csv, markdown, text};

/// A format that a report can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables for a terminal.
    Text,
    /// The tables of `Text` in Markdown.
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
    match format {
        Format::Text => text::render_text(report),
        Format::Markdown => markdown::render_markdown(report),
        Format::Json => report.to_json(),
        Format::Csv => csv::render_csv(report, csv::neutralize_formula),
        Format::ExactCsv => csv::render_csv(report, std::convert::identity),
    }
}
