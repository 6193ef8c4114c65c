//! Eight lanes in an AVX-512 register.

#![allow(unsafe_code)] // Loads and stores take pointers.

use std::arch::x86_64::{
    __m512d, __mmask8, _CMP_LT_OQ, _mm512_add_pd, _mm512_cmp_pd_mask, _mm512_loadu_pd,
    _mm512_mask_add_pd, _mm512_mul_pd, _mm512_set1_pd, _mm512_storeu_pd, _mm512_sub_pd,
};

use super::super::point::C;
use super::queue::{POINTS, Points};
use super::rows;
use super::steps::{STEPS, chunk, chunk_mut, vector_loops};

vector_loops!("avx512f", __m512d, 8, 4);

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(number: f64) -> __m512d {
    _mm512_set1_pd(number)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add(a: __m512d, b: __m512d) -> __m512d {
    _mm512_add_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sub(a: __m512d, b: __m512d) -> __m512d {
    _mm512_sub_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn mul(a: __m512d, b: __m512d) -> __m512d {
    _mm512_mul_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(from: &[f64; 8]) -> __m512d {
    // SAFETY: the array has as many numbers as the vector.
    unsafe { _mm512_loadu_pd(from.as_ptr()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(vector: __m512d, to: &mut [f64; 8]) {
    // SAFETY: the array has as many numbers as the vector.
    unsafe { _mm512_storeu_pd(to.as_mut_ptr(), vector) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn is_below(a: __m512d, b: __m512d) -> __mmask8 {
    _mm512_cmp_pd_mask::<_CMP_LT_OQ>(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn and(a: __mmask8, b: __mmask8) -> __mmask8 {
    a & b
}

#[inline]
#[target_feature(enable = "avx512f")]
fn bits(mask: __mmask8) -> u32 {
    mask.into()
}

#[inline]
#[target_feature(enable = "avx512f")]
fn count(counts: __m512d, mask: __mmask8) -> __m512d {
    _mm512_mask_add_pd(counts, mask, counts, splat(1.0))
}
