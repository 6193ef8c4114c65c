//! A group of sixteen tags in one register.

#![allow(unsafe_code)] // The intrinsics of SSE2 are unsafe functions.

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8,
};

use super::super::tag::Tag;
use super::bit_mask::StridedBits;
use super::interface::{Group, MAX_WIDTH, sealed};

/// Sixteen tags in an SSE2 register, which every x86_64 machine has.
#[derive(Debug, Clone, Copy)]
pub struct Sse2(__m128i);

impl Sse2 {
    #[inline]
    fn highest_bits(self) -> StridedBits<16, 1> {
        // SAFETY: this module is compiled for machines with SSE2 only.
        StridedBits(unsafe { _mm_movemask_epi8(self.0) } as u64)
    }
}

impl sealed::Sealed for Sse2 {}

impl Group for Sse2 {
    const WIDTH: usize = 16;
    type BitMask = StridedBits<16, 1>;

    #[inline]
    fn load(tags: &[u8; MAX_WIDTH]) -> Self {
        let bits = u128::from_le_bytes(*tags);
        let (high, low) = ((bits >> 64) as i64, bits as i64);
        // SAFETY: as in `highest_bits`.
        Self(unsafe { _mm_set_epi64x(high, low) })
    }

    #[inline]
    fn match_tag(self, tag: Tag) -> Self::BitMask {
        self.match_byte(tag.to_byte())
    }

    #[inline]
    fn match_byte(self, byte: u8) -> Self::BitMask {
        // SAFETY: as in `highest_bits`.
        let equal = unsafe { _mm_cmpeq_epi8(self.0, _mm_set1_epi8(byte.cast_signed())) };
        Self(equal).highest_bits()
    }

    #[inline]
    fn match_empty(self) -> Self::BitMask {
        self.match_byte(Tag::EMPTY.to_byte())
    }

    #[inline]
    fn match_empty_or_deleted(self) -> Self::BitMask {
        self.highest_bits()
    }
}
