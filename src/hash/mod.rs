//! Hash functions and what can be told of them.
//!
//! [`expected`] says what an ideal hash, one that throws each key into a bucket at random, would
//! give; [`Occupancy`] and [`Avalanche`] say what a given one does. [`integers`], [`letters`] and
//! [`multiply`] are the functions that are written here; [`keys`] are what they hash, and a [`key_file`] may hold.

mod avalanche;
pub mod expected;
pub mod integers;
pub mod key_file;
pub mod keys;
pub mod letters;
pub mod multiply;
mod occupancy;

pub use avalanche::Avalanche;
pub use occupancy::Occupancy;
