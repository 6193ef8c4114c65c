//! The choices that make a table, and named ones.

use super::chained::Chains;
use super::growth::{ByFraction, ByTwo, Growth, UsedTimesThree};
use super::layout::{Compact, Inline, Layout};
use super::limit::LoadLimit;
use super::open::Open;
use super::probe::{self, Groups, Perturbing, Probe};
use super::table::Table;

/// How a table is made.
///
/// Any probing scheme, layout and growth policy make one: `(RobinHood, Compact, ByFour)`; with
/// separate chaining, a growth policy alone does: `(Chained, ByTwo)`.
///
/// ```
/// use heapwise::lab::table::growth::ByFour;
/// use heapwise::lab::table::layout::Compact;
/// use heapwise::lab::table::probe::RobinHood;
/// let mut map = heapwise::lab::table::Map::<&str, u32, (RobinHood, Compact, ByFour)>::new();
/// map.insert("one", 1);
/// assert_eq!(map.get("one"), Some(&1));
/// ```
pub trait Design {
    /// The table.
    type Table<K, V>: Table<K, V>;
    /// The load limit, where none is asked for.
    const LOAD_LIMIT: LoadLimit;
}

/// A load limit of 2/3.
impl<P: Probe, L: Layout, G: Growth> Design for (P, L, G) {
    type Table<K, V> = Open<K, V, P, L, G>;
    const LOAD_LIMIT: LoadLimit = LoadLimit::TWO_THIRDS;
}

/// Separate chaining, in place of a probing scheme and a layout.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chained;

/// A load limit of 1.
impl<G: Growth> Design for (Chained, G) {
    type Table<K, V> = Chains<K, V, G>;
    const LOAD_LIMIT: LoadLimit = LoadLimit::ONE;
}

macro_rules! named {
    ($($(#[$doc:meta])+ $name:ident: $($parts:ty),+; $limit:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;

        impl Design for $name {
            type Table<K, V> = <($($parts),+) as Design>::Table<K, V>;
            const LOAD_LIMIT: LoadLimit = LoadLimit::$limit;
        }
    )+};
}

named! {
    /// Linear probing, entries in the slots, powers of two, up to a load of 2/3.
    Linear: probe::Linear, Inline, ByTwo; TWO_THIRDS;

    /// Robin Hood hashing, entries in the slots, powers of two, up to a load of 7/8.
    RobinHood: probe::RobinHood, Inline, ByTwo; SEVEN_EIGHTHS;

    /// Triangular steps, entries in the slots, powers of two, up to a load of 2/3.
    Triangular: probe::Triangular, Inline, ByTwo; TWO_THIRDS;

    /// Double hashing, entries in the slots, powers of two, up to a load of 2/3.
    DoubleHashing: probe::DoubleHashing, Inline, ByTwo; TWO_THIRDS;

    /// CPython's dictionary since version 3.7: its probes, the compact layout, room for three times
    /// the entries after growth, up to a load of 2/3.
    ///
    /// Other than CPython, a table that removed entries filled and that has an eighth of its room to
    /// win is cleared of them in its size.
    CPython: Perturbing, Compact, UsedTimesThree; TWO_THIRDS;

    /// A Swiss table: groups with tags, entries in the slots, powers of two, up to a load of 7/8.
    Swiss: Groups, Inline, ByTwo; SEVEN_EIGHTHS;

    /// Separate chaining, powers of two, up to as many entries as slots.
    Chaining: Chained, ByTwo; ONE;

    /// Little memory at any size: groups with tags, entries in the slots, up to a load of 7/8, grown
    /// by 9/8.
    ///
    /// Entries of 16 bytes take 19.4 to 21.9 bytes each in large tables, and old and new table
    /// together 1.9 times the new one while it grows. Each entry is moved about 8 times in all.
    Lean: Groups, Inline, ByFraction<9, 8>; SEVEN_EIGHTHS;
}
