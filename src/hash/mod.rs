//! Hash functions and what can be told of them.
//!
//! [`expected`] says what an ideal hash, one that throws each key into a bucket at random, would
//! give; [`Occupancy`] and [`Avalanche`] say what a given one does.

mod avalanche;
pub mod expected;
mod occupancy;

pub use avalanche::Avalanche;
pub use occupancy::Occupancy;
