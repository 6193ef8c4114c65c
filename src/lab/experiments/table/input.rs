//! What the variants of `table` get: the keys, and how the tables are created.

use std::cell::RefCell;
use std::hash::BuildHasher;

use crate::Error;
use crate::experiment::Input;
use crate::lab::hash::keys::Keys;
use crate::lab::hash::{DefaultOrDyn, HashFunction, KeyHasher, functions};
use crate::lab::table::MaxLoadFactor;
use crate::units;

use super::super::key_source::{KeyCount, LoadedKeys};
use super::keys::{KeyOrders, KeyVisitor, TableKeys};
use super::table_key::{TableKey, TableValue};
use super::times::PartTimes;

/// The most bytes that the built-in keys, their copies and the largest table take for each key, if
/// values have 8 bytes.
const BYTES_PER_KEY: usize = 160;

/// The most bytes for each key and each byte of its value.
const BYTES_PER_VALUE_BYTE: usize = 4;

/// The keys to insert and to miss, and how the tables are created.
pub struct TableInput {
    pub(super) keys: TableKeys,
    pub(super) count: KeyCount,
    key_hasher: Box<dyn KeyHasher>,
    value_bytes: usize,
    /// The maximum load factor of all tables; `None` if each table has that of its design.
    pub(super) load: Option<MaxLoadFactor>,
    pub(super) times: RefCell<PartTimes>,
}

impl TableInput {
    /// Reads or generates the keys that the inputs of the experiment select. With a load, drops keys
    /// until the rest fills a power of two of slots to this load.
    ///
    /// # Errors
    ///
    /// If the keys cannot be read, or there are too few for the load.
    pub(super) fn new(input: &Input) -> Result<Self, Error> {
        let seed = input.get("seed");
        let value_bytes = input.get::<String>("value").parse();
        let value_bytes: usize = value_bytes.expect("the input's domain has numbers only");
        let larger_values = value_bytes.saturating_sub(DEFAULT_VALUE_BYTES);
        let bytes_per_key = BYTES_PER_KEY + BYTES_PER_VALUE_BYTE * larger_values;
        let mut given = LoadedKeys::from_input(input, bytes_per_key)?;
        let load = input.get::<Option<f64>>("load").map(|load| {
            MaxLoadFactor::new(load).expect("the input's domain has valid fractions only")
        });
        if let Some(load) = load {
            let entries = entries_at(load, given.keys.len())?;
            given.keys.truncate(entries);
        }
        let function = functions::find(&input.get::<String>("hash"));
        let are_owned = input.get::<String>("strings") == OWNED;
        let count = given.count();
        if are_owned && !matches!(given.keys, Keys::Text(_)) {
            return Err(not_text());
        }
        let keys = TableKeys::new(given.keys, are_owned, seed)?;
        if value_bytes != DEFAULT_VALUE_BYTES && !keys.are_words() {
            return Err(too_rare(value_bytes));
        }
        Ok(Self {
            count,
            keys,
            value_bytes,
            key_hasher: function
                .expect("the input's domain has known functions only")
                .with_seed(seed),
            load,
            times: RefCell::default(),
        })
    }

    /// A hasher with the hash function of the input `hash`.
    pub(super) fn build_hasher(&self) -> DefaultOrDyn<'_> {
        DefaultOrDyn::new(&*self.key_hasher)
    }

    /// Calls `visitor` with the keys, a type of values and a hasher of the types that the inputs
    /// select.
    pub(super) fn visit<V: TableVisitor>(&self, visitor: V) -> V::Output {
        self.keys.visit(WithKeys {
            input: self,
            visitor,
        })
    }
}

/// An operation on keys, values and a hasher of any types.
pub(super) trait TableVisitor {
    /// The result of the operation.
    type Output;

    /// Does the operation.
    fn visit<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
        build_hasher: S,
    ) -> Self::Output;
}

struct WithKeys<'a, T> {
    input: &'a TableInput,
    visitor: T,
}

/// Keys of every type have values of 8 bytes. Only for the commonest type are more choices compiled.
impl<T: TableVisitor> KeyVisitor for WithKeys<'_, T> {
    type Output = T::Output;

    fn visit<K: TableKey>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
    ) -> T::Output {
        let (visitor, build_hasher) = (self.visitor, self.input.build_hasher());
        if !K::HAS_ALL_VALUES {
            return visitor.visit::<K, u64, _>(orders, build_hasher);
        }
        match self.input.value_bytes {
            0 => visitor.visit::<K, (), _>(orders, build_hasher),
            64 => visitor.visit::<K, [u64; 8], _>(orders, build_hasher),
            _ => visitor.visit::<K, u64, _>(orders, build_hasher),
        }
    }
}

/// The sizes of values in bytes, the default first.
pub(super) const VALUE_BYTES: [&str; 3] = ["8", "0", "64"];

const DEFAULT_VALUE_BYTES: usize = 8;

/// The values of the input `strings`, the default first.
pub(super) const STRINGS: [&str; 2] = ["borrowed", OWNED];

const OWNED: &str = "owned";

fn not_text() -> Error {
    Error::Input {
        name: String::from("strings"),
        value: String::from(OWNED),
        problem: String::from("needs keys of type text; give `borrowed` for other keys"),
    }
}

fn too_rare(value_bytes: usize) -> Error {
    Error::Input {
        name: String::from("value"),
        value: value_bytes.to_string(),
        problem: String::from("needs keys of type u64 or f64; give 8 for other keys"),
    }
}

/// The most entries, at most `keys`, that fill a power of two of slots to `load`.
///
/// # Errors
///
/// If there are too few keys for the load.
fn entries_at(load: MaxLoadFactor, keys: usize) -> Result<usize, Error> {
    let load = load.fraction();
    let slots = (keys as f64 / load) as usize;
    let entries = match slots {
        0 => 0,
        _ => ((1_usize << slots.ilog2()) as f64 * load) as usize,
    };
    match entries {
        0 => Err(Error::Input {
            name: String::from("load"),
            value: load.to_string(),
            problem: format!(
                "cannot be reached with {}; give more, or another load",
                units::count_of(keys as u64, "key")
            ),
        }),
        _ => Ok(entries),
    }
}

/// The names of the hash functions that a table can use, the default first. `address` is left out,
/// because the address of a key changes when the key moves.
pub(super) fn hash_names() -> Vec<String> {
    const DEFAULT: &str = "foldhash-fast";
    let functions = functions::all();
    let names = functions.iter().map(HashFunction::name);
    let others = names.filter(|name| ![DEFAULT, "address"].contains(name));
    std::iter::once(DEFAULT)
        .chain(others)
        .map(String::from)
        .collect()
}
