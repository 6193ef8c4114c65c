//! A group of eight tags in a 64-bit number.

use super::super::tag::Tag;
use super::bit_mask::StridedBits;
use super::interface::{Group, MAX_WIDTH, sealed};

/// Eight tags in a 64-bit number, compared with arithmetic that every machine has.
#[derive(Debug, Clone, Copy)]
pub struct Portable(u64);

const LOWEST_BITS: u64 = 0x0101_0101_0101_0101;
const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;

impl sealed::Sealed for Portable {}

impl Group for Portable {
    const WIDTH: usize = 8;
    type BitMask = StridedBits<8, 8>;

    #[inline]
    fn load(tags: &[u8; MAX_WIDTH]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *tags;
        Self(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }

    /// A byte with the tag becomes 0 under exclusive or, and subtracting 1 from it borrows from the
    /// byte above (Knuth, vol. 4A, §7.1.3). That byte then counts as a match too if it differs from
    /// the tag in its lowest bit only; it is the tag of a full slot.
    #[inline]
    fn match_tag(self, tag: Tag) -> Self::BitMask {
        let difference = self.0 ^ (LOWEST_BITS * u64::from(tag.to_byte()));
        StridedBits(difference.wrapping_sub(LOWEST_BITS) & !difference & HIGHEST_BITS)
    }

    /// A byte that is not 0 carries into its highest bit if 0x7f is added to its lower bits, or has that
    /// bit itself; no byte carries into the next one (H. S. Warren, "Hacker's Delight", §6-1).
    #[inline]
    fn match_byte(self, byte: u8) -> Self::BitMask {
        let difference = self.0 ^ (LOWEST_BITS * u64::from(byte));
        let carried = (difference & !HIGHEST_BITS) + !HIGHEST_BITS;
        StridedBits(!(carried | difference) & HIGHEST_BITS)
    }

    /// Of the tags with the highest bit set, only the tag of an empty slot has the next bit set.
    #[inline]
    fn match_empty(self) -> Self::BitMask {
        StridedBits(self.0 & self.0 << 1 & HIGHEST_BITS)
    }

    #[inline]
    fn match_empty_or_deleted(self) -> Self::BitMask {
        StridedBits(self.0 & HIGHEST_BITS)
    }
}
