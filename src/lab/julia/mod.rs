//! The Julia-set kernel of *High Performance Python* (M. Gorelick, I. Ozsvald), called "the book"
//! here: for every point z of a grid, how often z² + c can be applied before |z| reaches 2. It is
//! in the chapter on profiling and again in the chapter on memory.
//!
//! [`Grid`] produces the points and [`point`] iterates one of them. [`stored`] and [`computed`]
//! iterate all of them and differ only in what they keep in memory. [`kernel`] iterates them
//! ever faster, in the vector [`lanes`] of the processor and on several threads. [`image`] draws the
//! counts.

pub mod computed;
mod grid;
pub mod image;
pub mod kernel;
pub mod lanes;
pub mod point;
pub mod stored;
mod tally;
mod threads;

pub use grid::Grid;
pub use tally::Tally;
