//! Hash functions, and how well they hash given keys.
//!
//! A [`HashFunction`] hashes [`keys`], which come from a built-in set ([`key_sets`]) or from a file
//! ([`key_file`]). [`functions`] lists the built-in functions; those written here are in
//! [`integers`], [`letters`] and [`multiplicative`], the others are crates. Some are from *High
//! Performance Python* (M. Gorelick, I. Ozsvald), called "the book" here.
//!
//! [`Quality`] is what a function does with a set of keys: the [`Occupancy`] of a table's buckets,
//! the [`Duplicates`], the [`Avalanche`]. [`expected`] computes what an ideal hash gives, which puts
//! each key into a random bucket; [`significance`] computes how probable a result is under an ideal
//! hash; [`defects`] finds the results that an ideal hash would hardly ever give.
//!
//! ```
//! use heapwise::lab::hash::defects::{LEVEL, find_defects};
//! use heapwise::lab::hash::{Quality, functions, keys::Keys};
//!
//! let keys = Keys::U64((0..10_000).map(|n| n << 20).collect());
//! let defects = |name: &str| {
//!     let function = functions::find(name).unwrap();
//!     find_defects(&Quality::measure(&function, 1, &keys), &keys, LEVEL)
//! };
//! assert!(defects("identity").iter().any(|defect| defect.is_harmful));
//! assert!(defects("siphash-1-3").is_empty());
//! ```

mod avalanche;
mod csv_records;
pub mod defects;
mod duplicates;
mod dyn_hasher;
mod error;
pub mod expected;
mod fixed_key;
mod function;
pub mod functions;
pub mod integers;
pub mod key;
pub mod key_file;
pub mod key_format;
pub mod key_sets;
mod key_type;
pub mod keys;
pub mod letters;
pub mod multiplicative;
mod occupancy;
mod packed;
mod quality;
mod sample;
pub mod significance;

pub use avalanche::{Avalanche, Bias};
pub use duplicates::Duplicates;
pub use dyn_hasher::{
    BuildWith, DefaultOrDyn, DynBuildHasher, HasherVisitor, WholeKeysOnly, visit_usual,
};
pub use error::{Error, KeyFileProblem, Place, Result};
pub use fixed_key::FixedKey;
pub use function::{DynHash, HashFunction, KeyHasher};
pub use occupancy::{Occupancy, table_bits};
pub use quality::Quality;
