//! A report in Markdown, for a page or a pull request.

use comfy_table::presets;

use crate::record::{Case, Report};

use super::excerpt::{Excerpt, ExcerptLimits};
use super::plain::plain;
use super::ranking::{find_complaints, list_notes, recommend};
use super::sentences::{
    render_absent_held, render_answer, render_growth_beyond_heap, render_legends, render_parts,
};
use super::table::{ShownColumns, build_table};
use super::terminal::TextLayout;
use super::varying::render_variation;

/// The whole report: a section for each case, then the provenance.
pub(super) fn render_markdown(report: &Report) -> String {
    let mut text = String::new();
    let excerpt = Excerpt::new(report, &ExcerptLimits::TEXT);
    for case in &excerpt.report.cases {
        text.push_str(&render_section(case));
    }
    if let Some(line) = excerpt.render_left_out() {
        text.push_str(&format!("{}\n\n", escape_markdown(&line)));
    }
    if let Some(line) = render_absent_held(report) {
        text.push_str(&format!("{}\n\n", escape_markdown(&line)));
    }
    for line in render_parts(report) {
        text.push_str(&format!("{}\n\n", escape_markdown(&line)));
    }
    let provenance = &report.provenance;
    let parts = [provenance.line()]
        .into_iter()
        .chain(provenance.started.clone());
    let line = parts.collect::<Vec<String>>().join(", ");
    text.push_str(&format!("<sub>{}</sub>\n", escape_markdown(&line)));
    text
}

fn render_section(case: &Case) -> String {
    let mut text = format!(
        "## {}\n\n{}\n\n",
        escape_markdown(&case.name),
        escape_markdown(&case.about)
    );
    if !case.input.is_empty() {
        text.push_str(&format!("{}\n\n", render_code(&case.input_line())));
    }
    let columns = ShownColumns::new(case, TextLayout::default(), escape_markdown);
    let table = build_table(&columns, presets::ASCII_MARKDOWN);
    text.push_str(&format!("{table}\n\n"));
    if let Some(answer) = render_answer(case) {
        text.push_str(&format!("{}\n\n", escape_markdown(&answer)));
    }
    for row in &case.variants {
        if let Some(reason) = row.outcome.reason() {
            let reason: Vec<String> = reason.lines().map(escape_markdown).collect();
            let reason = reason.join("<br>");
            let name = escape_markdown(&row.name);
            text.push_str(&format!(
                "- **{}**: {name}: {reason}\n\n",
                row.outcome.status()
            ));
        }
    }
    for (row, grade, why) in find_complaints(case) {
        let (grade, name) = (grade.name(), escape_markdown(&row.name));
        text.push_str(&format!(
            "- **{grade}**: {name}: {}\n\n",
            escape_markdown(why)
        ));
    }
    for note in list_notes(case) {
        text.push_str(&format!("- **note**: {}\n\n", escape_markdown(&note)));
    }
    if let Some(recommendation) = recommend(case) {
        text.push_str(&format!("{}\n\n", escape_markdown(&recommendation)));
    }
    for sentence in render_growth_beyond_heap(case)
        .into_iter()
        .chain(render_variation(case))
    {
        text.push_str(&format!("{}\n\n", escape_markdown(&sentence)));
    }
    for legend in render_legends(case) {
        text.push_str(&format!("{legend}\n\n"));
    }
    text
}

/// Separates the parts of a mention, a reference or an address, so that GitHub and GitLab make no link
/// of it and notify nobody. It is not shown.
const SEPARATOR: &str = "<!-- -->";

/// The text on one line, escaped so that neither Markdown nor HTML reads it as markup, and with no link.
pub(super) fn escape_markdown(text: &str) -> String {
    let text = plain(text);
    let mut escaped = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let after = &text[index + c.len_utf8()..];
        if c == '.' && is_www(&text[..index]) {
            escaped.push_str(SEPARATOR);
        }
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
        if begins_link(c, after) {
            escaped.push_str(SEPARATOR);
        }
    }
    escaped
}

/// Whether `c` and what follows it are read as a mention, a reference to an issue, or an address.
fn begins_link(c: char, after: &str) -> bool {
    match c {
        '@' => true,
        '#' | '!' => after.starts_with(|c: char| c.is_ascii_digit()),
        ':' => after.starts_with("//"),
        _ => false,
    }
}

/// Whether a dot after `before` makes it the beginning of an address.
fn is_www(before: &str) -> bool {
    let start = before.len().checked_sub(3);
    let last = start.and_then(|start| before.get(start..));
    last.is_some_and(|last| last.eq_ignore_ascii_case("www"))
}

fn render_code(text: &str) -> String {
    format!("<code>{}</code>", escape_markdown(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_becomes_markup() {
        assert_eq!(escape_markdown("<b>|`x`"), "&lt;b&gt;\\|\\`x\\`");
        assert_eq!(escape_markdown("a\n---"), "a\\\\n---");
        assert_eq!(render_code("n=1 a_b=`"), "<code>n=1 a\\_b=\\`</code>");
    }

    #[test]
    fn no_text_becomes_a_link_or_a_mention() {
        for (text, escaped) in [
            ("ask @all", "ask @<!-- -->all"),
            ("a@b.org", "a@<!-- -->b.org"),
            ("see http://a.b/c", "see http:<!-- -->//a.b/c"),
            ("ftp://a WWW.a.b", "ftp:<!-- -->//a WWW<!-- -->.a.b"),
            ("fixes #12 !3", "fixes \\#<!-- -->12 !<!-- -->3"),
            ("std::Vec<u8> #a 1.5!", "std::Vec&lt;u8&gt; \\#a 1.5!"),
        ] {
            assert_eq!(escape_markdown(text), escaped);
        }
    }
}
