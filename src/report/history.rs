//! A history of a figure: where it changed, for the terminal.

use crate::compare::{FigureHistory, HistoryStep, VariantHistory};
use crate::record::Figure;
use crate::units;

use super::difference::file_and_line;
use super::plain::plain;
use super::shown_items::ShownItems;
use super::terminal::TextLayout;
use super::text_table::{TableColumn, TextTable};

/// A figure of variants in the reports of several revisions.
#[derive(Debug, Clone)]
pub struct RevisionHistory {
    /// The figure.
    pub figure: Figure,
    /// The titles of the revisions, one for each report.
    pub revisions: Vec<String>,
    /// The changes of the figure.
    pub history: FigureHistory,
}

const COLUMNS: [TableColumn; 4] = [
    TableColumn::number(0),
    TableColumn::number(2),
    TableColumn::words(0),
    TableColumn::name(1),
];

/// A table for each variant whose figure changed: the first value, and then each change with the
/// revision and the call site. Of very many variants, the first, and a line with this remedy.
pub fn render_history(history: &RevisionHistory, layout: TextLayout, remedy: &str) -> String {
    let name = history.figure.name;
    let mut text = layout.wrap_text(&format!("{name} from revision to revision"));
    text.push('\n');
    let mut shown = ShownItems::different_variants(layout);
    let changed = history.history.changed.iter();
    for variant in changed.filter(|_| shown.allows_next()) {
        text.push_str(&layout.wrap_text(&plain(&variant.name)));
        text.push_str(&render_variant(variant, history, layout));
        text.push('\n');
    }
    let others = shown.render_others("changed variant", remedy);
    text.push_str(&others.unwrap_or_default());
    if history.history.same > 0 {
        let same = units::count_of(history.history.same as u64, "variant");
        text.push_str(&layout.wrap_text(&format!("no change of {name} in {same}")));
    }
    text
}

fn render_variant(
    variant: &VariantHistory,
    history: &RevisionHistory,
    layout: TextLayout,
) -> String {
    let headings = [history.figure.name, "difference", "revision", "call site"];
    let first = first_row(variant, history).into_iter();
    let steps = variant.steps.iter().map(|step| step_row(step, history));
    TextTable::new(COLUMNS, headings, first.chain(steps)).render(layout)
}

/// The value before the first change.
pub(super) fn first_row(
    variant: &VariantHistory,
    history: &RevisionHistory,
) -> Option<[String; 4]> {
    let step = variant.steps.first()?;
    let first = variant.values.iter().position(Option::is_some)?;
    Some([
        step.change.before.render(step.change.unit),
        String::new(),
        plain(&history.revisions[first]),
        String::new(),
    ])
}

/// A change: the value after it, the difference, the revision and the call site.
pub(super) fn step_row(step: &HistoryStep, history: &RevisionHistory) -> [String; 4] {
    let title = plain(&history.revisions[step.after]);
    let revision = match step.after - step.before - 1 {
        0 => title,
        1 => format!("{title}, or the one before, which is not measured"),
        skipped => format!("{title}, or one of the {skipped} before, which are not measured"),
    };
    [
        step.change.after.render(step.change.unit),
        step.change.difference().render(step.change.unit),
        revision,
        step.call_site
            .as_ref()
            .map(|site| plain(&file_and_line(site)))
            .unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Change;

    #[test]
    fn a_table_has_the_first_value_and_each_change() {
        let change =
            |before, after| Change::from_exact("peak", Figure::PEAK_BYTES.unit, before, after);
        let step = |before, after, change| HistoryStep {
            before,
            after,
            change,
            profiles: None,
            call_site: None,
        };
        let variant = VariantHistory {
            name: String::from("words/sorted n=10"),
            values: vec![None, Some(1000), None, Some(2000), Some(500)],
            steps: vec![
                step(1, 3, change(1000, 2000)),
                step(3, 4, change(2000, 500)),
            ],
        };
        let history = RevisionHistory {
            figure: Figure::PEAK_BYTES,
            revisions: ["a one", "b two", "c three", "d four", "e\x1b five"]
                .map(String::from)
                .to_vec(),
            history: FigureHistory {
                changed: vec![variant],
                same: 2,
            },
        };
        let text = render_history(&history, TextLayout::default(), "");
        let expected = "peak from revision to revision

words/sorted n=10
    peak  difference  revision                                          call site
 1.00 kB              b two
 2.00 kB    +1.00 kB  d four, or the one before, which is not measured
   500 B    −1.50 kB  e\\u{1b} five

no change of peak in 2 variants
";
        assert_eq!(text, expected);
    }
}
