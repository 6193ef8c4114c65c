//! Four lanes in an AVX register, on processors with AVX2.

#![allow(unsafe_code)] // Loads and stores take pointers.

use std::arch::x86_64::{
    __m256d, _CMP_LT_OQ, _mm256_add_pd, _mm256_and_pd, _mm256_cmp_pd, _mm256_loadu_pd,
    _mm256_movemask_pd, _mm256_mul_pd, _mm256_set1_pd, _mm256_storeu_pd, _mm256_sub_pd,
};

use super::super::point::C;
use super::queue::{POINTS, Points};
use super::rows;
use super::steps::{STEPS, chunk, chunk_mut, vector_loops};

vector_loops!("avx2", __m256d, 4, 4);

#[inline]
#[target_feature(enable = "avx2")]
fn splat(number: f64) -> __m256d {
    _mm256_set1_pd(number)
}

#[inline]
#[target_feature(enable = "avx2")]
fn add(a: __m256d, b: __m256d) -> __m256d {
    _mm256_add_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn sub(a: __m256d, b: __m256d) -> __m256d {
    _mm256_sub_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn mul(a: __m256d, b: __m256d) -> __m256d {
    _mm256_mul_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(from: &[f64; 4]) -> __m256d {
    // SAFETY: the array has as many numbers as the vector.
    unsafe { _mm256_loadu_pd(from.as_ptr()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(vector: __m256d, to: &mut [f64; 4]) {
    // SAFETY: the array has as many numbers as the vector.
    unsafe { _mm256_storeu_pd(to.as_mut_ptr(), vector) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn is_below(a: __m256d, b: __m256d) -> __m256d {
    _mm256_cmp_pd::<_CMP_LT_OQ>(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn and(a: __m256d, b: __m256d) -> __m256d {
    _mm256_and_pd(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn bits(mask: __m256d) -> u32 {
    _mm256_movemask_pd(mask).cast_unsigned()
}

#[inline]
#[target_feature(enable = "avx2")]
fn count(counts: __m256d, mask: __m256d) -> __m256d {
    add(counts, and(mask, splat(1.0)))
}
