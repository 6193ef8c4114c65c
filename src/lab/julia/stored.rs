//! The implementations that store every coordinate before they iterate the first point: the book's
//! and four others. Each first stores the coordinates and then computes the output.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use num_complex::Complex64;

use super::grid::Grid;
use super::point::{self, C};

/// The book's way: one z and one c for each point, both vectors grown by `push`.
pub fn grown(grid: &Grid) -> (Vec<Complex64>, Vec<Complex64>) {
    let mut zs = Vec::new();
    let mut cs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    (zs, cs)
}

/// One z and one c for each point, both vectors with exactly the capacity they need.
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

/// One z and one c for each point, both vectors grown by `push` in one bumpalo arena. Only the most
/// recent block can grow in place, so each growth leaves an old block until the arena is dropped.
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

/// One z for each point, grown by `push`; c is a constant.
pub fn zs_only(grid: &Grid) -> Vec<Complex64> {
    let mut zs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
    }
    zs
}

/// The real and the imaginary part of each z in two vectors, both grown by `push`; c is a constant.
pub fn split(grid: &Grid) -> (Vec<f64>, Vec<f64>) {
    let mut real_parts = Vec::new();
    let mut imaginary_parts = Vec::new();
    for z in grid.zs() {
        real_parts.push(z.re);
        imaginary_parts.push(z.im);
    }
    (real_parts, imaginary_parts)
}

/// The count of every z with the c at the same index.
pub fn iterate(zs: &[Complex64], cs: &[Complex64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; zs.len()];
    for ((count, &z), &c) in output.iter_mut().zip(zs).zip(cs) {
        *count = point::expanded(z, c, max_iterations);
    }
    output
}

/// The count of every z with the constant [`C`].
pub fn iterate_zs(zs: &[Complex64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; zs.len()];
    for (count, &z) in output.iter_mut().zip(zs) {
        *count = point::expanded(z, C, max_iterations);
    }
    output
}

/// The count of every z, given as its real and its imaginary part, with the constant [`C`].
pub fn iterate_split(real_parts: &[f64], imaginary_parts: &[f64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; real_parts.len()];
    for (index, count) in output.iter_mut().enumerate() {
        let z = Complex64::new(real_parts[index], imaginary_parts[index]);
        *count = point::expanded(z, C, max_iterations);
    }
    output
}
