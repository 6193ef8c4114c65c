//! The implementations that compute a coordinate when they need it, by the same repeated addition.

use num_complex::Complex64;

use super::grid::Grid;
use super::point::{self, C};
use super::tally::Tally;

/// The x coordinates and the y coordinates, both vectors grown by `push`.
pub fn axes(grid: &Grid) -> (Vec<f64>, Vec<f64>) {
    let mut xs = Vec::new();
    let mut ys = Vec::new();
    for x in grid.xs() {
        xs.push(x);
    }
    for y in grid.ys() {
        ys.push(y);
    }
    (xs, ys)
}

/// The count of every point, row by row, from the coordinates of its column and its row.
pub fn iterate_axes(xs: &[f64], ys: &[f64], max_iterations: u32) -> Vec<u32> {
    let mut output = Vec::with_capacity(xs.len() * ys.len());
    for &y in ys {
        for &x in xs {
            output.push(point::expanded(Complex64::new(x, y), C, max_iterations));
        }
    }
    output
}

/// The count of every point, row by row; no coordinate is stored.
pub fn on_the_fly(grid: &Grid, max_iterations: u32) -> Vec<u32> {
    collect(grid, max_iterations, |count| count)
}

/// The tally of all counts, which are stored in the narrowest of `u8`, `u16` and `u32` that holds
/// `max_iterations`; no coordinate is stored.
pub fn on_the_fly_narrow(grid: &Grid, max_iterations: u32) -> Tally {
    if u8::try_from(max_iterations).is_ok() {
        let output = collect(grid, max_iterations, |count| count as u8);
        output.into_iter().collect()
    } else if u16::try_from(max_iterations).is_ok() {
        let output = collect(grid, max_iterations, |count| count as u16);
        output.into_iter().collect()
    } else {
        on_the_fly(grid, max_iterations).into_iter().collect()
    }
}

/// The tally of all counts; nothing is stored.
pub fn streamed(grid: &Grid, max_iterations: u32) -> Tally {
    let mut tally = Tally::EMPTY;
    for y in grid.ys() {
        for x in grid.xs() {
            tally.add(point::expanded(Complex64::new(x, y), C, max_iterations));
        }
    }
    tally
}

/// Stores every count as `narrow` converts it. A count is at most `max_iterations`, so a type that
/// holds `max_iterations` holds every count.
fn collect<N>(grid: &Grid, max_iterations: u32, narrow: impl Fn(u32) -> N) -> Vec<N> {
    let mut output = Vec::with_capacity(grid.points());
    for y in grid.ys() {
        for x in grid.xs() {
            let count = point::expanded(Complex64::new(x, y), C, max_iterations);
            output.push(narrow(count));
        }
    }
    output
}
