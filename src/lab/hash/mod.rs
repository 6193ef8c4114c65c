//! Hash functions, judged on keys.
//!
//! A [`Function`] hashes [`keys`]: a built-in set of [`key_sets`], or those of a [`key_file`].
//! [`functions`] lists those that heapwise knows; [`integers`], [`letters`] and [`multiply`] hold
//! the ones that are written here. [`Quality`] is what a function does with the keys: the
//! [`Occupancy`] of a table's buckets, [`Duplicates`], [`Avalanche`]. [`expected`] says what an
//! ideal hash, one that throws each key into a bucket at random, would give, [`significance`] how
//! probable what was found would be, and [`findings`] what chance does not explain.
//!
//! ```
//! use heapwise::lab::hash::{Quality, findings, functions, keys::Keys};
//!
//! let keys = Keys::U64((0..10_000).map(|n| n << 20).collect());
//! let judged = |name: &str| {
//!     let function = functions::named(name).unwrap();
//!     findings::of(&Quality::of(&function, 1, &keys), &keys, findings::LEVEL)
//! };
//! assert!(judged("identity").iter().any(|finding| finding.is_harmful));
//! assert!(judged("siphash-1-3").is_empty());
//! ```

mod avalanche;
mod by_function;
mod duplicates;
pub mod expected;
pub mod findings;
mod function;
pub mod functions;
pub mod integers;
pub mod key;
pub mod key_file;
pub mod key_sets;
pub mod keys;
pub mod letters;
pub mod multiply;
mod occupancy;
mod quality;
mod sample;
pub mod significance;

pub use avalanche::{Avalanche, Bias};
pub use by_function::{ByFunction, KeyKind, OneKey};
pub use duplicates::Duplicates;
pub use function::{Function, Hashing};
pub use occupancy::Occupancy;
pub use quality::{Quality, table_bits};
