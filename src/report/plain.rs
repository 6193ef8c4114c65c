//! Text of the program under test, made safe to show, and plain tables.

use comfy_table::Table;

/// The text on one line, with nothing that moves a terminal's cursor or that XML 1.0 does not allow
/// (<https://www.w3.org/TR/xml/#charsets>): such characters as they are written in Rust.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() || ['\u{fffe}', '\u{ffff}'].contains(&c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// A table's lines, without the spaces at their ends.
pub(super) fn table_lines(table: &Table) -> String {
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// The lines of a text, each of them plain.
pub(super) fn plain_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(plain("a\x1b[2J\n\u{9b}ä"), "a\\u{1b}[2J\\n\\u{9b}ä");
        assert_eq!(
            plain("\u{fffd}\u{fffe}\u{ffff}"),
            "\u{fffd}\\u{fffe}\\u{ffff}"
        );
        assert!(plain_lines("a\nb\x07").eq(["a", "b\\u{7}"]));
    }
}
