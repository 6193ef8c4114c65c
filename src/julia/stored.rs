//! The variants that store every coordinate before they iterate the first: the text's original
//! and four ways to store the same.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use num_complex::Complex64;

use super::{C, Grid, point};

/// The text's original: one z and one c for each point, both vectors grown by `push`, and the
/// output.
pub fn grown(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    let mut zs = Vec::new();
    let mut cs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    iterate(&zs, &cs, max_iterations)
}

/// The same with the capacity reserved: nothing is reallocated, nothing held in vain.
pub fn reserved(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    let points = grid.points();
    let mut zs = Vec::with_capacity(points);
    let mut cs = Vec::with_capacity(points);
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    iterate(&zs, &cs, max_iterations)
}

/// The z only, grown by `push`; c is a constant.
pub fn zs_only(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    let mut zs = Vec::new();
    for z in grid.zs() {
        zs.push(z);
    }
    let mut output = vec![0; zs.len()];
    for (count, &z) in output.iter_mut().zip(&zs) {
        *count = point::expanded(z, C, max_iterations);
    }
    output
}

/// The real and the imaginary parts of the z in two vectors, both grown by `push`; c is a constant.
pub fn split(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    let mut real_parts = Vec::new();
    let mut imaginary_parts = Vec::new();
    for z in grid.zs() {
        real_parts.push(z.re);
        imaginary_parts.push(z.im);
    }
    let mut output = vec![0; real_parts.len()];
    for (index, count) in output.iter_mut().enumerate() {
        let z = Complex64::new(real_parts[index], imaginary_parts[index]);
        *count = point::expanded(z, C, max_iterations);
    }
    output
}

/// The text's two vectors in one bumpalo arena. Only the block that the arena gave out last can
/// grow in place, so every growth leaves the old block behind until the arena goes.
pub fn in_arena(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    let arena = Bump::new();
    let mut zs = ArenaVec::new_in(&arena);
    let mut cs = ArenaVec::new_in(&arena);
    for z in grid.zs() {
        zs.push(z);
        cs.push(C);
    }
    iterate(&zs, &cs, max_iterations)
}

fn iterate(zs: &[Complex64], cs: &[Complex64], max_iterations: u32) -> Vec<u32> {
    let mut output = vec![0; zs.len()];
    for ((count, &z), &c) in output.iter_mut().zip(zs).zip(cs) {
        *count = point::expanded(z, c, max_iterations);
    }
    output
}
