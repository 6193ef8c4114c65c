//! Strings without a block for each.

use std::ops::{Index, Range};

/// Strings end to end in one buffer, so that a key costs its bytes and where it ends, and no block
/// of its own.
///
/// ```
/// use heapwise::lab::hash::keys::Packed;
/// let words: Packed<String> = ["one", "", "two"].into_iter().collect();
/// assert!(words.iter().eq(["one", "", "two"]));
/// assert_eq!(words.len(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Packed<B> {
    buffer: B,
    ends: Vec<usize>,
}

impl<B: Index<Range<usize>>> Packed<B> {
    /// The strings, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &B::Output> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.buffer[start..end])
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many bytes all strings have together.
    pub fn bytes(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The string at `index`.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub fn get(&self, index: usize) -> &B::Output {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.buffer[start..self.ends[index]]
    }
}

impl Packed<String> {
    /// Adds a string.
    pub fn push(&mut self, key: &str) {
        self.buffer.push_str(key);
        self.ends.push(self.buffer.len());
    }

    /// Keeps the first strings and drops the others.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.buffer.truncate(self.bytes());
    }
}

impl Packed<Vec<u8>> {
    /// Adds a string of bytes.
    pub fn push(&mut self, key: &[u8]) {
        self.buffer.extend_from_slice(key);
        self.ends.push(self.buffer.len());
    }

    /// Keeps the first strings and drops the others.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.buffer.truncate(self.bytes());
    }
}

impl<'a> FromIterator<&'a str> for Packed<String> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(keys: I) -> Self {
        let mut packed = Self::default();
        keys.into_iter().for_each(|key| packed.push(key));
        packed
    }
}

impl<'a> FromIterator<&'a [u8]> for Packed<Vec<u8>> {
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(keys: I) -> Self {
        let mut packed = Self::default();
        keys.into_iter().for_each(|key| packed.push(key));
        packed
    }
}
