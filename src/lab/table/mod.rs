//! Hash tables whose parts can be chosen one by one.
//!
//! A [`Map`] is generic over key, value, hasher, statistics, and the [`Design`] of its table:
//!
//! | choice | what there is |
//! | --- | --- |
//! | probe sequence | [`probe`]: linear, triangular, double hashing, CPython's, Robin Hood, groups with tags |
//! | layout | [`layout`]: entries in the slots, or compact as in CPython; [`Chained`] is separate chaining |
//! | growth | [`growth`]: powers of two by 2, by 4 or CPython's; any size by any fraction |
//! | load limit | [`LoadLimit`]: any fraction, chosen when the map is made |
//!
//! [`Linear`], [`RobinHood`], [`Triangular`], [`DoubleHashing`], [`CPython`], [`Swiss`],
//! [`Chaining`] and [`Lean`] are named designs; a triple such as `(probe::Linear, layout::Compact,
//! growth::ByFour)` is one too. [`expected`] has the theory, [`Recorded`] what to hold against it.
//!
//! Removing and inserting for ever at one size neither grows a table nor slows it down: where
//! tombstones fill it, it is built anew in its size. Only the compact layout, whose removed entries
//! leave holes, grows once more where entries fill more than 7/8 of its room.

mod chained;
mod design;
mod entries;
mod entry;
pub mod expected;
pub mod growth;
mod iter;
pub mod layout;
mod limit;
mod made;
mod map;
mod open;
pub mod probe;
pub mod statistics;
mod steps;
#[allow(clippy::module_inception)] // What stands below a map is called a table.
mod table;

pub use chained::{ChainIntoIter, ChainIter, ChainPlace, Chains};
pub use design::{
    CPython, Chained, Chaining, Design, DoubleHashing, Lean, Linear, RobinHood, Swiss, Triangular,
};
pub use entries::Entries;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use iter::{IntoIter, Iter};
pub use limit::{LimitError, LoadLimit};
pub use map::Map;
pub use open::Open;
pub use statistics::{Histogram, Recorded, Statistics};
pub use table::Table;
