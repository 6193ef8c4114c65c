//! Two lanes in a NEON register, which every aarch64 processor has.

use std::arch::aarch64::{
    float64x2_t, uint64x2_t, vaddq_f64, vandq_u64, vcltq_f64, vdupq_n_f64, vgetq_lane_f64,
    vgetq_lane_u64, vmulq_f64, vreinterpretq_f64_u64, vreinterpretq_u64_f64, vsetq_lane_f64,
    vsubq_f64,
};

use super::super::point::C;
use super::queue::{POINTS, Points};
use super::rows;
use super::steps::{STEPS, chunk, chunk_mut, vector_loops};

vector_loops!("neon", float64x2_t, 2, 8);

#[inline]
#[target_feature(enable = "neon")]
fn splat(number: f64) -> float64x2_t {
    vdupq_n_f64(number)
}

#[inline]
#[target_feature(enable = "neon")]
fn add(a: float64x2_t, b: float64x2_t) -> float64x2_t {
    vaddq_f64(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn sub(a: float64x2_t, b: float64x2_t) -> float64x2_t {
    vsubq_f64(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn mul(a: float64x2_t, b: float64x2_t) -> float64x2_t {
    vmulq_f64(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn load(from: &[f64; 2]) -> float64x2_t {
    vsetq_lane_f64::<1>(from[1], vdupq_n_f64(from[0]))
}

#[inline]
#[target_feature(enable = "neon")]
fn store(vector: float64x2_t, to: &mut [f64; 2]) {
    *to = [vgetq_lane_f64::<0>(vector), vgetq_lane_f64::<1>(vector)];
}

#[inline]
#[target_feature(enable = "neon")]
fn is_below(a: float64x2_t, b: float64x2_t) -> uint64x2_t {
    vcltq_f64(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn and(a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
    vandq_u64(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn bits(mask: uint64x2_t) -> u32 {
    (vgetq_lane_u64::<0>(mask) & 1 | vgetq_lane_u64::<1>(mask) & 2) as u32
}

#[inline]
#[target_feature(enable = "neon")]
fn count(counts: float64x2_t, mask: uint64x2_t) -> float64x2_t {
    let ones = vandq_u64(vreinterpretq_u64_f64(splat(1.0)), mask);
    add(counts, vreinterpretq_f64_u64(ones))
}
