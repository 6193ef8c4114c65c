//! Strings in one block.

use std::ops::{Index, Range};

/// Strings end to end in one buffer. Each string costs its bytes and the index of its end, and no
/// block of its own.
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
    /// The strings in order.
    pub fn iter(&self) -> impl Iterator<Item = &B::Output> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.buffer[start..end])
    }

    /// The number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The length in bytes of all strings together.
    pub fn bytes(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The string at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is out of bounds.
    pub fn get(&self, index: usize) -> &B::Output {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.buffer[start..self.ends[index]]
    }
}

impl Packed<String> {
    /// Appends a string.
    pub fn push(&mut self, key: &str) {
        self.buffer.push_str(key);
        self.ends.push(self.buffer.len());
    }

    /// Keeps the first `len` strings and drops the others.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.buffer.truncate(self.bytes());
    }
}

impl Packed<Vec<u8>> {
    /// Appends a string of bytes.
    pub fn push(&mut self, key: &[u8]) {
        self.buffer.extend_from_slice(key);
        self.ends.push(self.buffer.len());
    }

    /// Keeps the first `len` strings and drops the others.
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
