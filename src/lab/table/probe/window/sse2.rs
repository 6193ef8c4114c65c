//! Sixteen marks in one register.

#![allow(unsafe_code)] // Instructions that a machine may not have are.

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8,
};

use super::places::Bits;
use super::{MARKS, Window, sealed};
use crate::lab::table::layout::EMPTY;

/// Sixteen marks in an SSE2 register, which every x86_64 machine has.
#[derive(Debug, Clone, Copy)]
pub struct Sse2(__m128i);

impl Sse2 {
    #[inline]
    fn equal(self, mark: u8) -> Bits<16, 1> {
        // SAFETY: this module is compiled for machines with SSE2 only.
        let equal = unsafe { _mm_cmpeq_epi8(self.0, _mm_set1_epi8(mark.cast_signed())) };
        Self(equal).highest_bits()
    }

    #[inline]
    fn highest_bits(self) -> Bits<16, 1> {
        // SAFETY: as in `equal`.
        Bits(unsafe { _mm_movemask_epi8(self.0) } as u64)
    }
}

impl sealed::Sealed for Sse2 {}

impl Window for Sse2 {
    const WIDTH: usize = 16;
    type Places = Bits<16, 1>;

    #[inline]
    fn load(marks: &[u8; MARKS]) -> Self {
        let marks = u128::from_le_bytes(*marks);
        let (high, low) = ((marks >> 64) as i64, marks as i64);
        // SAFETY: as in `equal`.
        Self(unsafe { _mm_set_epi64x(high, low) })
    }

    #[inline]
    fn tagged(self, tag: u8) -> Self::Places {
        self.equal(tag)
    }

    #[inline]
    fn empty(self) -> Self::Places {
        self.equal(EMPTY)
    }

    #[inline]
    fn without_entry(self) -> Self::Places {
        self.highest_bits()
    }
}
