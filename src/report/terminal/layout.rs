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
    /// Whether a long result is shown whole. Otherwise its first part, and the number of the others.
    pub is_whole: bool,
    /// The most variants in the table of an experiment, and one more if the answer names it; `None` for
    /// all. Such a short table has no lines on inputs and answers.
    pub variants: Option<usize>,
}

impl Default for TextLayout {
    /// Everything, in lines of any length.
    fn default() -> Self {
        Self {
            width: None,
            is_verbose: true,
            is_whole: true,
            variants: None,
        }
    }
}

impl TextLayout {
    /// The layout for so many experiments: the more there are, the fewer variants of each are shown, unless
    /// everything is.
    #[must_use]
    pub fn for_experiments(self, experiments: usize) -> Self {
        let variants = match experiments {
            ..=5 => None,
            6..=8 => Some(6),
            _ => Some(3),
        };
        Self {
            variants: variants.filter(|_| !self.is_verbose && self.width.is_some()),
            ..self
        }
    }

    /// Each line of a text as lines that fit, as a sentence is wrapped. What continues a line is indented
    /// by two spaces more than the line.
    pub fn wrap_text(&self, text: &str) -> String {
        let lines = text.lines().flat_map(|line| {
            let indent = line.len() - line.trim_start_matches(' ').len();
            self.wrap(line, indent + 2)
        });
        lines.map(|line| line + "\n").collect()
    }

    /// Whether a line of so many characters fits.
    pub(crate) fn fits(&self, characters: usize) -> bool {
        self.width.is_none_or(|width| characters <= width)
    }

    /// A sentence as lines that fit, broken at words but never inside a number. Lines after the first
    /// are indented by so many spaces.
    pub(crate) fn wrap(&self, sentence: &str, indent: usize) -> Vec<String> {
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
        lines.iter().map(|line| split_numbers(line)).collect()
    }
}

/// Stands for a space at which no line ends.
const NO_BREAK: char = '\u{a0}';

/// The text with [`NO_BREAK`] for the spaces inside numbers, and between a number and its unit, so that no
/// line ends there.
pub(crate) fn join_numbers(text: &str) -> String {
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

/// The text before [`join_numbers`].
pub(crate) fn split_numbers(text: &str) -> String {
    text.replace(NO_BREAK, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let layout = TextLayout {
            width: Some(width),
            ..TextLayout::default()
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

    #[test]
    fn each_line_of_a_text_is_wrapped_below_its_own_beginning() {
        let layout = TextLayout {
            width: Some(12),
            ..TextLayout::default()
        };
        let text = layout.wrap_text("one two three\n\n    four five six\n");
        assert_eq!(
            text,
            "one two\n  three\n\n    four\n      five\n      six\n"
        );
    }
}
