//! The slots of the compact layout: indices into the array of entries.

use super::super::tag::{Tag, Vacated};

/// Slots of one width, as in CPython: 1 byte up to 128 slots, 2 bytes up to 2¹⁵, 4 bytes up to 2³¹,
/// and 8 bytes above.
#[derive(Debug)]
pub(super) enum IndexArray {
    One(Box<[u8]>),
    Two(Box<[u16]>),
    Four(Box<[u32]>),
    Eight(Box<[u64]>),
}

// The two largest numbers of each width mean an empty and a deleted slot. Casts from `u64` keep them
// the largest.
const EMPTY_SLOT: u64 = u64::MAX;
const DELETED_SLOT: u64 = u64::MAX - 1;

macro_rules! each_width {
    ($index:expr, $slots:ident => $value:expr) => {
        match $index {
            IndexArray::One($slots) => $value,
            IndexArray::Two($slots) => $value,
            IndexArray::Four($slots) => $value,
            IndexArray::Eight($slots) => $value,
        }
    };
}

impl IndexArray {
    /// `slots` empty slots.
    pub(super) fn new(slots: usize) -> Self {
        match slots {
            0..=0x80 => Self::One(vec![u8::MAX; slots].into()),
            0x81..=0x8000 => Self::Two(vec![u16::MAX; slots].into()),
            0x8001..=0x8000_0000 => Self::Four(vec![u32::MAX; slots].into()),
            _ => Self::Eight(vec![u64::MAX; slots].into()),
        }
    }

    #[inline]
    pub(super) fn slots(&self) -> usize {
        each_width!(self, slots => slots.len())
    }

    /// The bytes that the slots take on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        each_width!(self, slots => size_of_val(&**slots))
    }

    /// The index in a full slot; for another slot a number that is not a valid index.
    #[inline]
    pub(super) fn get(&self, slot: usize) -> usize {
        each_width!(self, slots => slots[slot] as usize)
    }

    /// The tag of a slot as far as its index determines it. The tag of a full slot has the bits 0.
    #[inline]
    pub(super) fn tag(&self, slot: usize) -> Tag {
        // Sign extension maps the two largest numbers of each width to the two largest of `u64`.
        let number = match self {
            Self::One(slots) => slots[slot] as i8 as u64,
            Self::Two(slots) => slots[slot] as i16 as u64,
            Self::Four(slots) => slots[slot] as i32 as u64,
            Self::Eight(slots) => slots[slot],
        };
        match number {
            EMPTY_SLOT => Tag::EMPTY,
            DELETED_SLOT => Tag::DELETED,
            _ => Tag::full(0),
        }
    }

    #[inline]
    pub(super) fn set(&mut self, slot: usize, index: usize) {
        self.store(slot, index as u64);
    }

    /// Makes a slot empty or deleted.
    pub(super) fn vacate(&mut self, slot: usize, vacated: Vacated) {
        self.store(
            slot,
            match vacated {
                Vacated::Empty => EMPTY_SLOT,
                Vacated::Deleted => DELETED_SLOT,
            },
        );
    }

    /// Makes all slots empty.
    pub(super) fn clear(&mut self) {
        match self {
            Self::One(slots) => slots.fill(u8::MAX),
            Self::Two(slots) => slots.fill(u16::MAX),
            Self::Four(slots) => slots.fill(u32::MAX),
            Self::Eight(slots) => slots.fill(u64::MAX),
        }
    }

    #[inline]
    fn store(&mut self, slot: usize, number: u64) {
        each_width!(self, slots => slots[slot] = number as _);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_as_wide_as_in_cpython() {
        // 2³¹ slots and more take too much memory for a test.
        for (slots, width) in [
            (8, 1),
            (128, 1),
            (129, 2),
            (256, 2),
            (1 << 15, 2),
            (1 << 16, 4),
        ] {
            assert_eq!(
                IndexArray::new(slots).heap_bytes(),
                slots * width,
                "{slots}"
            );
        }
    }

    #[test]
    fn every_width_distinguishes_indices_from_vacant_slots() {
        let indices = [
            IndexArray::One(vec![u8::MAX; 3].into()),
            IndexArray::Two(vec![u16::MAX; 3].into()),
            IndexArray::Four(vec![u32::MAX; 3].into()),
            IndexArray::Eight(vec![u64::MAX; 3].into()),
        ];
        for mut index in indices {
            index.set(0, 127);
            index.vacate(1, Vacated::Deleted);
            assert_eq!(
                [0, 1, 2].map(|slot| index.tag(slot)),
                [Tag::full(0), Tag::DELETED, Tag::EMPTY]
            );
            assert_eq!(index.get(0), 127);
            index.set(0, 253);
            assert_eq!((index.get(0), index.tag(0)), (253, Tag::full(0)));
            index.vacate(0, Vacated::Empty);
            assert_eq!((index.tag(0), index.slots()), (Tag::EMPTY, 3));
        }
    }
}
