//! Each row in a vector of its own, like a list of lists in Python or a `double **` in C.

use super::row::evolve_row;

/// Two lists of rows that swap their roles after each step.
pub fn swapped(start: &[f64], size: usize, steps: usize) -> Vec<Vec<f64>> {
    let mut rows = to_rows(start, size);
    let mut next = to_rows(start, size);
    for _ in 0..steps {
        for (index, to) in next.iter_mut().enumerate() {
            if index > 0 && index + 1 < size {
                evolve_row(&rows[index - 1], &rows[index], &rows[index + 1], to);
            }
        }
        std::mem::swap(&mut rows, &mut next);
    }
    rows
}

/// The rows of cells that lie one after another.
pub(super) fn to_rows(cells: &[f64], size: usize) -> Vec<Vec<f64>> {
    let rows = cells.chunks_exact(size.max(1));
    rows.map(<[f64]>::to_vec).collect()
}
