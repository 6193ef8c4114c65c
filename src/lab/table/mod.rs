//! Hash tables with exchangeable parts.
//!
//! A [`Map`] is generic over key, value, hasher, statistics, and the [`Design`] of its table:
//!
//! | part | choices |
//! | --- | --- |
//! | probing scheme | [`probe`]: linear, triangular, double hashing, CPython's, Robin Hood, groups with tags |
//! | layout | [`layout`]: entries in the slots, or compact as in CPython; [`Chained`] is separate chaining, [`PackedBuckets`] buckets without empty slots |
//! | growth | [`growth`]: powers of two by 2, by 4 or CPython's; any size by any fraction |
//! | maximum load factor | [`MaxLoadFactor`]: any fraction, chosen when the map is created |
//!
//! [`Linear`], [`RobinHood`], [`Triangular`], [`DoubleHashing`], [`CPython`], [`Swiss`],
//! [`Chaining`] and [`Lean`] are named designs. A triple such as `(probe::LinearProbe,
//! layout::Compact, growth::ByFour)` is a design too. [`expected`] has the probe lengths that theory
//! expects, to compare with the [`ProbeStatistics`] of a map.
//!
//! Endless removals and insertions at one number of entries neither grow a table nor slow it down: a
//! table full of tombstones is rebuilt at the same size. Only the compact layout, where removed
//! entries leave holes, grows once more if entries fill more than 7/8 of its room.

mod chained;
mod design;
mod entries;
mod entry;
pub mod expected;
pub mod group;
pub mod growth;
mod histogram;
mod iter;
pub mod layout;
mod load_factor;
mod map;
mod open;
mod packed;
pub mod probe;
mod raw_table;
pub mod reduction;
mod slots;
mod statistics;
mod tag;

pub use chained::{ChainIntoIter, ChainIter, ChainPosition, ChainedTable};
pub use design::{
    CPython, Chained, Chaining, Design, DoubleHashing, Lean, Linear, PackedBuckets, RobinHood,
    Swiss, Triangular,
};
pub use entries::Entries;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use histogram::Histogram;
pub use iter::{IntoIter, Iter};
pub use load_factor::{LoadFactorError, MaxLoadFactor};
pub use map::Map;
pub use open::OpenTable;
pub use packed::{PackedIntoIter, PackedIter, PackedPosition, PackedTable};
pub use raw_table::RawTable;
pub use slots::{Bucket, Slots};
pub use statistics::{Count, ProbeCount, ProbeStatistics, Statistics};
pub use tag::{Tag, Vacated};
