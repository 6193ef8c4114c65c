//! Strings side by side in one block.

/// Strings side by side, and where each ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JoinedText {
    text: String,
    ends: Vec<u32>,
}

impl JoinedText {
    /// Stores the strings in blocks of exactly the size that they need.
    ///
    /// # Panics
    ///
    /// If they have 4 GiB or more.
    pub(super) fn new<'a>(strings: impl ExactSizeIterator<Item = &'a str> + Clone) -> Self {
        let bytes = strings.clone().map(str::len).sum();
        let mut joined = Self {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(strings.len()),
        };
        for string in strings {
            joined.text.push_str(string);
            let end = joined.text.len().try_into();
            joined
                .ends
                .push(end.expect("the strings have less than 4 GiB"));
        }
        joined
    }

    /// The number of strings.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at `index`.
    pub(super) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }
}
