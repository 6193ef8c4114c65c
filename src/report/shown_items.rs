//! Cuts a long result to its first part, unless the layout has all of it.

use crate::compare::{ReportDifference, VariantDifference, VariantStatus};
use crate::record::Report;
use crate::units;

use super::excerpt::ExcerptLimits;
use super::terminal::TextLayout;

/// Removes the cases after the first. Returns a line on them with this remedy, if there are any.
pub(crate) fn cut_cases(report: &mut Report, layout: TextLayout, remedy: &str) -> Option<String> {
    let mut shown = ShownItems::cases(layout);
    report.cases.retain(|_| shown.allows_next());
    shown.render_others("case", remedy)
}

/// Removes the variants after the first whose call sites are shown, as [`cut_cases`] does cases.
pub(crate) fn cut_variants_with_sites(
    report: &mut Report,
    layout: TextLayout,
    remedy: &str,
) -> Option<String> {
    let mut shown = ShownItems::new(ExcerptLimits::VARIANTS_WITH_SITES, layout);
    for case in &mut report.cases {
        case.variants.retain(|_| shown.allows_next());
    }
    shown.render_others("variant", remedy)
}

/// Removes the variants that differ after the first, as [`cut_cases`] does cases. Names in a line stay.
pub(crate) fn cut_differences(
    difference: &mut ReportDifference,
    layout: TextLayout,
    remedy: &str,
) -> Option<String> {
    let has_block = |variant: &VariantDifference| {
        let is_new_or_gone = [VariantStatus::Added, VariantStatus::Removed];
        variant.is_different() && !is_new_or_gone.contains(&variant.status)
    };
    let mut shown = ShownItems::different_variants(layout);
    for case in &mut difference.cases {
        case.variants
            .retain(|variant| !has_block(variant) || shown.allows_next());
    }
    shown.render_others("different variant", remedy)
}

/// Allows the first of several items, and counts the others.
pub(crate) struct ShownItems {
    allowed: usize,
    others: u64,
    layout: TextLayout,
}

impl ShownItems {
    /// Allows the cases of a report that are shown.
    pub(crate) fn cases(layout: TextLayout) -> Self {
        Self::new(ExcerptLimits::CASES, layout)
    }

    /// Allows the failing limits of a budget or a comparison that are shown.
    pub(crate) fn failing_limits(layout: TextLayout) -> Self {
        Self::new(ExcerptLimits::FAILING_LIMITS, layout)
    }

    /// Allows the variants that differ that are shown.
    pub(crate) fn different_variants(layout: TextLayout) -> Self {
        Self::new(ExcerptLimits::DIFFERENT_VARIANTS, layout)
    }

    fn new(most: usize, layout: TextLayout) -> Self {
        Self {
            allowed: if layout.is_whole { usize::MAX } else { most },
            others: 0,
            layout,
        }
    }

    pub(crate) fn allows_next(&mut self) -> bool {
        let is_allowed = self.allowed > 0;
        self.allowed = self.allowed.saturating_sub(1);
        self.others += u64::from(!is_allowed);
        is_allowed
    }

    /// A line on the others with this remedy, if there are any.
    pub(crate) fn render_others(&self, thing: &str, remedy: &str) -> Option<String> {
        let others = units::count_of(self.others, thing);
        let line = format!("not shown: {others}; {remedy}");
        (self.others > 0).then(|| self.layout.wrap_text(&line))
    }
}
