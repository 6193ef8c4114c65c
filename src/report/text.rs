//! A report for the terminal.

use comfy_table::presets;

use crate::record::{Entry, Report};

use super::plain::{plain, plain_lines};
use super::ranking::{find_complaints, recommend};
use super::sentences::{render_answer, render_ratio_legend};
use super::table::build_table;

/// The whole report: a block for each entry, then the provenance.
pub(super) fn render_text(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.experiments {
        text.push_str(&render_block(entry));
        text.push('\n');
    }
    text.push_str(&plain(&report.provenance.line()));
    text.push('\n');
    text
}

fn render_block(entry: &Entry) -> String {
    let name = plain(&entry.name);
    let title = format!("{name}: {}", plain(&entry.about));
    let mut lines = vec![title.trim_end_matches([' ', ':']).to_string()];
    if !entry.input.is_empty() {
        lines.push(plain(&entry.input_line()));
    }
    lines.push(String::new());
    let table = build_table(entry, presets::NOTHING, plain);
    lines.extend(table.lines().map(|line| line.trim_end().to_string()));
    lines.push(String::new());
    lines.extend(render_answer(entry).map(|answer| plain(&answer)));
    for row in &entry.variants {
        if let Some(reason) = row.outcome.reason() {
            let reason: Vec<String> = plain_lines(reason).collect();
            let (status, variant) = (row.outcome.status(), plain(&entry.full_name(row)));
            lines.push(format!("{status}: {variant}: {}", reason.join("\n    ")));
        }
    }
    for (row, grade, why) in find_complaints(entry) {
        let (grade, variant) = (grade.name(), plain(&row.name));
        lines.push(format!("{grade}: {variant}: {}", plain(why)));
    }
    lines.extend(recommend(entry).map(|text| plain(&text)));
    lines.extend(render_ratio_legend(entry));
    lines.push(String::new());
    lines.join("\n")
}
