//! A sorted list of strings in one block.

use super::StringSet;
use super::text::JoinedText;

/// Sorted strings side by side, and where each ends. A lookup is a binary search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortedText {
    strings: JoinedText,
}

impl SortedText {
    /// Stores sorted strings.
    ///
    /// # Panics
    ///
    /// If they have 4 GiB or more.
    pub fn new<'a>(sorted: impl ExactSizeIterator<Item = &'a str> + Clone) -> Self {
        Self {
            strings: JoinedText::new(sorted),
        }
    }
}

impl StringSet for SortedText {
    fn has(&self, text: &str) -> bool {
        let (mut low, mut high) = (0, self.strings.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.strings.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return true,
            }
        }
        false
    }
}
