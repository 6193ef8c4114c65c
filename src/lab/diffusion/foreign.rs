//! Steps in C, through its application binary interface.

#![allow(unsafe_code)] // Functions of another language are unsafe to call.

use super::RATE;
use super::nested::to_rows;

unsafe extern "C" {
    /// Computes the new values `to` of the cells `from`, both `size` rows of `size` cells.
    fn heapwise_diffusion_evolve(from: *const f64, to: *mut f64, size: usize, rate: f64);

    /// The same for rows that lie apart.
    fn heapwise_diffusion_evolve_rows(
        from: *const *const f64,
        to: *const *mut f64,
        size: usize,
        rate: f64,
    );
}

/// Two vectors that swap their roles after each step. C gets their addresses, so nothing is copied.
///
/// # Panics
///
/// If there are not `size` rows of `size` cells, at least one.
pub fn flat(start: &[f64], size: usize, steps: usize) -> Vec<f64> {
    let mut cells = start.to_vec();
    let mut next = vec![0.0; cells.len()];
    for _ in 0..steps {
        evolve(&cells, size, &mut next);
        std::mem::swap(&mut cells, &mut next);
    }
    cells
}

/// Two lists of rows that swap their roles after each step. C gets the address of each row.
///
/// # Panics
///
/// If there are not `size` rows of `size` cells, at least one.
pub fn nested(start: &[f64], size: usize, steps: usize) -> Vec<Vec<f64>> {
    let mut rows = to_rows(start, size);
    let mut next = to_rows(start, size);
    for _ in 0..steps {
        evolve_rows(&rows, size, &mut next);
        std::mem::swap(&mut rows, &mut next);
    }
    rows
}

/// One list of rows, which each step copies to a new vector for C, and back from another one.
///
/// # Panics
///
/// If there are not `size` rows of `size` cells, at least one.
pub fn copied(start: &[f64], size: usize, steps: usize) -> Vec<Vec<f64>> {
    let mut rows = to_rows(start, size);
    for _ in 0..steps {
        let cells = rows.concat();
        let mut next = vec![0.0; cells.len()];
        evolve(&cells, size, &mut next);
        for (row, next) in rows.iter_mut().zip(next.chunks_exact(size)) {
            row.copy_from_slice(next);
        }
    }
    rows
}

fn evolve(cells: &[f64], size: usize, next: &mut [f64]) {
    assert!(size > 0 && cells.len() == size * size && next.len() == size * size);
    // SAFETY: C reads `cells` and writes `next`, which have `size` rows of `size` cells.
    unsafe { heapwise_diffusion_evolve(cells.as_ptr(), next.as_mut_ptr(), size, RATE) };
}

fn evolve_rows(rows: &[Vec<f64>], size: usize, next: &mut [Vec<f64>]) {
    assert!(size > 0 && rows.len() == size && rows.iter().all(|row| row.len() == size));
    assert!(next.len() == size && next.iter().all(|row| row.len() == size));
    let from: Vec<*const f64> = rows.iter().map(|row| row.as_ptr()).collect();
    let to: Vec<*mut f64> = next.iter_mut().map(|row| row.as_mut_ptr()).collect();
    // SAFETY: C reads the rows `from` and writes the rows `to`, both `size` rows of `size` cells.
    unsafe { heapwise_diffusion_evolve_rows(from.as_ptr(), to.as_ptr(), size, RATE) };
}
