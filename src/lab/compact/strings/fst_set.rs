//! A finite-state transducer.

use fst::{Set, SetBuilder};

use super::StringSet;

/// The smallest automaton that accepts the strings: they share equal beginnings and equal ends.
#[derive(Debug, Clone)]
pub struct FstSet {
    set: Set<Vec<u8>>,
}

impl FstSet {
    /// Stores sorted strings.
    ///
    /// # Panics
    ///
    /// If they are not sorted.
    pub fn new<'a>(sorted: impl Iterator<Item = &'a str>) -> Self {
        let mut builder = SetBuilder::memory();
        builder.extend_iter(sorted).expect("the strings are sorted");
        let mut bytes = builder.into_inner().expect("memory does not fail");
        bytes.shrink_to_fit();
        Self {
            set: Set::new(bytes).expect("the bytes are those of an automaton"),
        }
    }

    /// The bytes of the automaton.
    pub fn bytes(&self) -> usize {
        self.set.as_fst().as_bytes().len()
    }
}

impl StringSet for FstSet {
    fn has(&self, text: &str) -> bool {
        self.set.contains(text)
    }
}
