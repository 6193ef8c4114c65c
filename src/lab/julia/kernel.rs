//! The kernel from the plain loop to vector lanes on every core. All store the coordinates of the two
//! axes and one count for each point, so they differ in time only.

use num_complex::Complex64;

use super::computed;
use super::grid::Grid;
use super::lanes::InstructionSet;
use super::point::C;
use super::threads::share_rows;

/// The count of every point, row by row, by `threads` threads. Iterates one point at a time by `form`,
/// one of the functions of [`point`](super::point).
///
/// # Panics
///
/// If a thread cannot be started.
pub fn scalar(
    grid: &Grid,
    max_iterations: u32,
    threads: usize,
    form: impl Fn(Complex64, Complex64, u32) -> u32 + Sync,
) -> Vec<u32> {
    count(grid, threads, |xs, ys, counts| {
        for (row, &y) in counts.chunks_mut(xs.len()).zip(ys) {
            for (count, &x) in row.iter_mut().zip(xs) {
                *count = form(Complex64::new(x, y), C, max_iterations);
            }
        }
    })
}

/// The count of every point, row by row, by `threads` threads. Iterates many points at a time in the
/// vectors of `instructions`.
///
/// # Panics
///
/// If the processor lacks the instructions, or a thread cannot be started.
pub fn simd(
    grid: &Grid,
    max_iterations: u32,
    threads: usize,
    instructions: InstructionSet,
) -> Vec<u32> {
    count(grid, threads, |xs, ys, counts| {
        instructions.iterate_rows(xs, ys, max_iterations, counts);
    })
}

fn count(
    grid: &Grid,
    threads: usize,
    iterate: impl Fn(&[f64], &[f64], &mut [u32]) + Sync,
) -> Vec<u32> {
    let (xs, ys) = computed::axes(grid);
    let mut counts = vec![0; xs.len() * ys.len()];
    share_rows(&ys, &mut counts, threads, |ys, counts| {
        iterate(&xs, ys, counts)
    });
    counts
}

#[cfg(test)]
mod tests {
    use super::super::point;
    use super::*;

    #[test]
    fn threads_and_lanes_give_the_count_of_the_plain_loop_at_every_point() {
        for width in [1, 9, 63, 100] {
            let grid = Grid::new(width);
            let expected = scalar(&grid, 300, 1, point::abs);
            assert_eq!(expected, computed::on_the_fly(&grid, 300));
            for threads in 1..=3 {
                assert_eq!(scalar(&grid, 300, threads, point::expanded), expected);
                if let Some(best) = InstructionSet::best() {
                    assert_eq!(simd(&grid, 300, threads, best), expected);
                }
            }
        }
    }
}
