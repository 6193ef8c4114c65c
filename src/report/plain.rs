//! Text of the program under test, made safe to show.

use crate::units;

/// The most characters of a text that are shown.
const MOST_CHARACTERS: usize = 10_000;

/// The text on one line, as [`printable`], and shortened if it is long.
pub(super) fn plain(text: &str) -> String {
    plain_up_to(text, MOST_CHARACTERS)
}

/// Like [`plain`]; a text is long if it has more than `most` characters.
pub(super) fn plain_up_to(text: &str, most: usize) -> String {
    printable(&units::shorten(text, most))
}

/// The text on one line. Hidden characters, which could move a terminal's cursor or change the order of
/// the text, and characters that XML 1.0 does not allow (<https://www.w3.org/TR/xml/#charsets>) are
/// written as Rust escapes.
pub(super) fn printable(text: &str) -> String {
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

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let longest = "ä".repeat(MOST_CHARACTERS);
        assert_eq!(plain(&longest), longest);
        assert_eq!(
            plain(&format!("{longest}äb")),
            units::shorten(&format!("{longest}äb"), MOST_CHARACTERS)
        );
    }
}
