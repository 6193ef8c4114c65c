//! Places in a window.

/// Places in a window that have something in common, from the first on.
pub trait Places: Copy + Iterator<Item = usize> {
    /// How many places come before the first of these; all of the window's where there is none.
    fn before_first(self) -> usize;

    /// How many places come behind the last of these; all of the window's where there is none.
    fn behind_last(self) -> usize;

    /// These without the first, of which there must be one.
    fn behind_first(self) -> Self;

    /// How many these are.
    fn number(self) -> usize;

    /// Whether there is none.
    fn is_none(self) -> bool;
}

/// A bit for each of `WIDTH` places, the highest of `SPACING`.
#[derive(Debug, Clone, Copy)]
pub struct Bits<const WIDTH: usize, const SPACING: u32>(pub(super) u64);

impl<const WIDTH: usize, const SPACING: u32> Places for Bits<WIDTH, SPACING> {
    #[inline]
    fn before_first(self) -> usize {
        match self.0 {
            0 => WIDTH,
            bits => (bits.trailing_zeros() / SPACING) as usize,
        }
    }

    #[inline]
    fn behind_last(self) -> usize {
        match self.0 {
            0 => WIDTH,
            bits => WIDTH - 1 - (bits.ilog2() / SPACING) as usize,
        }
    }

    #[inline]
    fn behind_first(self) -> Self {
        Self(self.0 & (self.0 - 1))
    }

    #[inline]
    fn number(self) -> usize {
        self.0.count_ones() as usize
    }

    #[inline]
    fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl<const WIDTH: usize, const SPACING: u32> Iterator for Bits<WIDTH, SPACING> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let place = self.before_first();
        *self = self.behind_first();
        Some(place)
    }
}
