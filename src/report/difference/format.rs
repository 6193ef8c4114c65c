//! The formats that a comparison can be rendered in.

use crate::report::terminal::TextLayout;

use super::comparison::Comparison;
#[cfg(feature = "page")]
use super::html;
use super::{json, markdown, text};

/// A format that a comparison can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceFormat {
    /// Tables for a terminal.
    Text(TextLayout),
    /// The tables of `Text` in Markdown, for a comment on a pull request.
    Markdown,
    /// Every figure, exact. The fields are `schema` (1), `kind` (`reports` or `profiles`), `old`,
    /// `new`, `is_different` and `above_limits` (sentences), then those of
    /// [`ReportDifference`](crate::compare::ReportDifference) or
    /// [`ProfileDifference`](crate::compare::ProfileDifference). Each figure of a variant has `name`,
    /// `unit`, `before`, `after`, `difference`, `ratio` and `verdict`; a time also has `p_value` and
    /// `is_chance`.
    Json,
    /// A page with the stacks of both, coloured by whether they grew or shrank.
    #[cfg(feature = "page")]
    Html,
}

impl DifferenceFormat {
    /// True if the format draws stacks, so that they must be compared too.
    pub fn draws_stacks(self) -> bool {
        match self {
            #[cfg(feature = "page")]
            Self::Html => true,
            Self::Text(_) | Self::Markdown | Self::Json => false,
        }
    }
}

/// Renders a comparison.
pub fn render_difference(comparison: &Comparison, format: DifferenceFormat) -> String {
    match format {
        DifferenceFormat::Text(layout) => text::render_text(comparison, layout),
        DifferenceFormat::Markdown => markdown::render_markdown(comparison),
        DifferenceFormat::Json => json::render_json(comparison),
        #[cfg(feature = "page")]
        DifferenceFormat::Html => html::render_html(comparison),
    }
}
