//! Reports as text: for the terminal, Markdown, CSV and JSON, and for benchmark trackers; the call
//! sites of a profile, its folded stacks and flame graph, and `massif.out`. Pure: a report in, a string
//! out.

mod abbreviate;
mod case_labels;
mod claims;
mod columns;
mod csv;
mod difference;
#[cfg(feature = "page")]
mod document;
mod excerpt;
#[cfg(feature = "page")]
mod flame;
mod format;
mod history;
mod markdown;
mod massif;
#[cfg(feature = "page")]
mod page;
mod plain;
#[cfg(feature = "page")]
mod plot;
mod programs;
mod ranking;
mod sentences;
mod shortlist;
mod shown_items;
mod sites;
mod stacks;
mod styled;
mod summary;
mod table;
mod terminal;
mod text_table;
mod ties;
mod trackers;
mod varying;

pub use claims::{render_claims, render_claims_markdown};
pub use difference::{
    Comparison, Difference, DifferenceFormat, render_difference, render_styled_difference,
};
pub use format::{Format, render_report, write_report};
pub use history::{RevisionHistory, render_history};
pub use massif::write_massif;
#[cfg(feature = "page")]
pub use page::{PageFiles, PageFindings, render_flame_graph, render_history_page, render_page};
pub(crate) use shown_items::{ShownItems, cut_cases, cut_differences, cut_variants_with_sites};
pub use sites::{
    ShownSites, render_broken_budget, render_outside_call_sites, render_top_call_sites,
    render_variant_sites,
};
pub use stacks::write_folded_stacks;
pub use styled::{StyledText, Tone};
pub use summary::{Summary, summarize};
pub use terminal::{TextLayout, render_cases, render_end, render_summary, render_text};
pub(crate) use terminal::{join_numbers, split_numbers};
pub use text_table::{TableColumn, TextTable, fitting_columns};
pub use trackers::{write_bencher, write_tracker};
