//! The kinds of maps that do the work, and how each is created for keys of any type.

use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;

use indexmap::IndexMap;

use crate::lab::hash::DynBuildHasher;
use crate::lab::table::expected::distribution::{self, ProbeDistributions};
use crate::lab::table::expected::{self, MeanProbes};
use crate::lab::table::{
    CPython, Chaining, Design, DoubleHashing, Lean, Linear, Map, RobinHood, Statistics, Swiss,
    Triangular,
};

use super::dictionary::{Dictionary, SortedVec};
use super::input::TableInput;
use super::keys::TableKey;

/// A kind of map.
pub(super) trait MapKind: 'static {
    /// The map for keys of type `K`.
    type Dictionary<'a, K: TableKey>: Dictionary<K>;

    /// An empty map.
    fn new_map<K: TableKey>(input: &TableInput) -> Self::Dictionary<'_, K>;
}

/// A map of this crate with a table of design `D`.
pub(super) struct Designed<D>(PhantomData<D>);

/// A design with the probe lengths that theory expects, if there is a theory.
pub(super) trait Theory: Design + 'static {
    /// The expected mean probe lengths at this number of slots and entries.
    fn expected(_slots: u64, _entries: u64) -> Option<MeanProbes> {
        None
    }

    /// The expected distributions of the probe lengths, up to `longest`.
    fn expected_distributions(_load: f64, _longest: usize) -> Option<ProbeDistributions> {
        None
    }
}

fn load(slots: u64, entries: u64) -> f64 {
    entries as f64 / slots as f64
}

macro_rules! theory {
    ($($design:ty => $means:expr $(; $distributions:expr)?),* $(,)?) => {$(
        impl Theory for $design {
            fn expected(slots: u64, entries: u64) -> Option<MeanProbes> {
                let means: fn(u64, u64) -> Option<MeanProbes> = $means;
                means(slots, entries)
            }
            $(fn expected_distributions(load: f64, longest: usize) -> Option<ProbeDistributions> {
                let distributions: fn(f64, usize) -> Option<ProbeDistributions> = $distributions;
                distributions(load, longest)
            })?
        }
    )*};
}

theory! {
    Linear => |slots, entries| Some(expected::linear(load(slots, entries)));
        |load, longest| Some(distribution::linear(load, longest)),
    Triangular => |slots, entries| expected::triangular(load(slots, entries)),
    DoubleHashing => |slots, entries| Some(expected::uniform(load(slots, entries)));
        |load, longest| Some(distribution::uniform(load, longest)),
    RobinHood => |slots, entries| Some(expected::robin_hood(load(slots, entries)));
        |load, longest| Some(distribution::robin_hood(load, longest)),
    CPython => |slots, entries| expected::perturbed(load(slots, entries));
        |load, longest| {
            let is_near = load <= expected::PERTURBED_UP_TO;
            is_near.then(|| distribution::uniform(load, longest))
        },
    Chaining => |slots, entries| Some(expected::chaining(slots, entries));
        |load, longest| Some(distribution::chaining(load, longest)),
}

impl Theory for Swiss {}
impl Theory for Lean {}

impl<D: Design + 'static> MapKind for Designed<D> {
    type Dictionary<'a, K: TableKey> = Map<K, u64, D, DynBuildHasher<'a>>;

    fn new_map<K: TableKey>(input: &TableInput) -> Self::Dictionary<'_, K> {
        new_designed_map(input)
    }
}

/// Creates a map that grows under the maximum load factor of its design. If the input has a load,
/// that load is the maximum instead, and the map has room for all keys from the start.
pub(super) fn new_designed_map<K: TableKey, D: Design, T: Statistics>(
    input: &TableInput,
) -> Map<K, u64, D, DynBuildHasher<'_>, T> {
    let hasher = input.hasher();
    match input.load {
        None => Map::with_hasher(hasher),
        Some(load) => {
            Map::with_max_load_factor(load, input.keys.len(), hasher).expect("the load is below 1")
        }
    }
}

/// std's `HashMap` with its own hash function and fixed keys.
pub(super) struct Std;

impl MapKind for Std {
    type Dictionary<'a, K: TableKey> =
        std::collections::HashMap<K, u64, BuildHasherDefault<DefaultHasher>>;

    fn new_map<K: TableKey>(_input: &TableInput) -> Self::Dictionary<'_, K> {
        Default::default()
    }
}

/// hashbrown's map with the hash function of the input.
pub(super) struct Hashbrown;

impl MapKind for Hashbrown {
    type Dictionary<'a, K: TableKey> = hashbrown::HashMap<K, u64, DynBuildHasher<'a>>;

    fn new_map<K: TableKey>(input: &TableInput) -> Self::Dictionary<'_, K> {
        hashbrown::HashMap::with_hasher(input.hasher())
    }
}

/// hashbrown's map with ahash.
pub(super) struct Ahash;

impl MapKind for Ahash {
    type Dictionary<'a, K: TableKey> = hashbrown::HashMap<K, u64, ahash::RandomState>;

    fn new_map<K: TableKey>(_input: &TableInput) -> Self::Dictionary<'_, K> {
        hashbrown::HashMap::with_hasher(ahash::RandomState::with_seeds(1, 2, 3, 4))
    }
}

/// hashbrown's map with foldhash.
pub(super) struct Foldhash;

impl MapKind for Foldhash {
    type Dictionary<'a, K: TableKey> = hashbrown::HashMap<K, u64, foldhash::fast::FixedState>;

    fn new_map<K: TableKey>(_input: &TableInput) -> Self::Dictionary<'_, K> {
        Default::default()
    }
}

/// indexmap's map with the hash function of the input.
pub(super) struct Indexmap;

impl MapKind for Indexmap {
    type Dictionary<'a, K: TableKey> = IndexMap<K, u64, DynBuildHasher<'a>>;

    fn new_map<K: TableKey>(input: &TableInput) -> Self::Dictionary<'_, K> {
        IndexMap::with_hasher(input.hasher())
    }
}

/// std's `BTreeMap`.
pub(super) struct BTree;

impl MapKind for BTree {
    type Dictionary<'a, K: TableKey> = BTreeMap<K, u64>;

    fn new_map<K: TableKey>(_input: &TableInput) -> Self::Dictionary<'_, K> {
        BTreeMap::new()
    }
}

/// A sorted vector.
pub(super) struct Sorted;

impl MapKind for Sorted {
    type Dictionary<'a, K: TableKey> = SortedVec<K>;

    fn new_map<K: TableKey>(_input: &TableInput) -> Self::Dictionary<'_, K> {
        SortedVec::default()
    }
}
