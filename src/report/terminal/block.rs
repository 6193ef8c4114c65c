//! One experiment of a report: its table, or one table for several cases, and the sentences below.

use crate::record::Case;
use crate::report::columns::{grade_tone, grows_beyond_heap};
use crate::report::plain::plain;
use crate::report::ranking::{find_complaints, list_notes, recommend};
use crate::report::sentences::{render_answer, render_growth_beyond_heap};
use crate::report::styled::{StyledText, style_prefix};
use crate::report::table::{ShownColumns, render_table_lines};
use crate::report::varying::render_variation;

use super::case_lines::{render_failures, render_title};
use super::layout::TextLayout;
use super::matrix;

/// Whether each of the cases of one experiment has a table of its own.
pub(super) fn has_table_for_each(cases: &[Case], layout: TextLayout) -> bool {
    cases.len() == 1 || layout.is_verbose
}

/// The cases of one experiment.
pub(super) fn render_experiment(cases: &[Case], layout: TextLayout) -> StyledText {
    if !has_table_for_each(cases, layout) {
        return matrix::render_matrix(cases, layout);
    }
    cases
        .iter()
        .flat_map(|case| render_case(case, layout))
        .collect()
}

/// The lines of a case, the last one empty.
fn render_case(case: &Case, layout: TextLayout) -> Vec<StyledText> {
    let mut lines: Vec<StyledText> = styled(render_title(case, layout)).collect();
    if !case.input.is_empty() && layout.variants.is_none() {
        lines.extend(styled(layout.wrap(&plain(&case.input_line()), 2)));
    }
    let columns = ShownColumns::new(case, layout, plain);
    lines.extend(render_table_lines(&columns));
    if layout.variants.is_none() {
        let answer = render_answer(case).into_iter();
        let notes: Vec<String> = answer.chain(columns.render_left_out()).collect();
        if !notes.is_empty() {
            lines.extend(styled(layout.wrap(&plain(&notes.join("; ")), 2)));
        }
    }
    lines.extend(render_failures(case, layout));
    if layout.variants.is_none() {
        lines.extend(render_sentences(case, layout));
    }
    lines.push(StyledText::default());
    lines
}

fn styled(lines: Vec<String>) -> impl Iterator<Item = StyledText> + use<> {
    lines.into_iter().map(StyledText::from)
}

/// The verdicts with their reasons if the layout has them, what is recommended, and the notes on the
/// figures.
fn render_sentences(case: &Case, layout: TextLayout) -> Vec<StyledText> {
    let complaints = find_complaints(case);
    let wrap = |text: &String| layout.wrap(&plain(text), 2);
    let mut lines = Vec::new();
    let mut sentences = Vec::new();
    if layout.is_verbose {
        for (row, grade, why) in complaints {
            let sentence = format!("{}: {}: {why}", grade.name(), row.name);
            lines.extend(style_prefix(wrap(&sentence), Some(grade_tone(grade))));
        }
        sentences.extend(list_notes(case).iter().map(|note| format!("note: {note}")));
    } else if !complaints.is_empty() {
        let reasons = "`--verbose` shows the reasons of verdicts";
        sentences.push(String::from(reasons));
    }
    sentences.extend(recommend(case));
    sentences.extend(growth_beyond_heap(case, layout));
    sentences.extend(render_variation(case));
    lines.extend(styled(sentences.iter().flat_map(wrap).collect()));
    lines
}

/// The sentences on variants whose resident set grew by far more than their peak, or their names.
fn growth_beyond_heap(case: &Case, layout: TextLayout) -> Vec<String> {
    if layout.is_verbose {
        return render_growth_beyond_heap(case);
    }
    let growing = case.variants.iter().filter(|row| grows_beyond_heap(row));
    let names: Vec<&str> = growing.map(|row| row.name.as_str()).collect();
    let line = format!(
        "rss growth far above the peak: {}; `--verbose` explains it",
        names.join(", ")
    );
    Vec::from_iter((!names.is_empty()).then_some(line))
}
