//! Shortens texts that are too long to be shown.

use std::borrow::Cow;

use super::render::count_of;

/// The text, or the first `most` characters of it and the number of bytes left out.
///
/// ```
/// assert_eq!(heapwise::units::shorten("abc", 3), "abc");
/// assert_eq!(heapwise::units::shorten("abcd", 3), "abc… (1 more byte)");
/// ```
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let (shown, left_out) = text.split_at(end);
            let left_out = count_of(left_out.len() as u64, "more byte");
            Cow::Owned(format!("{shown}… ({left_out})"))
        }
    }
}
