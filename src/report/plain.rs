//! Text of the program under test, made safe to show.

use crate::units;

/// The text on one line. Hidden characters, which could move a terminal's cursor or change the order of
/// the text, and characters that XML 1.0 does not allow (<https://www.w3.org/TR/xml/#charsets>) are
/// written as Rust escapes.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if units::is_hidden(c) || ['\u{fffe}', '\u{ffff}'].contains(&c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The lines of a text, each made safe by [`plain`].
pub(super) fn plain_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(plain("a\x1b[2J\n\u{9b}ä"), "a\\u{1b}[2J\\n\\u{9b}ä");
        assert_eq!(plain("a\u{202e}b\u{2069}"), "a\\u{202e}b\\u{2069}");
        assert_eq!(
            plain("\u{fffd}\u{fffe}\u{ffff}"),
            "\u{fffd}\\u{fffe}\\u{ffff}"
        );
        assert!(plain_lines("a\nb\x07").eq(["a", "b\\u{7}"]));
    }
}
