//! A report in Markdown, fit for a page or a pull request.

use comfy_table::presets;

use crate::record::{Entry, Report};

use super::plain::plain;
use super::{rank, table};

/// The whole report: a section for each entry, then where the figures come from.
pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.experiments {
        text.push_str(&section(entry));
    }
    let provenance = &report.provenance;
    let line = format!("{}, {}", provenance.line(), provenance.started);
    text.push_str(&format!("<sub>{}</sub>\n", escaped(&line)));
    text
}

fn section(entry: &Entry) -> String {
    let mut text = format!(
        "## {}\n\n{}\n\n",
        escaped(&entry.name),
        escaped(&entry.about)
    );
    if !entry.input.is_empty() {
        text.push_str(&format!("{}\n\n", code(&entry.input_line())));
    }
    let table = table::of(entry, presets::ASCII_MARKDOWN, escaped);
    text.push_str(&format!("{table}\n\n"));
    if let Some(answer) = table::answer(entry) {
        text.push_str(&format!("{}\n\n", escaped(&answer)));
    }
    for row in &entry.variants {
        if let Some(reason) = row.outcome.reason() {
            let reason: Vec<String> = reason.lines().map(escaped).collect();
            let reason = reason.join("<br>");
            let name = escaped(&row.name);
            text.push_str(&format!(
                "- **{}**: {name}: {reason}\n\n",
                row.outcome.status()
            ));
        }
    }
    for (row, grade, why) in rank::complaints(entry) {
        let (grade, name) = (grade.name(), escaped(&row.name));
        text.push_str(&format!("- **{grade}**: {name}: {}\n\n", escaped(why)));
    }
    if let Some(recommendation) = rank::recommendation(entry) {
        text.push_str(&format!("{}\n\n", escaped(&recommendation)));
    }
    if let Some(legend) = table::legend(entry) {
        text.push_str(&format!("{legend}\n\n"));
    }
    text
}

/// Text that Markdown and the HTML in it must not read as markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_becomes_markup() {
        assert_eq!(escaped("<b>|`x`"), "&lt;b&gt;\\|\\`x\\`");
        assert_eq!(escaped("a\n---"), "a\\\\n---");
        assert_eq!(code("n=1 a_b=`"), "<code>n=1 a\\_b=\\`</code>");
    }
}
