//! The result of checking a report against baselines and budgets.

use crate::compare::{BrokenLimit, ReportDifference};
use crate::report::StyledText;

/// What the gates of a run print, what they found, and whether the report passes.
#[derive(Debug, Default)]
pub(super) struct GateResult {
    /// The text for stdout.
    pub(super) text: StyledText,
    /// The warnings for stderr, one line each.
    pub(super) warnings: Vec<String>,
    /// The broken limits; `None` if no budget was checked.
    #[cfg_attr(
        not(feature = "page"),
        expect(dead_code, reason = "only a page shows them")
    )]
    pub(super) broken: Option<Vec<BrokenLimit>>,
    /// The name of the baseline, and the difference from it.
    pub(super) difference: Option<(String, ReportDifference)>,
    /// Whether every budget is kept and was checked.
    pub(super) has_passed: bool,
}
