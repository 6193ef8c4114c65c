//! The result of checking a report against baselines and budgets.

/// What the gates of a run print, and whether the report passes.
#[derive(Debug, Default)]
pub(super) struct GateResult {
    /// The text for stdout.
    pub(super) text: String,
    /// The warnings for stderr, one line each.
    pub(super) warnings: Vec<String>,
    /// Whether every budget is kept and was checked.
    pub(super) has_passed: bool,
}
