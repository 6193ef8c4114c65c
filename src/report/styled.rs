//! Text with parts that a terminal may colour. The text alone says the same.

use std::fmt::{self, Display};
use std::ops::Range;

/// How good what a part of a text says is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The best value, a good verdict, a figure that shrank.
    Good,
    /// A suspect verdict, a warning.
    Caution,
    /// The worst value, a bad verdict, a figure that grew, a failure.
    Bad,
}

/// A text whose parts may have a tone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StyledText {
    text: String,
    /// The parts with a tone, in order.
    parts: Vec<(Range<usize>, Tone)>,
}

impl StyledText {
    /// Appends text without a tone.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends text with a tone.
    pub fn push(&mut self, text: &str, tone: Option<Tone>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts
            .extend(tone.map(|tone| (start..self.text.len(), tone)));
    }

    /// Appends another text.
    pub fn append(&mut self, other: Self) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        let moved =
            |(part, tone): (Range<usize>, Tone)| (part.start + start..part.end + start, tone);
        self.parts.extend(other.parts.into_iter().map(moved));
    }

    /// The text in pieces, each with its tone.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, Option<Tone>)> {
        let mut end = 0;
        let toned = self.parts.iter().flat_map(move |(part, tone)| {
            let before = &self.text[end..part.start];
            end = part.end;
            [(before, None), (&self.text[part.clone()], Some(*tone))]
        });
        let last = self.parts.last().map_or(0, |(part, _)| part.end);
        let pieces = toned.chain([(&self.text[last..], None)]);
        pieces.filter(|(piece, _)| !piece.is_empty())
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The text without tones.
impl Display for StyledText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for StyledText {
    fn from(text: String) -> Self {
        Self {
            text,
            parts: Vec::new(),
        }
    }
}

/// Lines, with a line feed after each.
impl FromIterator<StyledText> for StyledText {
    fn from_iter<I: IntoIterator<Item = StyledText>>(lines: I) -> Self {
        let mut text = Self::default();
        for line in lines {
            text.append(line);
            text.push_str("\n");
        }
        text
    }
}

/// Gives the cells of a table's line their tones. The cells are those of the line from the left, with
/// only spaces around them.
pub(super) fn style_cells<'a>(
    line: &str,
    cells: impl Iterator<Item = (&'a str, Option<Tone>)>,
) -> StyledText {
    let mut styled = StyledText::default();
    let mut rest = line;
    for (cell, tone) in cells {
        let cell = cell.trim();
        let spaces = rest.len() - rest.trim_start().len();
        let Some(after) = rest[spaces..]
            .strip_prefix(cell)
            .filter(|_| !cell.is_empty())
        else {
            continue;
        };
        styled.push_str(&rest[..spaces]);
        styled.push(cell, tone);
        rest = after;
    }
    styled.push_str(rest);
    styled
}

/// Lines of a sentence whose first word, up to a colon, has a tone.
pub(super) fn style_prefix(lines: Vec<String>, tone: Option<Tone>) -> Vec<StyledText> {
    let mut lines: Vec<StyledText> = lines.into_iter().map(StyledText::from).collect();
    if let (Some(first), Some(tone)) = (lines.first_mut(), tone)
        && let Some(end) = first.text.find(':')
    {
        first.parts.push((0..end, tone));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_whole_text() {
        let mut text = StyledText::from(String::from("a "));
        text.push("b", Some(Tone::Bad));
        let mut more = StyledText::default();
        more.push("c", Some(Tone::Good));
        more.push_str(" d");
        text.append(more);
        let pieces: Vec<_> = text.pieces().collect();
        let expected = [
            ("a ", None),
            ("b", Some(Tone::Bad)),
            ("c", Some(Tone::Good)),
            (" d", None),
        ];
        assert_eq!(pieces, expected);
        assert_eq!(text.to_string(), "a bc d");
    }

    #[test]
    fn cells_have_their_tones_wherever_they_stand_in_the_line() {
        let cells = [
            ("a b", None),
            ("1 B", Some(Tone::Good)),
            ("", None),
            ("1", Some(Tone::Bad)),
        ];
        let line = " a b    1 B        1";
        let styled = style_cells(line, cells.into_iter());
        assert_eq!(styled.to_string(), line);
        let toned: Vec<_> = styled.pieces().filter(|(_, tone)| tone.is_some()).collect();
        assert_eq!(toned, [("1 B", Some(Tone::Good)), ("1", Some(Tone::Bad))]);
    }
}
