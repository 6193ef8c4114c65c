//! Reports as text: for the terminal, Markdown, CSV and JSON, and for benchmark trackers; the call
//! sites of a profile, its folded stacks and flame graph, and `massif.out`. Pure: a report in, a string
//! out.

mod case_labels;
mod columns;
mod csv;
mod difference;
#[cfg(feature = "page")]
mod document;
mod excerpt;
#[cfg(feature = "page")]
mod flame;
mod format;
mod markdown;
mod massif;
#[cfg(feature = "page")]
mod page;
mod plain;
#[cfg(feature = "page")]
mod plot;
mod ranking;
mod sentences;
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

pub use difference::{
    Comparison, Difference, DifferenceFormat, render_difference, render_styled_difference,
};
pub use format::{Format, render_report, write_report};
pub use massif::write_massif;
#[cfg(feature = "page")]
pub use page::{PageFiles, PageFindings, render_flame_graph, render_page};
pub use sites::{
    render_broken_budget, render_outside_call_sites, render_top_call_sites, render_variant_sites,
};
pub use stacks::write_folded_stacks;
pub use styled::{StyledText, Tone};
pub use summary::{Summary, summarize};
pub use terminal::{TextLayout, render_cases, render_end, render_summary, render_text};
pub use trackers::{write_bencher, write_tracker};
