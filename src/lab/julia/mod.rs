//! The Julia-set kernel of *High Performance Python* (M. Gorelick, I. Ozsvald; chapter 2, and the
//! memory chapter that takes it up again): for every point z of a grid, how often z² + c can be
//! taken before |z| reaches 2.
//!
//! [`grid`] makes the points, [`point`] iterates one, [`stored`] and [`computed`] run over all of
//! them and differ only in what they keep in memory, [`image`] draws the counts.

pub mod computed;
pub mod grid;
pub mod image;
pub mod point;
pub mod stored;
mod tally;

pub use grid::Grid;
pub use tally::Tally;

use num_complex::Complex64;

/// The text's c.
pub const C: Complex64 = Complex64::new(-0.62772, -0.42193);
