//! A report for the terminal.

use comfy_table::presets;

use crate::record::{Entry, Report};

use super::table;

/// The whole report: a block for each entry, then where the figures come from.
pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.experiments {
        text.push_str(&block(entry));
        text.push('\n');
    }
    text.push_str(&report.provenance.line());
    text.push('\n');
    text
}

fn block(entry: &Entry) -> String {
    let mut lines = vec![format!("{}: {}", entry.name, entry.about)];
    if !entry.input.is_empty() {
        lines.push(entry.input_line());
    }
    lines.push(String::new());
    let table = table::of(entry, presets::NOTHING, str::to_string);
    lines.extend(table.lines().map(|line| line.trim_end().to_string()));
    lines.push(String::new());
    lines.extend(table::answer(entry));
    for row in &entry.variants {
        if let Some(reason) = row.outcome.reason() {
            let reason = reason.replace('\n', "\n    ");
            lines.push(format!(
                "{}: {}/{}: {reason}",
                row.outcome.status(),
                entry.name,
                row.name
            ));
        }
    }
    lines.push(String::from(table::LEGEND));
    lines.push(String::new());
    lines.join("\n")
}
