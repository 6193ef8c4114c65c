//! The kinds of maps that do the work, and how each is created for keys of any type.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;

use indexmap::IndexMap;
use sparse_hash_map::{StdEq, StdHash};

use crate::lab::table::expected::distribution::{self, ProbeDistributions};
use crate::lab::table::expected::{self, MeanProbes};
use crate::lab::table::{
    CPython, Chaining, Design, DoubleHashing, Lean, Linear, Map, RobinHood, Statistics, Swiss,
    Triangular,
};

use super::dictionary::{Dictionary, Sparse};
use super::indexed_vec::IndexedVec;
use super::input::TableInput;
use super::sorted_vec::SortedVec;
use super::table_key::{TableKey, TableValue};

/// A kind of map.
pub(super) trait MapKind: 'static {
    /// The map for keys of type `K` and values of type `V`, with the hasher `S` if it has no other.
    type Dictionary<K: TableKey, V: TableValue, S: BuildHasher + Clone>: Dictionary<K, V>;

    /// An empty map.
    fn new_map<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        input: &TableInput,
        build_hasher: S,
    ) -> Self::Dictionary<K, V, S>;
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
    type Dictionary<K: TableKey, V: TableValue, S: BuildHasher + Clone> = Map<K::Stored, V, D, S>;

    fn new_map<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        input: &TableInput,
        build_hasher: S,
    ) -> Self::Dictionary<K, V, S> {
        new_designed_map(input, build_hasher)
    }
}

/// Creates a map that grows under the maximum load factor of its design. If the input has a load,
/// that load is the maximum instead, and the map has room for all keys from the start.
pub(super) fn new_designed_map<K, V, D: Design, S, T: Statistics>(
    input: &TableInput,
    build_hasher: S,
) -> Map<K, V, D, S, T> {
    match input.load {
        None => Map::with_hasher(build_hasher),
        Some(load) => Map::with_max_load_factor(load, input.keys.len(), build_hasher)
            .expect("the load is below 1"),
    }
}

/// Defines kinds of maps: each with its type, and with its constructor from the input and the hasher.
macro_rules! map_kinds {
    ($(
        $(#[$about:meta])*
        $kind:ident<$key:ident, $value:ident, $hasher:ident> = $map:ty,
            |$input:ident, $build_hasher:ident| $new:expr;
    )*) => {$(
        $(#[$about])*
        pub(super) struct $kind;

        impl MapKind for $kind {
            type Dictionary<$key: TableKey, $value: TableValue, $hasher: BuildHasher + Clone> =
                $map;

            fn new_map<$key: TableKey, $value: TableValue, $hasher: BuildHasher + Clone>(
                $input: &TableInput,
                $build_hasher: $hasher,
            ) -> Self::Dictionary<$key, $value, $hasher> {
                $new
            }
        }
    )*};
}

type StdHasher = BuildHasherDefault<DefaultHasher>;

map_kinds! {
    /// std's `HashMap` with its own hash function and fixed keys.
    Std<K, V, S> = std::collections::HashMap<K::Stored, V, StdHasher>,
        |_input, _build_hasher| Default::default();

    /// hashbrown's map with the hash function of the input.
    Hashbrown<K, V, S> = hashbrown::HashMap<K::Stored, V, S>,
        |_input, build_hasher| hashbrown::HashMap::with_hasher(build_hasher);

    /// The same with room for all keys from the start.
    HashbrownReserved<K, V, S> = hashbrown::HashMap<K::Stored, V, S>,
        |input, build_hasher| {
            hashbrown::HashMap::with_capacity_and_hasher(input.keys.len(), build_hasher)
        };

    /// hashbrown's map with ahash.
    Ahash<K, V, S> = hashbrown::HashMap<K::Stored, V, ahash::RandomState>,
        |_input, _build_hasher| {
            hashbrown::HashMap::with_hasher(ahash::RandomState::with_seeds(1, 2, 3, 4))
        };

    /// hashbrown's map with foldhash.
    Foldhash<K, V, S> = hashbrown::HashMap<K::Stored, V, foldhash::fast::FixedState>,
        |_input, _build_hasher| Default::default();

    /// A vector of entries, and hashbrown's table of their indices.
    Indexed<K, V, S> = IndexedVec<K::Stored, V, S>,
        |_input, build_hasher| IndexedVec::with_hasher(build_hasher);

    /// indexmap's map with the hash function of the input.
    Indexmap<K, V, S> = IndexMap<K::Stored, V, S>,
        |_input, build_hasher| IndexMap::with_hasher(build_hasher);

    /// sparse-hash-map's map with the hash function of the input.
    SparseHash<K, V, S> = Sparse<K::Stored, V, S>,
        |_input, build_hasher| Sparse::with_parts(0, StdHash::with_hasher(build_hasher), StdEq);

    /// std's `BTreeMap`.
    BTree<K, V, S> = BTreeMap<K::Stored, V>, |_input, _build_hasher| BTreeMap::new();

    /// A sorted vector.
    Sorted<K, V, S> = SortedVec<K::Stored, V>, |_input, _build_hasher| SortedVec::default();
}
