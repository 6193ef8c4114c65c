//! How much of a long result is shown as text, unless the user asks for all of it.

use clap::Args;

use crate::compare::{ReportDifference, VariantDifference, VariantStatus};
use crate::record::Report;
use crate::units;

/// The most cases of a report, each with a table.
const MOST_CASES: usize = 50;

/// The most variants that differ, each with its figures and call sites.
const MOST_DIFFERENT: usize = 50;

/// The most variants with their call sites.
const MOST_WITH_SITES: usize = 20;

/// The option to show all.
#[derive(Debug, Args)]
pub(super) struct ExcerptArguments {
    /// Show all of a long result, not only its first 50 cases, or 50 variants that differ, or 20
    /// variants with their call sites
    #[arg(long)]
    pub(super) all: bool,
}

impl ExcerptArguments {
    /// The remedy in the line on what is not shown.
    pub(super) const REMEDY: &str = "`--all` shows everything";
}

/// Removes the cases after the first. Returns a line on them with this remedy, if there are any.
pub(super) fn cut_cases(report: &mut Report, remedy: &str) -> Option<String> {
    let mut shown = ShownItems::cases();
    report.cases.retain(|_| shown.allows_next());
    shown.render_others("case", remedy)
}

/// Removes the variants after the first whose call sites are shown, as [`cut_cases`] does cases.
pub(super) fn cut_variants_with_sites(report: &mut Report, remedy: &str) -> Option<String> {
    let mut shown = ShownItems::new(MOST_WITH_SITES);
    for case in &mut report.cases {
        case.variants.retain(|_| shown.allows_next());
    }
    shown.render_others("variant", remedy)
}

/// Removes the variants that differ after the first, as [`cut_cases`] does cases. Names in a line stay.
pub(super) fn cut_differences(difference: &mut ReportDifference, remedy: &str) -> Option<String> {
    let has_block = |variant: &VariantDifference| {
        let is_new_or_gone = [VariantStatus::Added, VariantStatus::Removed];
        variant.is_different() && !is_new_or_gone.contains(&variant.status)
    };
    let mut shown = ShownItems::new(MOST_DIFFERENT);
    for case in &mut difference.cases {
        case.variants
            .retain(|variant| !has_block(variant) || shown.allows_next());
    }
    shown.render_others("different variant", remedy)
}

/// Allows the first of several items, and counts the others.
pub(super) struct ShownItems {
    allowed: usize,
    others: u64,
}

impl ShownItems {
    /// Allows the cases of a report that are shown.
    pub(super) fn cases() -> Self {
        Self::new(MOST_CASES)
    }

    fn new(allowed: usize) -> Self {
        Self { allowed, others: 0 }
    }

    pub(super) fn allows_next(&mut self) -> bool {
        let is_allowed = self.allowed > 0;
        self.allowed = self.allowed.saturating_sub(1);
        self.others += u64::from(!is_allowed);
        is_allowed
    }

    /// A line on the others with this remedy, if there are any.
    pub(super) fn render_others(&self, thing: &str, remedy: &str) -> Option<String> {
        let others = units::count_of(self.others, thing);
        (self.others > 0).then(|| format!("not shown: {others}; {remedy}\n"))
    }
}
