//! The cells in one vector, row by row.

use super::row::{evolve_cell, evolve_row};

/// A new vector for each step.
pub fn allocating(start: &[f64], size: usize, steps: usize) -> Vec<f64> {
    let mut cells = start.to_vec();
    for _ in 0..steps {
        let mut next = vec![0.0; cells.len()];
        evolve(&cells, size, &mut next);
        cells = next;
    }
    cells
}

/// Two vectors that swap their roles after each step.
pub fn swapped(start: &[f64], size: usize, steps: usize) -> Vec<f64> {
    let mut cells = start.to_vec();
    let mut next = vec![0.0; cells.len()];
    for _ in 0..steps {
        evolve(&cells, size, &mut next);
        std::mem::swap(&mut cells, &mut next);
    }
    cells
}

/// One vector. A second one of a row's length has the old values of the row above.
pub fn in_place(start: &[f64], size: usize, steps: usize) -> Vec<f64> {
    let mut cells = start.to_vec();
    let mut above = vec![0.0; size];
    for _ in 0..steps {
        above.copy_from_slice(&cells[..size]);
        for first in (size..cells.len().saturating_sub(size)).step_by(size.max(1)) {
            let (rows, below) = cells.split_at_mut(first + size);
            evolve_row_in_place(&mut above, &mut rows[first..], &below[..size]);
        }
    }
    cells
}

/// Computes the new values of all cells.
fn evolve(cells: &[f64], size: usize, next: &mut [f64]) {
    let inside = size..cells.len().saturating_sub(size).max(size);
    next[..inside.start].copy_from_slice(&cells[..inside.start]);
    next[inside.end..].copy_from_slice(&cells[inside.end..]);
    for first in inside.step_by(size.max(1)) {
        let (above, rows) = cells[first - size..].split_at(size);
        let (row, below) = rows.split_at(size);
        evolve_row(above, row, &below[..size], &mut next[first..first + size]);
    }
}

/// Replaces a row by its new values, and the row above by the old ones.
fn evolve_row_in_place(above: &mut [f64], row: &mut [f64], below: &[f64]) {
    let mut left = row[0];
    for column in 1..row.len() - 1 {
        let cell = row[column];
        row[column] = evolve_cell(cell, above[column], below[column], left, row[column + 1]);
        (above[column], left) = (cell, cell);
    }
}
