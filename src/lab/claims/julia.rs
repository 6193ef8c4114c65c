//! Computations on the Julia set, of chapters 2 and 7.

use num_complex::Complex64;

use crate::lab::julia::Grid;
use crate::lab::julia::image::Image;
use crate::lab::julia::point::{self, C};

/// The text's limit of iterations.
pub(super) const MAX_ITERATIONS: u32 = 300;

/// The moduli that the text prints for the first values of the iteration from 0, with three digits.
pub(super) const MODULI: [f64; 9] = [
    0.756, 0.426, 0.694, 0.670, 0.533, 0.875, 0.035, 0.757, 0.427,
];

/// The text's width.
const WIDTH: u32 = 1000;

/// The moduli of the first values of the iteration from 0.
pub(super) fn moduli_from_zero(count: usize) -> Vec<f64> {
    let next = |z: &Complex64| Some(z * z + C);
    let values = std::iter::successors(Some(C), next);
    values.take(count).map(Complex64::norm).collect()
}

/// How often the loop's two conditions are evaluated for a point that never escapes: the test of the
/// number of iterations, and how often of these it is false.
pub(super) fn tests_of_the_limit(z: Complex64) -> (u32, u32) {
    let (mut z, mut iterations, mut tests) = (z, 0, 0);
    let mut is_below = |iterations: u32| {
        tests += 1;
        iterations < MAX_ITERATIONS
    };
    let mut false_tests = 0;
    while z.norm() < 2.0 {
        if !is_below(iterations) {
            false_tests += 1;
            break;
        }
        z = z * z + C;
        iterations += 1;
    }
    (tests, false_tests)
}

/// The share of the text's points that do not escape within its iterations.
pub(super) fn share_without_escape() -> f64 {
    let grid = Grid::new(WIDTH);
    let stays = |z: &Complex64| point::expanded(*z, C, MAX_ITERATIONS) == MAX_ITERATIONS;
    let staying = grid.zs().filter(stays).count();
    staying as f64 / grid.points() as f64
}

/// The share of the text's points that linear grey draws in the 15 darkest of its 256 greys above black.
/// False grey spreads them over its whole scale.
pub(super) fn share_of_dark_points() -> f64 {
    let image = Image::new(&Grid::new(WIDTH), MAX_ITERATIONS);
    let greys = image.greys();
    let dark = greys.iter().filter(|&&grey| (1..16).contains(&grey));
    dark.count() as f64 / greys.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_that_never_escapes_is_tested_301_times() {
        assert_eq!(tests_of_the_limit(Complex64::ZERO), (301, 1));
    }

    #[test]
    fn the_moduli_are_those_of_the_text() {
        for (modulus, expected) in moduli_from_zero(9).into_iter().zip(MODULI) {
            assert!((modulus - expected).abs() < 0.0006, "{modulus} {expected}");
        }
    }
}
