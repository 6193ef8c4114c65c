//! Interned strings.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::StringSet;
use super::text::JoinedText;

/// Strings side by side, each known by its number, and a hash table of the numbers.
#[derive(Debug, Clone)]
pub struct InternedSet {
    strings: JoinedText,
    numbers: HashTable<u32>,
    hasher: FixedState,
}

impl InternedSet {
    /// Stores different strings.
    ///
    /// # Panics
    ///
    /// If they have 4 GiB or more.
    pub fn new<'a>(strings: impl ExactSizeIterator<Item = &'a str> + Clone) -> Self {
        let hasher = FixedState::default();
        let strings = JoinedText::new(strings);
        let mut numbers = HashTable::with_capacity(strings.len());
        let hash = |number: &u32| hasher.hash_one(strings.get(*number as usize));
        for number in 0..strings.len() as u32 {
            numbers.insert_unique(hash(&number), number, hash);
        }
        Self {
            strings,
            numbers,
            hasher,
        }
    }

    /// The number of a string, from 0 on; `None` if it is not in the set.
    pub fn number(&self, text: &str) -> Option<u32> {
        let is_text = |number: &u32| self.strings.get(*number as usize) == text;
        self.numbers
            .find(self.hasher.hash_one(text), is_text)
            .copied()
    }
}

impl StringSet for InternedSet {
    fn has(&self, text: &str) -> bool {
        self.number(text).is_some()
    }
}
