//! Sets of slots in a group.

/// A set of slots in a group. It iterates over the slots' offsets from the first slot of the group,
/// in ascending order.
pub trait BitMask: Copy + Iterator<Item = usize> {
    /// The number of slots before the first slot in the set; the group's width if the set is empty.
    fn trailing_zeros(self) -> usize;

    /// The number of slots after the last slot in the set; the group's width if the set is empty.
    fn leading_zeros(self) -> usize;

    /// The set without its first slot. The set must not be empty.
    fn remove_lowest_bit(self) -> Self;

    /// The number of slots in the set.
    fn count_ones(self) -> usize;

    /// Whether the set has no slots.
    fn is_empty(self) -> bool;

    /// The set as a number with one bit for each slot, the lowest for the first slot.
    fn to_bits(self) -> u64;
}

/// A set of at most `WIDTH` slots, as one bit for each: the highest of every `STRIDE` bits.
#[derive(Debug, Clone, Copy)]
pub struct StridedBits<const WIDTH: usize, const STRIDE: u32>(pub(super) u64);

impl<const WIDTH: usize, const STRIDE: u32> BitMask for StridedBits<WIDTH, STRIDE> {
    #[inline]
    fn trailing_zeros(self) -> usize {
        match self.0 {
            0 => WIDTH,
            bits => (bits.trailing_zeros() / STRIDE) as usize,
        }
    }

    #[inline]
    fn leading_zeros(self) -> usize {
        match self.0 {
            0 => WIDTH,
            bits => WIDTH - 1 - (bits.ilog2() / STRIDE) as usize,
        }
    }

    #[inline]
    fn remove_lowest_bit(self) -> Self {
        Self(self.0 & (self.0 - 1))
    }

    #[inline]
    fn count_ones(self) -> usize {
        self.0.count_ones() as usize
    }

    #[inline]
    fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[inline]
    fn to_bits(self) -> u64 {
        match STRIDE {
            1 => self.0,
            _ => self.fold(0, |bits, offset| bits | 1 << offset),
        }
    }
}

impl<const WIDTH: usize, const STRIDE: u32> Iterator for StridedBits<WIDTH, STRIDE> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let offset = self.trailing_zeros();
        *self = self.remove_lowest_bit();
        Some(offset)
    }
}
