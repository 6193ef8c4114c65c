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
/// Separate chaining and packed buckets with a growth policy are designs too: `(Chained, ByTwo)`,
/// `(PackedBuckets, ByTwo)`.
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

/// Packed buckets ([`PackedTable`]), which take the place of a probing scheme and a layout.
#[derive(Debug, Clone, Copy, Default)]
pub struct PackedBuckets;

/// The maximum load factor is 2/3.
impl<G: TableGrowth> Design for (PackedBuckets, G) {
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
    ///
    /// The home slot depends on the number of slots (see [`salted_home`](super::reduction::salted_home)),
    /// so a map can be filled in the order of another one. An order of keys by their home slots at
    /// every smaller size would still be quadratic.
    Linear: LinearProbe, Inline, ByTwo; TWO_THIRDS;

    /// Robin Hood hashing, entries in the slots, powers of two, a load factor of at most 7/8. Its home
    /// slots are those of [`Linear`].
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
    ///
    /// Like hashbrown, it reads up to about three times as many groups for an insertion if the keys come
    /// in the order of another Swiss table.
    Swiss: GroupProbe, Inline, ByTwo; SEVEN_EIGHTHS;

    /// Separate chaining, powers of two, at most as many entries as slots.
    Chaining: Chained, ByTwo; ONE;

    /// Little memory at any size and during growth: packed buckets, growth by 3/2 one bucket at a time,
    /// a load factor of at most 7/10, which is 22.4 entries for each bucket.
    ///
    /// From 1000 entries on, entries of 16 bytes take at most 20 bytes each on 64-bit machines with
    /// SSE2, and at most 22 at the peak of growth: 1.8 for tags and headers, 1.1 for room to grow, and 0.4
    /// to 0.5 for the list of buckets. An entry is moved about 2 times by growth, and as often as its
    /// block grows, by 4 entries at a time. An allocator adds its own header and rounding for each block
    /// of about 400 bytes.
    ///
    /// In return, with foldhash inlined, a hit takes 1.2 to 1.5 times hashbrown's time (1.5 at 1000
    /// entries, 1.2 at 10⁶), a miss 0.9 to 1.5 times, and an insertion 1.8 to 3.0 times (1.8 at 1000 entries,
    /// 3.0 at 50 000 and 100 000, 2.0 at 10⁶), by `benches/table.rs` on an AMD EPYC. A hit compares twice as
    /// many tags as in hashbrown and loads the place of the bucket first. Fewer tags for each bucket would
    /// make it faster, but would take more than 20 bytes an entry.
    ///
    /// Filling a map in the order of another one is as fast as in any order, because iteration scatters
    /// the buckets. Keys in the order of their hashes would make long buckets for a while, and an
    /// insertion 32 tags slower for every 32 entries of its bucket.
    Lean: PackedBuckets, ByFraction<3, 2>; SEVEN_TENTHS;
}
