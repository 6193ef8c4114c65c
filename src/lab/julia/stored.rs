//! The variants that store every coordinate before they iterate the first: the text's original
//! and four ways to store the same. Each has two steps, as the text's program has: the coordinates,
//! then the output.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use num_complex::Complex64;

use super::{C, Grid, point};

/// The text's original: one z and one c for each point, both vectors grown by `push`.
pub fn grown(grid: &Grid) -> (Vec<Complex64>, Vec<Complex64>) {
    let mut zs = Vec::new();
    let mut cs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    (zs, cs)
}

/// The same with the capacity reserved: nothing is reallocated, nothing held in vain.
pub fn reserved(grid: &Grid) -> (Vec<Complex64>, Vec<Complex64>) {
    let points = grid.points();
    let mut zs = Vec::with_capacity(points);
    let mut cs = Vec::with_capacity(points);
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    (zs, cs)
}

/// The text's two vectors in one bumpalo arena. Only the block that the arena gave out last can
/// grow in place, so every growth leaves the old block behind until the arena goes.
pub fn in_arena<'a>(
    grid: &Grid,
    arena: &'a Bump,
) -> (ArenaVec<'a, Complex64>, ArenaVec<'a, Complex64>) {
    let mut zs = ArenaVec::new_in(arena);
    let mut cs = ArenaVec::new_in(arena);
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    (zs, cs)
}

/// The z only, grown by `push`; c is a constant.
pub fn zs_only(grid: &Grid) -> Vec<Complex64> {
    let mut zs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
    }
    zs
}

/// The real and the imaginary parts of the z in two vectors, both grown by `push`; c is a constant.
pub fn split(grid: &Grid) -> (Vec<f64>, Vec<f64>) {
    let mut real_parts = Vec::new();
    let mut imaginary_parts = Vec::new();
    for z in grid.zs() {
        real_parts.push(z.re);
        imaginary_parts.push(z.im);
    }
    (real_parts, imaginary_parts)
}

/// The output of every z with its c.
pub fn iterate(zs: &[Complex64], cs: &[Complex64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; zs.len()];
    for ((count, &z), &c) in output.iter_mut().zip(zs).zip(cs) {
        *count = point::expanded(z, c, max_iterations);
    }
    output
}

/// The output of every z with the one c.
pub fn iterate_zs(zs: &[Complex64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; zs.len()];
    for (count, &z) in output.iter_mut().zip(zs) {
        *count = point::expanded(z, C, max_iterations);
    }
    output
}

/// The output of every z in its two parts with the one c.
pub fn iterate_split(real_parts: &[f64], imaginary_parts: &[f64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; real_parts.len()];
    for (index, count) in output.iter_mut().enumerate() {
        let z = Complex64::new(real_parts[index], imaginary_parts[index]);
        *count = point::expanded(z, C, max_iterations);
    }
    output
}
