//! Diffusion on a square grid, the example of *High Performance Python* (M. Gorelick, I. Ozsvald) for
//! vectors and matrices, and for calling C: each step adds to every cell [`RATE`] times its five-point
//! Laplacian. The border keeps its values.
//!
//! [`flat`] stores the cells in one vector, [`nested`] each row in a vector of its own, and `foreign`
//! passes both to C. All add in the same order, so all give the same cells to the last bit.

pub mod flat;
#[cfg(compiles_c)]
pub mod foreign;
pub mod nested;
mod row;
mod start;

pub use start::start;

/// The diffusion coefficient times the length of a step.
pub const RATE: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    /// The formula, cell by cell.
    fn expected(start: &[f64], size: usize, steps: usize) -> Vec<f64> {
        let mut cells = start.to_vec();
        for _ in 0..steps {
            let old = cells.clone();
            for row in 1..size.max(1) - 1 {
                for column in 1..size - 1 {
                    let at = row * size + column;
                    let neighbours = old[at - size] + old[at + size] + old[at - 1] + old[at + 1];
                    cells[at] = old[at] + RATE * (neighbours - 4.0 * old[at]);
                }
            }
        }
        cells
    }

    fn assert_all_equal(start: &[f64], size: usize, steps: usize) {
        let cells = expected(start, size, steps);
        let rows: Vec<Vec<f64>> = cells
            .chunks_exact(size.max(1))
            .map(<[f64]>::to_vec)
            .collect();
        assert_eq!(
            flat::allocating(start, size, steps),
            cells,
            "allocating {size} {steps}"
        );
        assert_eq!(
            flat::swapped(start, size, steps),
            cells,
            "swapped {size} {steps}"
        );
        assert_eq!(
            flat::in_place(start, size, steps),
            cells,
            "in-place {size} {steps}"
        );
        assert_eq!(
            nested::swapped(start, size, steps),
            rows,
            "nested {size} {steps}"
        );
        #[cfg(compiles_c)]
        if size > 0 {
            assert_eq!(foreign::flat(start, size, steps), cells, "c {size} {steps}");
            assert_eq!(
                foreign::nested(start, size, steps),
                rows,
                "c-nested {size} {steps}"
            );
            assert_eq!(
                foreign::copied(start, size, steps),
                rows,
                "c-copied {size} {steps}"
            );
        }
    }

    #[test]
    fn all_give_the_same_cells_to_the_last_bit() {
        for size in 0..20 {
            let cells: Vec<f64> = (0..size * size).map(|at| (at as f64 * 0.7).sin()).collect();
            for steps in 0..4 {
                assert_all_equal(&cells, size, steps);
            }
        }
        assert_all_equal(&start(100), 100, 50);
    }

    /// On a grid whose border is 0, a product of two sines is multiplied by the same factor in each step.
    #[test]
    fn a_wave_decays_as_theory_says() {
        let (size, steps) = (40, 100);
        let frequency = std::f64::consts::PI / (size - 1) as f64;
        let wave = |at: usize| (frequency * at as f64).sin();
        let cells: Vec<f64> = (0..size * size)
            .map(|at| wave(at / size) * wave(3 * (at % size)))
            .collect();
        let laplacian = 2.0 * frequency.cos() + 2.0 * (3.0 * frequency).cos() - 4.0;
        let factor = (1.0 + RATE * laplacian).powi(steps as i32);
        for (cell, start) in flat::swapped(&cells, size, steps).iter().zip(&cells) {
            assert!((cell - start * factor).abs() < 1e-12, "{cell} from {start}");
        }
    }

    #[test]
    fn far_from_the_border_nothing_is_lost() {
        let cells = start(100);
        let sum = |cells: &[f64]| cells.iter().sum::<f64>();
        let after = flat::swapped(&cells, 100, 30);
        assert!((sum(&cells) - 0.5).abs() < 1e-12);
        assert!((sum(&after) - 0.5).abs() < 1e-12);
        assert!(after.iter().all(|&cell| (0.0..=0.005).contains(&cell)));
    }
}
