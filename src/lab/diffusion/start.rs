//! The cells before the first step.

/// The book's start: a square of 0.005 a little off the centre, and 0 elsewhere. The cells are in one
/// vector, row by row, of `size` rows of `size` cells.
///
/// ```
/// let cells = heapwise::lab::diffusion::start(10);
/// assert_eq!(cells.len(), 100);
/// assert_eq!(cells.iter().position(|&cell| cell == 0.005), Some(44));
/// ```
pub fn start(size: usize) -> Vec<f64> {
    let mut cells = vec![0.0; size * size];
    let block = size * 4 / 10..size / 2;
    for row in block.clone() {
        cells[row * size..][block.clone()].fill(0.005);
    }
    cells
}
