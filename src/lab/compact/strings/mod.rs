//! Sets of strings, stored in several ways.

mod bloom;
mod fst_set;
mod interned;
mod sorted_text;
mod text;
mod trie;

pub use bloom::BloomSet;
pub use fst_set::FstSet;
pub use interned::InternedSet;
pub use sorted_text::SortedText;
pub use trie::Trie;

use std::collections::HashSet;

/// A set of strings that answers whether it contains one.
pub trait StringSet {
    /// Whether the set contains `text`. A probabilistic set may also say so of an absent string.
    fn has(&self, text: &str) -> bool;

    /// The probability that an absent string is found; 0 if the set is exact.
    fn expected_false_positives(&self) -> f64 {
        0.0
    }
}

/// A sorted list of strings, each in a block of its own.
impl StringSet for Vec<String> {
    fn has(&self, text: &str) -> bool {
        self.binary_search_by(|string| string.as_str().cmp(text))
            .is_ok()
    }
}

/// A hash set of strings, each in a block of its own.
impl StringSet for HashSet<String> {
    fn has(&self, text: &str) -> bool {
        self.contains(text)
    }
}

/// Stores each of the sorted strings in a block of its own, in a list.
pub fn strings<'a>(sorted: impl ExactSizeIterator<Item = &'a str>) -> Vec<String> {
    sorted.map(String::from).collect()
}

/// Stores each string in a block of its own, in a hash set with room for all.
pub fn hash_set<'a>(strings: impl ExactSizeIterator<Item = &'a str>) -> HashSet<String> {
    strings.map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_contains_its_strings_and_exact_ones_no_others() {
        let words: Vec<String> = (0..2000).map(|i| format!("{}é{}", i % 37, i * i)).collect();
        let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        for stored in [&[][..], &sorted[..1], &sorted] {
            let stored = || stored.iter().copied();
            let exact: [Box<dyn StringSet>; 6] = [
                Box::new(strings(stored())),
                Box::new(hash_set(stored())),
                Box::new(InternedSet::new(stored())),
                Box::new(SortedText::new(stored())),
                Box::new(Trie::new(stored())),
                Box::new(FstSet::new(stored())),
            ];
            let absent = ["", "é", "0", "0é0é", "zzz"];
            for (index, set) in exact.iter().enumerate() {
                assert!(stored().all(|text| set.has(text)), "{index}");
                assert!(!absent.iter().any(|text| set.has(text)), "{index}");
            }
            let bloom = BloomSet::new(stored(), 10);
            assert!(stored().all(|text| bloom.has(text)));
        }
        let with_empty = || ["", "a", "ab"].into_iter();
        assert!(Trie::new(with_empty()).has("") && FstSet::new(with_empty()).has(""));
        assert!(!Trie::new(with_empty()).has("b") && Trie::new(with_empty()).has("ab"));
    }
}
