//! A byte for each slot.

use super::{EMPTY, is_entry};
use crate::lab::table::probe::Window;

/// The marks of slots. The first few may be repeated behind the last, so that a window that begins
/// at any slot wraps around.
#[derive(Debug, Default)]
pub(super) struct Marks {
    bytes: Box<[u8]>,
    slots: usize,
}

impl Marks {
    /// Empty slots, the first `repeated` of them (at most all) repeated; none at all for no slots.
    pub(super) fn new(slots: usize, repeated: usize) -> Self {
        let all = slots.checked_add(repeated).expect("capacity overflow");
        let length = if slots == 0 { 0 } else { all };
        Self {
            bytes: vec![EMPTY; length].into_boxed_slice(),
            slots,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    pub(super) fn get(&self, slot: usize) -> u8 {
        self.bytes[slot]
    }

    #[inline]
    pub(super) fn set(&mut self, slot: usize, mark: u8) {
        self.bytes[slot] = mark;
        if slot < self.bytes.len() - self.slots {
            self.bytes[self.slots + slot] = mark;
        }
    }

    #[inline]
    pub(super) fn window<W: Window>(&self, slot: usize) -> W {
        let marks = self.bytes[slot..].first_chunk();
        W::load(marks.expect("marks for a whole window"))
    }

    /// The mark of each slot, and the repeated ones.
    #[inline]
    pub(super) fn all(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.bytes.fill(EMPTY);
    }

    /// The first slot from `from` on whose mark is one of an entry.
    #[inline]
    pub(super) fn next_entry(&self, mut from: usize) -> Option<usize> {
        let marks = &self.bytes[..self.slots];
        while let Some(several) = marks.get(from..)?.first_chunk() {
            let entries = !u64::from_le_bytes(*several) & 0x8080_8080_8080_8080;
            if entries != 0 {
                return Some(from + (entries.trailing_zeros() / 8) as usize);
            }
            from += size_of_val(several);
        }
        (from..self.slots).find(|&slot| is_entry(marks[slot]))
    }

    /// The mark of each slot.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, u8> {
        self.bytes[..self.slots].iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::table::layout::TOMBSTONE;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_next_entry_is_that_of_the_marks(
            marks in prop::collection::vec(prop_oneof![4 => Just(EMPTY), 1 => Just(TOMBSTONE), 1 => 0..128_u8], 0..40),
            from in 0..41_usize,
        ) {
            let mut all = Marks::new(marks.len(), 0);
            marks.iter().enumerate().for_each(|(slot, &mark)| all.set(slot, mark));
            let expected = (from..marks.len()).find(|&slot| is_entry(marks[slot]));
            prop_assert_eq!(all.next_entry(from), expected);
        }
    }
}
