//! Eight marks in one number.

use super::places::Bits;
use super::{MARKS, Window, sealed};

/// Eight marks, looked at by arithmetic on a 64-bit number, for any machine.
#[derive(Debug, Clone, Copy)]
pub struct Portable(u64);

const LOWEST_BITS: u64 = 0x0101_0101_0101_0101;
const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;

impl sealed::Sealed for Portable {}

impl Window for Portable {
    const WIDTH: usize = 8;
    type Places = Bits<8, 8>;

    #[inline]
    fn load(marks: &[u8; MARKS]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *marks;
        Self(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }

    /// The bytes that become 0 under exclusive or with the tag are found by subtracting 1, which
    /// borrows from the byte above (Knuth, vol. 4A, §7.1.3): that one is taken for a match too
    /// where it differs by its lowest bit, and so is an entry's.
    #[inline]
    fn tagged(self, tag: u8) -> Self::Places {
        let difference = self.0 ^ (LOWEST_BITS * u64::from(tag));
        Bits(difference.wrapping_sub(LOWEST_BITS) & !difference & HIGHEST_BITS)
    }

    /// Of the marks with the highest bit, only that of an empty slot has the next one too.
    #[inline]
    fn empty(self) -> Self::Places {
        Bits(self.0 & self.0 << 1 & HIGHEST_BITS)
    }

    #[inline]
    fn without_entry(self) -> Self::Places {
        Bits(self.0 & HIGHEST_BITS)
    }
}
