//! What the variants of `table` get: the keys, and how the tables are created.

use std::cell::RefCell;

use crate::Error;
use crate::experiment::Input;
use crate::lab::hash::{DynBuildHasher, HashFunction, KeyHasher, functions};
use crate::lab::table::MaxLoadFactor;
use crate::units;

use super::super::key_source::{KeyCount, LoadedKeys};
use super::keys::TableKeys;
use super::times::PartTimes;

/// The most bytes that the built-in keys, their copies and the largest table take for each key.
const BYTES_PER_KEY: usize = 160;

/// The keys to insert and to miss, and how the tables are created.
pub struct TableInput {
    pub(super) keys: TableKeys,
    pub(super) count: KeyCount,
    hashing: Box<dyn KeyHasher>,
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
        let mut given = LoadedKeys::from_input(input, BYTES_PER_KEY)?;
        let load = input.get::<Option<f64>>("load").map(|load| {
            MaxLoadFactor::new(load).expect("the input's domain has valid fractions only")
        });
        if let Some(load) = load {
            let entries = entries_at(load, given.keys.len())?;
            given.keys.truncate(entries);
        }
        let function = functions::find(&input.get::<String>("hash"));
        Ok(Self {
            count: given.count(),
            keys: TableKeys::new(given.keys, seed)?,
            hashing: function
                .expect("the input's domain has known functions only")
                .with_seed(seed),
            load,
            times: RefCell::default(),
        })
    }

    /// A hasher with the hash function of the input `hash`.
    pub(super) fn hasher(&self) -> DynBuildHasher<'_> {
        DynBuildHasher::new(&*self.hashing)
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
