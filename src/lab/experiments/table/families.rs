//! The maps that do the work: how each is made for keys of any type.

use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;

use indexmap::IndexMap;

use crate::lab::hash::DynBuildHasher;
use crate::lab::table::expected::lengths::{self, Lengths};
use crate::lab::table::expected::{self, Probes};
use crate::lab::table::{
    CPython, Chaining, Design, DoubleHashing, Lean, Linear, Map, RobinHood, Statistics, Swiss,
    Triangular,
};

use super::Tabled;
use super::dictionary::{Dictionary, SortedVec};
use super::keys::TableKey;

/// A kind of map.
pub(super) trait Family: 'static {
    /// The map for keys of one type.
    type Map<'a, K: TableKey>: Dictionary<K>;

    /// An empty map.
    fn make<K: TableKey>(tabled: &Tabled) -> Self::Map<'_, K>;
}

/// A table of this crate.
pub(super) struct Own<D>(PhantomData<D>);

/// A design whose probes may have a theory.
pub(super) trait Theory: Design + 'static {
    /// The mean probe lengths at so many slots and entries.
    fn expected(_slots: u64, _entries: u64) -> Option<Probes> {
        None
    }

    /// The distributions of the probe lengths up to a longest.
    fn expected_lengths(_load: f64, _longest: usize) -> Option<Lengths> {
        None
    }
}

fn load(slots: u64, entries: u64) -> f64 {
    entries as f64 / slots as f64
}

macro_rules! theory {
    ($($design:ty => $probes:expr $(; $lengths:expr)?),* $(,)?) => {$(
        impl Theory for $design {
            fn expected(slots: u64, entries: u64) -> Option<Probes> {
                let probes: fn(u64, u64) -> Probes = $probes;
                Some(probes(slots, entries))
            }
            $(fn expected_lengths(load: f64, longest: usize) -> Option<Lengths> {
                Some($lengths(load, longest))
            })?
        }
    )*};
}

theory! {
    Linear => |slots, entries| expected::linear(load(slots, entries)); lengths::linear,
    Triangular => |slots, entries| expected::triangular(load(slots, entries)),
    DoubleHashing => |slots, entries| expected::uniform(load(slots, entries)); lengths::uniform,
    RobinHood => |slots, entries| expected::robin_hood(load(slots, entries)); lengths::robin_hood,
    CPython => |slots, entries| expected::uniform(load(slots, entries)); lengths::uniform,
    Chaining => expected::chaining; lengths::chaining,
}

impl Theory for Swiss {}
impl Theory for Lean {}

impl<D: Design + 'static> Family for Own<D> {
    type Map<'a, K: TableKey> = Map<K, u64, D, DynBuildHasher<'a>>;

    fn make<K: TableKey>(tabled: &Tabled) -> Self::Map<'_, K> {
        own(tabled)
    }
}

/// A table that grows from nothing to its own limit; where a load is asked for, one that has the
/// room for it at once.
pub(super) fn own<K: TableKey, D: Design, T: Statistics>(
    tabled: &Tabled,
) -> Map<K, u64, D, DynBuildHasher<'_>, T> {
    let hasher = tabled.hasher();
    match tabled.load {
        None => Map::with_hasher(hasher),
        Some(load) => Map::with_load_limit(load, tabled.keys.len(), hasher)
            .expect("a load below 1 can be served"),
    }
}

/// std's map with its own hash under fixed keys.
pub(super) struct Std;

impl Family for Std {
    type Map<'a, K: TableKey> =
        std::collections::HashMap<K, u64, BuildHasherDefault<DefaultHasher>>;

    fn make<K: TableKey>(_tabled: &Tabled) -> Self::Map<'_, K> {
        Default::default()
    }
}

/// hashbrown's map with the hash that is asked for.
pub(super) struct Hashbrown;

impl Family for Hashbrown {
    type Map<'a, K: TableKey> = hashbrown::HashMap<K, u64, DynBuildHasher<'a>>;

    fn make<K: TableKey>(tabled: &Tabled) -> Self::Map<'_, K> {
        hashbrown::HashMap::with_hasher(tabled.hasher())
    }
}

/// hashbrown's map with ahash.
pub(super) struct Ahash;

impl Family for Ahash {
    type Map<'a, K: TableKey> = hashbrown::HashMap<K, u64, ahash::RandomState>;

    fn make<K: TableKey>(_tabled: &Tabled) -> Self::Map<'_, K> {
        hashbrown::HashMap::with_hasher(ahash::RandomState::with_seeds(1, 2, 3, 4))
    }
}

/// hashbrown's map with foldhash.
pub(super) struct Foldhash;

impl Family for Foldhash {
    type Map<'a, K: TableKey> = hashbrown::HashMap<K, u64, foldhash::fast::FixedState>;

    fn make<K: TableKey>(_tabled: &Tabled) -> Self::Map<'_, K> {
        Default::default()
    }
}

/// indexmap's map with the hash that is asked for.
pub(super) struct Indexmap;

impl Family for Indexmap {
    type Map<'a, K: TableKey> = IndexMap<K, u64, DynBuildHasher<'a>>;

    fn make<K: TableKey>(tabled: &Tabled) -> Self::Map<'_, K> {
        IndexMap::with_hasher(tabled.hasher())
    }
}

/// std's ordered map.
pub(super) struct BTree;

impl Family for BTree {
    type Map<'a, K: TableKey> = BTreeMap<K, u64>;

    fn make<K: TableKey>(_tabled: &Tabled) -> Self::Map<'_, K> {
        BTreeMap::new()
    }
}

/// A sorted vector.
pub(super) struct Sorted;

impl Family for Sorted {
    type Map<'a, K: TableKey> = SortedVec<K>;

    fn make<K: TableKey>(_tabled: &Tabled) -> Self::Map<'_, K> {
        SortedVec::default()
    }
}
