//! What is different between two reports or two profiles, in the forms that people and programs
//! read.

mod cells;
#[cfg(feature = "page")]
mod html;
mod json;
mod markdown;
mod text;

use crate::compare::{ProfileDifference, ReportDifference};

/// A form that a difference can be rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceFormat {
    /// Tables for a terminal.
    Text,
    /// The same in Markdown, fit for a comment on a pull request.
    Markdown,
    /// Every figure, exact: `schema` (1), `kind` (`reports` or `profiles`), `old`, `new`,
    /// `is_different` and the sentences of `above_limits`; then the fields of [`ReportDifference`]
    /// or of [`ProfileDifference`] as they are declared. Each figure of a variant tells its `name`,
    /// `unit`, `before`, `after`, `difference`, `ratio`, `verdict` and, of a time, `p_value` and `is_chance`.
    Json,
    /// A page with flame graphs: red what grew, blue what shrank.
    #[cfg(feature = "page")]
    Html,
}

impl DifferenceFormat {
    /// Whether it draws stacks, which are then to be compared too.
    pub fn draws_stacks(self) -> bool {
        match self {
            #[cfg(feature = "page")]
            Self::Html => true,
            Self::Text | Self::Markdown | Self::Json => false,
        }
    }
}

/// A comparison to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What the old side is called.
    pub old: String,
    /// What the new side is called.
    pub new: String,
    /// What is different.
    pub difference: Difference,
    /// A sentence on each limit that is broken.
    pub broken: Vec<String>,
}

/// What two sides have different.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// Two reports, or two variants of one.
    Reports(ReportDifference),
    /// Two profiles.
    Profiles(ProfileDifference),
}

impl Difference {
    /// Whether nothing is different.
    pub fn is_none(&self) -> bool {
        match self {
            Self::Reports(reports) => reports.is_none(),
            Self::Profiles(profiles) => profiles.is_none(),
        }
    }
}

/// Renders a comparison.
pub fn render_difference(comparison: &Comparison, format: DifferenceFormat) -> String {
    match format {
        DifferenceFormat::Text => text::render(comparison),
        DifferenceFormat::Markdown => markdown::render(comparison),
        DifferenceFormat::Json => json::render(comparison),
        #[cfg(feature = "page")]
        DifferenceFormat::Html => html::render(comparison),
    }
}
