//! Two lanes in an SSE2 register, which every x86_64 processor has.

use std::arch::x86_64::{
    __m128d, _mm_add_pd, _mm_and_pd, _mm_cmplt_pd, _mm_cvtsd_f64, _mm_movemask_pd, _mm_mul_pd,
    _mm_set1_pd, _mm_setr_pd, _mm_sub_pd, _mm_unpackhi_pd,
};

use super::super::point::C;
use super::queue::{POINTS, Points};
use super::rows;
use super::steps::{STEPS, chunk, chunk_mut, vector_loops};

vector_loops!("sse2", __m128d, 2, 4);

#[inline]
#[target_feature(enable = "sse2")]
fn splat(number: f64) -> __m128d {
    _mm_set1_pd(number)
}

#[inline]
#[target_feature(enable = "sse2")]
fn add(a: __m128d, b: __m128d) -> __m128d {
    _mm_add_pd(a, b)
}

#[inline]
#[target_feature(enable = "sse2")]
fn sub(a: __m128d, b: __m128d) -> __m128d {
    _mm_sub_pd(a, b)
}

#[inline]
#[target_feature(enable = "sse2")]
fn mul(a: __m128d, b: __m128d) -> __m128d {
    _mm_mul_pd(a, b)
}

#[inline]
#[target_feature(enable = "sse2")]
fn load(from: &[f64; 2]) -> __m128d {
    _mm_setr_pd(from[0], from[1])
}

#[inline]
#[target_feature(enable = "sse2")]
fn store(vector: __m128d, to: &mut [f64; 2]) {
    *to = [
        _mm_cvtsd_f64(vector),
        _mm_cvtsd_f64(_mm_unpackhi_pd(vector, vector)),
    ];
}

#[inline]
#[target_feature(enable = "sse2")]
fn is_below(a: __m128d, b: __m128d) -> __m128d {
    _mm_cmplt_pd(a, b)
}

#[inline]
#[target_feature(enable = "sse2")]
fn and(a: __m128d, b: __m128d) -> __m128d {
    _mm_and_pd(a, b)
}

#[inline]
#[target_feature(enable = "sse2")]
fn bits(mask: __m128d) -> u32 {
    _mm_movemask_pd(mask).cast_unsigned()
}

#[inline]
#[target_feature(enable = "sse2")]
fn count(counts: __m128d, mask: __m128d) -> __m128d {
    add(counts, and(mask, splat(1.0)))
}
