//! The slots of the compact layout: places in the row of entries.

use super::{EMPTY, TOMBSTONE, Vacated};

/// Slots of 1 byte up to 128 of them, of 2 up to 2¹⁵, of 4 up to 2³¹, then of 8, as in CPython.
#[derive(Debug)]
pub(super) enum Index {
    One(Box<[u8]>),
    Two(Box<[u16]>),
    Four(Box<[u32]>),
    Eight(Box<[u64]>),
}

// A slot's two largest numbers stand for an empty slot and a tombstone; cast down from here they
// are the largest of any width.
const EMPTY_SLOT: u64 = u64::MAX;
const TOMBSTONE_SLOT: u64 = u64::MAX - 1;

macro_rules! each_width {
    ($index:expr, $slots:ident => $what:expr) => {
        match $index {
            Index::One($slots) => $what,
            Index::Two($slots) => $what,
            Index::Four($slots) => $what,
            Index::Eight($slots) => $what,
        }
    };
}

impl Index {
    /// Empty slots.
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

    pub(super) fn bytes(&self) -> usize {
        each_width!(self, slots => size_of_val(&**slots))
    }

    /// What a slot points to; nothing that is there unless its mark says so.
    #[inline]
    pub(super) fn place(&self, slot: usize) -> usize {
        each_width!(self, slots => slots[slot] as usize)
    }

    /// The mark of a slot that has no other than what it points to.
    #[inline]
    pub(super) fn mark(&self, slot: usize) -> u8 {
        // Filled up from the left with the number's highest bit, the two largest of every width
        // are alike.
        let number = match self {
            Self::One(slots) => slots[slot] as i8 as u64,
            Self::Two(slots) => slots[slot] as i16 as u64,
            Self::Four(slots) => slots[slot] as i32 as u64,
            Self::Eight(slots) => slots[slot],
        };
        match number {
            EMPTY_SLOT => EMPTY,
            TOMBSTONE_SLOT => TOMBSTONE,
            _ => 0,
        }
    }

    #[inline]
    pub(super) fn set(&mut self, slot: usize, place: usize) {
        self.store(slot, place as u64);
    }

    pub(super) fn vacate(&mut self, slot: usize, vacated: Vacated) {
        self.store(
            slot,
            match vacated {
                Vacated::Empty => EMPTY_SLOT,
                Vacated::Tombstone => TOMBSTONE_SLOT,
            },
        );
    }

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
    fn a_slot_is_as_wide_as_the_places_need() {
        // CPython's widths; 2^31 slots and more are not made here.
        for (slots, width) in [
            (8, 1),
            (128, 1),
            (129, 2),
            (256, 2),
            (1 << 15, 2),
            (1 << 16, 4),
        ] {
            assert_eq!(Index::new(slots).bytes(), slots * width, "{slots}");
        }
    }

    #[test]
    fn every_width_tells_places_from_marks() {
        let indices = [
            Index::One(vec![u8::MAX; 3].into()),
            Index::Two(vec![u16::MAX; 3].into()),
            Index::Four(vec![u32::MAX; 3].into()),
            Index::Eight(vec![u64::MAX; 3].into()),
        ];
        for mut index in indices {
            index.set(0, 127);
            index.vacate(1, Vacated::Tombstone);
            assert_eq!(
                [0, 1, 2].map(|slot| index.mark(slot)),
                [0, TOMBSTONE, EMPTY]
            );
            assert_eq!(index.place(0), 127);
            index.set(0, 253);
            assert_eq!((index.place(0), index.mark(0)), (253, 0));
            index.vacate(0, Vacated::Empty);
            assert_eq!((index.mark(0), index.slots()), (EMPTY, 3));
        }
    }
}
