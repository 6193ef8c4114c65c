//! Reports as text: for the terminal, Markdown, CSV and JSON, and for trackers; the call sites of a
//! profile, its folded stacks and flame graph, `massif.out`; the growth of arrays. Pure: a report
//! in, a string out.

mod columns;
mod csv;
mod difference;
#[cfg(feature = "page")]
mod document;
#[cfg(feature = "page")]
mod flame;
mod folded;
mod markdown;
mod massif;
#[cfg(feature = "page")]
mod page;
mod plain;
#[cfg(feature = "page")]
mod plot;
mod rank;
mod sites;
#[cfg(feature = "page")]
mod stacks;
mod table;
mod text;
mod trackers;

pub use difference::{Comparison, Difference, DifferenceFormat, render_difference};
#[cfg(feature = "page")]
pub use flame::{flame_graph, flame_graph_in_page, flame_graph_of_difference};
pub use folded::folded;
pub use massif::massif;
#[cfg(feature = "page")]
pub use page::{Contents, page};
pub use sites::{broken_budget, top_call_sites};
pub use trackers::{bencher, tracker};

use crate::record::Report;

/// A form that a report can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables for a terminal.
    Text,
    /// The same tables in Markdown.
    Markdown,
    /// The report itself, whole.
    Json,
    /// One line for each variant, exact figures only.
    Csv,
}

/// Renders a report.
pub fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text::render(report),
        Format::Markdown => markdown::render(report),
        Format::Json => report.to_json(),
        Format::Csv => csv::render(report),
    }
}
