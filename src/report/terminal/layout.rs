//! How wide a text for the terminal is.

use textwrap::{Options, WordSeparator, WordSplitter};

/// How a report is laid out as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLayout {
    /// The most characters of a line; `None` for all columns and sentences on one line.
    pub width: Option<usize>,
    /// Whether every case has a table, and every verdict its reason. Otherwise an experiment with
    /// several cases has one table for all of them.
    pub is_verbose: bool,
}

impl Default for TextLayout {
    /// Everything, in lines of any length.
    fn default() -> Self {
        Self {
            width: None,
            is_verbose: true,
        }
    }
}

impl TextLayout {
    /// Whether a line of so many characters fits.
    pub(super) fn fits(&self, characters: usize) -> bool {
        self.width.is_none_or(|width| characters <= width)
    }

    /// A sentence as lines that fit, broken at words but never inside a number. Lines after the first
    /// are indented by so many spaces.
    pub(in crate::report) fn wrap(&self, sentence: &str, indent: usize) -> Vec<String> {
        let Some(width) = self.width else {
            return vec![sentence.to_string()];
        };
        let indent = " ".repeat(indent);
        let options = Options::new(width)
            .subsequent_indent(&indent)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let joined = join_numbers(sentence);
        let lines = textwrap::wrap(&joined, options);
        let lines = lines.iter().map(|line| line.replace(NO_BREAK, " "));
        lines.collect()
    }
}

/// Stands for a space at which no line ends.
const NO_BREAK: char = '\u{a0}';

/// The text with [`NO_BREAK`] for the spaces inside numbers, and between a number and its unit.
fn join_numbers(text: &str) -> String {
    const UNITS: [&str; 11] = [
        "B", "kB", "MB", "GB", "TB", "PB", "ns", "µs", "ms", "s", "%",
    ];
    let mut joined = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let before = text[..index].chars().next_back();
        let follows_digit = before.is_some_and(|c| c.is_ascii_digit());
        let rest = &text[index + c.len_utf8()..];
        let word = rest.split([' ', ',', ';', ':', '.', ')']).next();
        let is_inside = rest.starts_with(|c: char| c.is_ascii_digit())
            || word.is_some_and(|word| UNITS.contains(&word));
        joined.push(if c == ' ' && follows_digit && is_inside {
            NO_BREAK
        } else {
            c
        });
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let layout = TextLayout {
            width: Some(width),
            is_verbose: false,
        };
        layout.wrap(text, 2)
    }

    #[test]
    fn no_line_ends_inside_a_number() {
        let text = "the peak is 1 234 567 B, or 1.23 MB";
        for width in 1..40 {
            for line in wrapped(text, width) {
                let numbers = ["1 234 567 B,", "1.23 MB"];
                let begins_inside = line.trim_start().starts_with(['2', '5', 'B', 'M']);
                assert!(!begins_inside, "{line:?} at {width}");
                let whole = numbers.iter().any(|number| line.contains(number));
                assert!(whole || !line.contains(char::is_numeric), "{line:?}");
            }
        }
    }

    #[test]
    fn later_lines_are_indented_and_a_long_word_is_not_broken() {
        let lines = wrapped("a an_extremely_long_word b", 10);
        assert_eq!(lines, ["a", "  an_extremely_long_word", "  b"]);
        assert_eq!(TextLayout::default().wrap("a b", 2), ["a b"]);
    }
}
