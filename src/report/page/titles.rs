//! Titles of plots.

/// A name as a title: its words separated by spaces.
pub(super) fn title(name: &str) -> String {
    name.replace('_', " ")
}

/// The text with its first letter in upper case.
pub(super) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
