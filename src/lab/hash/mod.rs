//! Hash functions, and how well they hash given keys.
//!
//! A [`HashFunction`] hashes [`keys`], which come from a built-in set ([`key_sets`]) or from a file
//! ([`key_file`]). [`functions`] lists the built-in functions; those written here are in
//! [`integers`], [`letters`] and [`multiplicative`], the others are crates. Some are from *High
//! Performance Python* (M. Gorelick, I. Ozsvald), called "the book" here.
//!
//! A [`Prediction`](prediction::Prediction) says what lookups cost in a table with a function, beside
//! one with an [`ideal`] hash: it counts the work in a [`model`] of the table, under several seeds if
//! tables draw the function's state at random.
//!
//! [`Quality`] is what a function does with a set of keys apart from any table: the [`Occupancy`] of
//! buckets, the [`Duplicates`], the [`Avalanche`]. [`expected`] computes what an ideal hash gives,
//! which puts each key into a random bucket; [`significance`] computes how probable a result is under
//! an ideal hash; [`defects`] finds the results that an ideal hash would hardly ever give.
//!
//! ```
//! use heapwise::lab::hash::model::TableLayout;
//! use heapwise::lab::hash::prediction::{HARMFUL, HARMLESS, Prediction};
//! use heapwise::lab::hash::{functions, keys::Keys};
//!
//! let keys = Keys::U64((0..10_000).map(|n| n << 20).collect());
//! let worst_factor = |name: &str| {
//!     let function = functions::find(name).unwrap();
//!     Prediction::new(&function, 1, &keys, TableLayout::Hashbrown).worst().2
//! };
//! assert!(worst_factor("identity") > HARMFUL);
//! assert!(worst_factor("siphash-1-3") < HARMLESS);
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
pub mod ideal;
pub mod integers;
pub mod key;
mod key_column;
pub mod key_file;
pub mod key_format;
pub mod key_sets;
mod key_type;
pub mod keys;
pub mod letters;
mod lookup_time;
pub mod model;
pub mod multiplicative;
mod occupancy;
mod packed;
pub mod prediction;
mod quality;
mod sample;
mod seeded;
pub mod significance;

pub use avalanche::{Avalanche, Bias};
pub use duplicates::Duplicates;
pub use dyn_hasher::{DefaultOrDyn, DynBuildHasher, WholeKeysOnly};
pub use error::{KeyError, KeyFileProblem, Place, Result};
pub use fixed_key::FixedKey;
pub use function::{DynHash, HashFunction, KeyHasher, iteration};
pub use lookup_time::LookupTimer;
pub use occupancy::{Occupancy, table_bits};
pub use quality::Quality;
