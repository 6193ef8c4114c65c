//! A cycle that stores its items.

/// Repeats the items of an iterator without end. It stores them in the first round, as Python's
/// `itertools.cycle`, so the iterator need not be cloned as by [`Iterator::cycle`].
///
/// ```
/// use heapwise::lab::iterators::SavedCycle;
///
/// assert!(SavedCycle::new("ab".chars()).take(5).eq("ababa".chars()));
/// ```
#[derive(Debug, Clone)]
pub struct SavedCycle<I: Iterator> {
    items: Option<I>,
    saved: Vec<I::Item>,
    /// The place of the next item in later rounds.
    next: usize,
}

impl<I: Iterator<Item: Copy>> SavedCycle<I> {
    /// Repeats `items`.
    pub fn new(items: I) -> Self {
        Self {
            items: Some(items),
            saved: Vec::new(),
            next: 0,
        }
    }
}

impl<I: Iterator<Item: Copy>> Iterator for SavedCycle<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        if let Some(items) = &mut self.items {
            if let Some(item) = items.next() {
                self.saved.push(item);
                return Some(item);
            }
            self.items = None;
        }
        let item = *self.saved.get(self.next)?;
        self.next = (self.next + 1) % self.saved.len();
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_repeats_as_the_cycle_of_std() {
        for n in 1..5 {
            assert!(SavedCycle::new(0..n).take(20).eq((0..n).cycle().take(20)));
        }
        assert_eq!(SavedCycle::new(0..0).next(), None);
    }
}
