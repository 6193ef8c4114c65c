//! Designs: the parts that make a table, and named combinations of them.

use super::chained::ChainedTable;
use super::growth::{ByFraction, ByTwo, TableGrowth, UsedTimesThree};
use super::layout::{Compact, Inline, Layout};
use super::load_factor::MaxLoadFactor;
use super::open::OpenTable;
use super::packed::PackedTable;
use super::probe::{
    DoubleHashProbe, GroupProbe, LinearProbe, PerturbedProbe, Probe, RobinHoodProbe,
    TriangularProbe,
};
use super::raw_table::RawTable;

/// The design of a table.
///
/// A probing scheme, a layout and a growth policy are a design: `(RobinHoodProbe, Compact, ByFour)`.
/// Separate chaining with a growth policy is one too: `(Chained, ByTwo)`.
///
/// ```
/// use heapwise::lab::table::Map;
/// use heapwise::lab::table::growth::ByFour;
/// use heapwise::lab::table::layout::Compact;
/// use heapwise::lab::table::probe::RobinHoodProbe;
/// let mut map = Map::<&str, u32, (RobinHoodProbe, Compact, ByFour)>::new();
/// map.insert("one", 1);
/// assert_eq!(map.get("one"), Some(&1));
/// ```
pub trait Design {
    /// The table.
    type Table<K, V>: RawTable<K, V>;
    /// The maximum load factor unless another one is requested.
    const MAX_LOAD_FACTOR: MaxLoadFactor;
}

/// The maximum load factor is 2/3.
impl<P: Probe, L: Layout, G: TableGrowth> Design for (P, L, G) {
    type Table<K, V> = OpenTable<K, V, P, L, G>;
    const MAX_LOAD_FACTOR: MaxLoadFactor = MaxLoadFactor::TWO_THIRDS;
}

/// Separate chaining, which takes the place of a probing scheme and a layout.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chained;

/// The maximum load factor is 1.
impl<G: TableGrowth> Design for (Chained, G) {
    type Table<K, V> = ChainedTable<K, V, G>;
    const MAX_LOAD_FACTOR: MaxLoadFactor = MaxLoadFactor::ONE;
}

/// Packed buckets, which take the place of a probing scheme and a layout.
#[derive(Debug, Clone, Copy, Default)]
pub struct Packed;

/// The maximum load factor is 2/3.
impl<G: TableGrowth> Design for (Packed, G) {
    type Table<K, V> = PackedTable<K, V, G>;
    const MAX_LOAD_FACTOR: MaxLoadFactor = MaxLoadFactor::TWO_THIRDS;
}

macro_rules! named_designs {
    ($($(#[$doc:meta])+ $name:ident: $($parts:ty),+; $max:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;

        impl Design for $name {
            type Table<K, V> = <($($parts),+) as Design>::Table<K, V>;
            const MAX_LOAD_FACTOR: MaxLoadFactor = MaxLoadFactor::$max;
        }
    )+};
}

named_designs! {
    /// Linear probing, entries in the slots, powers of two, a load factor of at most 2/3.
    Linear: LinearProbe, Inline, ByTwo; TWO_THIRDS;

    /// Robin Hood hashing, entries in the slots, powers of two, a load factor of at most 7/8.
    RobinHood: RobinHoodProbe, Inline, ByTwo; SEVEN_EIGHTHS;

    /// Triangular probing, entries in the slots, powers of two, a load factor of at most 2/3.
    Triangular: TriangularProbe, Inline, ByTwo; TWO_THIRDS;

    /// Double hashing, entries in the slots, powers of two, a load factor of at most 2/3.
    DoubleHashing: DoubleHashProbe, Inline, ByTwo; TWO_THIRDS;

    /// CPython's dictionary since version 3.7: its probing, the compact layout, three slots for each
    /// entry after growth, a load factor of at most 2/3.
    ///
    /// In contrast to CPython, a table without room is rebuilt at the same size if that frees more
    /// than an eighth of its room from removed entries.
    CPython: PerturbedProbe, Compact, UsedTimesThree; TWO_THIRDS;

    /// A Swiss table: groups with tags, entries in the slots, powers of two, a load factor of at most
    /// 7/8.
    Swiss: GroupProbe, Inline, ByTwo; SEVEN_EIGHTHS;

    /// Separate chaining, powers of two, at most as many entries as slots.
    Chaining: Chained, ByTwo; ONE;

    /// Little memory at any size: groups with tags, entries in the slots, growth by 9/8, a load
    /// factor of at most 7/8.
    ///
    /// In a large table, entries of 16 bytes take 19.4 to 21.9 bytes each. During growth, the old and
    /// the new table together take 1.9 times the bytes of the new one. Each entry is moved about 8
    /// times in all.
    Lean: Packed, ByFraction<3, 2>; TWO_THIRDS;
}
