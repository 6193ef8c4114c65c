//! A report for the terminal.

use comfy_table::presets;

use crate::record::{Case, Report};

use super::excerpt::{Excerpt, ExcerptLimits};
use super::plain::{plain, plain_lines};
use super::ranking::{find_complaints, list_notes, recommend};
use super::sentences::{
    render_absent_held, render_answer, render_growth_beyond_heap, render_ratio_legend,
};
use super::table::build_table;
use super::varying::render_variation;

/// The whole report: a block for each case, then the provenance.
pub(super) fn render_text(report: &Report) -> String {
    let mut text = String::new();
    let excerpt = Excerpt::new(report, &ExcerptLimits::TEXT);
    for case in &excerpt.report.cases {
        text.push_str(&render_block(case));
        text.push('\n');
    }
    if let Some(line) = excerpt.render_left_out() {
        text.push_str(&format!("{line}\n\n"));
    }
    if let Some(line) = render_absent_held(report) {
        text.push_str(&format!("{}\n\n", plain(&line)));
    }
    text.push_str(&plain(&report.provenance.line()));
    text.push('\n');
    text
}

fn render_block(case: &Case) -> String {
    let name = plain(&case.name);
    let title = format!("{name}: {}", plain(&case.about));
    let mut lines = vec![title.trim_end_matches([' ', ':']).to_string()];
    if !case.input.is_empty() {
        lines.push(plain(&case.input_line()));
    }
    lines.push(String::new());
    let table = build_table(case, presets::NOTHING, plain);
    lines.extend(table.lines().map(|line| line.trim_end().to_string()));
    lines.push(String::new());
    lines.extend(render_answer(case).map(|answer| plain(&answer)));
    for row in &case.variants {
        if let Some(reason) = row.outcome.reason() {
            let reason: Vec<String> = plain_lines(reason).collect();
            let (status, variant) = (row.outcome.status(), plain(&case.full_name(row)));
            lines.push(format!("{status}: {variant}: {}", reason.join("\n    ")));
        }
    }
    for (row, grade, why) in find_complaints(case) {
        let (grade, variant) = (grade.name(), plain(&row.name));
        lines.push(format!("{grade}: {variant}: {}", plain(why)));
    }
    lines.extend(
        list_notes(case)
            .iter()
            .map(|note| format!("note: {}", plain(note))),
    );
    lines.extend(recommend(case).map(|text| plain(&text)));
    lines.extend(
        render_growth_beyond_heap(case)
            .iter()
            .map(|text| plain(text)),
    );
    lines.extend(render_variation(case).iter().map(|text| plain(text)));
    lines.extend(render_ratio_legend(case));
    lines.push(String::new());
    lines.join("\n")
}
