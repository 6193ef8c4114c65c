//! The tones of a comparison: what grew, shrank, fails or exceeds a limit.

use crate::compare::{CaseDifference, Change, ReportDifference, VariantDifference, VariantStatus};
use crate::record::Unit;
use crate::report::plain::plain;
use crate::report::styled::{StyledText, Tone};
use crate::report::terminal::TextLayout;

use super::cells;
use super::comparison::{Comparison, Difference};
use super::text::render_text;

/// The comparison for a terminal, in which figures that changed have tones.
pub fn render_styled_difference(comparison: &Comparison, layout: TextLayout) -> StyledText {
    let mut needles = match &comparison.difference {
        Difference::Reports(reports) => in_reports(reports),
        Difference::Profiles(profiles) => in_figures(&profiles.figures()),
    };
    let exceeded = Needle::new("\n", "above the limit:", Tone::Bad);
    needles.extend(comparison.broken.iter().map(|_| exceeded.clone()));
    style(&render_text(comparison, layout), &needles)
}

/// A part of a text that has a tone.
#[derive(Clone)]
struct Needle {
    /// What stands somewhere before the part, and after the needle before.
    after: String,
    part: String,
    tone: Tone,
}

impl Needle {
    fn new(after: &str, part: &str, tone: Tone) -> Self {
        Self {
            after: after.to_string(),
            part: part.to_string(),
            tone,
        }
    }
}

fn in_reports(reports: &ReportDifference) -> Vec<Needle> {
    let cases = reports
        .cases
        .iter()
        .filter(|case| cells::is_different(case));
    cases.flat_map(in_case).collect()
}

fn in_case(case: &CaseDifference) -> Vec<Needle> {
    let (different, _) = cells::split_case(case);
    different.into_iter().flat_map(in_variant).collect()
}

fn in_variant(variant: &VariantDifference) -> Vec<Needle> {
    let name = format!("\n{}", plain(&variant.variant));
    let status = match variant.status {
        VariantStatus::NowFailing { .. } => Some(("now failing", Tone::Bad)),
        VariantStatus::StillFailing { .. } => Some(("still failing", Tone::Bad)),
        _ => None,
    };
    let status = status.map(|(status, tone)| Needle::new(&name, status, tone));
    let status = status.into_iter();
    status.chain(in_figures(&variant.figures)).collect()
}

/// The differences of the figures that changed. Whether a metric that grew is better is unknown.
fn in_figures(changes: &[Change]) -> Vec<Needle> {
    let changed = cells::find_different(changes);
    let changed = changed.filter(|change| change.is_changed() && change.unit != Unit::Number);
    let needle = |change: &Change| {
        let tone = if change.growth_percent() > 0.0 {
            Tone::Bad
        } else {
            Tone::Good
        };
        let difference = change.difference().render(change.unit);
        Needle::new(&format!("\n {} ", plain(&change.name)), &difference, tone)
    };
    changed.map(needle).collect()
}

/// Gives the parts of a text their tones, as far as they are found.
fn style(text: &str, needles: &[Needle]) -> StyledText {
    let mut styled = StyledText::default();
    let mut rest = text;
    for needle in needles {
        let Some(after) = rest.find(&needle.after) else {
            continue;
        };
        let from = after + needle.after.len();
        let Some(start) = rest[from..].find(&needle.part) else {
            continue;
        };
        let end = from + start + needle.part.len();
        styled.push_str(&rest[..from + start]);
        styled.push(&needle.part, Some(needle.tone));
        rest = &rest[end..];
    }
    styled.push_str(rest);
    styled
}
