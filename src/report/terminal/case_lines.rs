//! What stands above and below the table of a case.

use crate::record::Case;
use crate::report::plain::{plain, plain_lines};
use crate::report::styled::{StyledText, Tone, style_prefix};

use super::layout::TextLayout;

/// The name of an experiment and its question.
pub(super) fn render_title(case: &Case, layout: TextLayout) -> Vec<String> {
    let title = format!("{}: {}", plain(&case.name), plain(&case.about));
    layout.wrap(title.trim_end_matches([' ', ':']), 2)
}

/// The variants that were not measured, and why.
pub(super) fn render_failures(case: &Case, layout: TextLayout) -> Vec<StyledText> {
    let mut lines = Vec::new();
    for row in &case.variants {
        if let Some(reason) = row.outcome.reason() {
            let mut reason = plain_lines(reason);
            let (status, variant) = (row.outcome.status(), plain(&case.full_name(row)));
            let first = reason.next().unwrap_or_default();
            let tone = row.outcome.is_failure().then_some(Tone::Bad);
            let first = layout.wrap(&format!("{status}: {variant}: {first}"), 4);
            lines.extend(style_prefix(first, tone));
            let more = reason.flat_map(|line| layout.wrap(&format!("    {line}"), 4));
            lines.extend(more.map(StyledText::from));
        }
    }
    lines
}
