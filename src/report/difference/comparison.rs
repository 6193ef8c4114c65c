//! A comparison with the names of its sides.

use crate::compare::{ProfileDifference, ReportDifference};

/// A comparison to render.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The name of the old side.
    pub old: String,
    /// The name of the new side.
    pub new: String,
    /// The difference between them.
    pub difference: Difference,
    /// A sentence for each limit that is exceeded.
    pub broken: Vec<String>,
}

/// The difference between two sides.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// Between two reports, or two variants of one.
    Reports(ReportDifference),
    /// Between two profiles.
    Profiles(ProfileDifference),
}

impl Difference {
    /// True if both sides are equal.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Reports(reports) => reports.is_empty(),
            Self::Profiles(profiles) => profiles.is_empty(),
        }
    }
}
