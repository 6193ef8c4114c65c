//! One row of a step.

use super::RATE;

/// The new value of a cell from the old values of itself and of its four neighbours.
#[inline(always)]
pub(super) fn evolve_cell(cell: f64, above: f64, below: f64, left: f64, right: f64) -> f64 {
    cell + RATE * (above + below + left + right - 4.0 * cell)
}

/// Computes the new values of a row inside the grid. The first and the last cell keep their values.
///
/// # Panics
///
/// If the rows differ in length.
#[inline]
pub(super) fn evolve_row(above: &[f64], row: &[f64], below: &[f64], to: &mut [f64]) {
    let size = row.len();
    let (above, below) = (&above[..size], &below[..size]);
    to.copy_from_slice(row);
    for column in 1..size.max(1) - 1 {
        to[column] = evolve_cell(
            row[column],
            above[column],
            below[column],
            row[column - 1],
            row[column + 1],
        );
    }
}
