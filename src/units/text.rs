//! Text of unknown origin, made safe to show: hidden characters escaped, long text shortened.

use std::io::{self, Write};

/// Whether a character moves a terminal's cursor, or changes the order or the lines of the text around
/// it: control characters, the bidirectional controls of Unicode
/// (<https://www.unicode.org/reports/tr9/>), and its separators of lines and paragraphs.
pub(crate) fn is_hidden(c: char) -> bool {
    let is_bidirectional = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || is_bidirectional || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text with its hidden characters escaped as in Rust, except line feeds and tabs.
pub(crate) fn escape_lines(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if !matches!(c, '\n' | '\t') && is_hidden(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// The same JSON without hidden characters in its texts: those that JSON allows there are escaped.
pub(crate) fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c > '~' && is_hidden(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Writes text with its hidden characters escaped. What is written may end within a character, but not
/// the whole.
pub(crate) struct EscapedWriter<'a> {
    out: &'a mut dyn Write,
    escape: fn(&str) -> String,
    /// The bytes of a character that is not complete.
    incomplete: Vec<u8>,
}

impl<'a> EscapedWriter<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, escape: fn(&str) -> String) -> Self {
        let incomplete = Vec::new();
        Self {
            out,
            escape,
            incomplete,
        }
    }
}

impl Write for EscapedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = |byte: &u8| matches!(byte, b'\n' | b' '..=b'~');
        if self.incomplete.is_empty() && bytes.iter().all(is_plain) {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.incomplete.extend_from_slice(bytes);
        let complete = match std::str::from_utf8(&self.incomplete) {
            Ok(text) => text.into(),
            Err(error) => String::from_utf8_lossy(&self.incomplete[..error.valid_up_to()]),
        };
        let length = complete.len();
        self.out.write_all((self.escape)(&complete).as_bytes())?;
        self.incomplete.drain(..length);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text with its middle replaced by the number of characters left out, if it has more than `most`
/// characters.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_string();
    }
    let end = most / 3;
    let begin = most - end;
    let first: String = text.chars().take(begin).collect();
    let last: String = text.chars().skip(length - end).collect();
    let left_out = super::count_of((length - most) as u64, "character");
    format!("{first}… ({left_out} left out) …{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_changes_the_order() {
        let text = "a\x1b[2J\n\u{7}\u{9b}\u{202e}\u{2066}\u{200f}\u{2028}ä\u{fffd}";
        let escaped = r"\u{7}\u{9b}\u{202e}\u{2066}\u{200f}\u{2028}ä";
        assert_eq!(
            escape_lines(text),
            format!("a\\u{{1b}}[2J\n{escaped}\u{fffd}")
        );
    }

    #[test]
    fn escaped_json_is_the_same_json() {
        let value = "a\x1b\n\u{7f}\u{9b}\u{202e}\u{2029}ä\"\\";
        let json = serde_json::to_string_pretty(&[value]).unwrap();
        let escaped = escape_json(&json);
        assert!(
            !escaped.contains(|c| c != '\n' && is_hidden(c)),
            "{escaped}"
        );
        assert!(escaped.contains(r"\u007f\u009b\u202e\u2029ä"), "{escaped}");
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&escaped).unwrap(),
            [value]
        );
    }

    #[test]
    fn text_is_escaped_wherever_it_is_cut() {
        let text = "plain\n\u{202e}ä€\u{9b}\u{1f600}end";
        for cut in 1..text.len() {
            let mut bytes = Vec::new();
            let mut out = EscapedWriter::new(&mut bytes, escape_json);
            for part in [&text.as_bytes()[..cut], &text.as_bytes()[cut..]] {
                out.write_all(part).unwrap();
            }
            assert_eq!(String::from_utf8(bytes).unwrap(), escape_json(text));
        }
    }

    #[test]
    fn only_the_middle_of_a_long_text_is_left_out() {
        assert_eq!(shorten("äbcdef", 6), "äbcdef");
        assert_eq!(shorten("äbcdefg", 6), "äbcd… (1 character left out) …fg");
        assert_eq!(
            shorten(&"x".repeat(1000), 3),
            "xx… (997 characters left out) …x"
        );
    }
}
