//! `table`: which hash table for these keys, at what bytes an entry?

mod dictionary;
mod families;
mod keys;
mod lengths;
mod metrics;
mod times;
mod work;

use std::cell::RefCell;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::experiment::{Domain, Extras, Input};
use crate::lab::hash::{DynBuildHasher, HashFunction, KeyHasher, functions};
use crate::lab::table::{
    CPython, Chaining, DoubleHashing, Lean, Linear, LoadLimit, RobinHood, Swiss, Triangular,
};
use crate::units;
use crate::{Answer, Experiment};

use super::key_source::{ABOUT_KEY_COUNT, KeyCount, LoadedKeys, key_count_domain, key_type_domain};
use families::{Ahash, BTree, Family, Foldhash, Hashbrown, Indexmap, Own, Sorted, Std, Theory};
use keys::TableKeys;
use times::Times;
use work::Work;

const TIME_BUDGET: Duration = Duration::from_millis(300);

/// What the built-in keys, their copies and the largest table take for each key at most.
const BYTES_A_KEY: usize = 160;

/// Keys to put into a table and keys to miss, and how the table is made.
pub struct Tabled {
    keys: TableKeys,
    count: KeyCount,
    hashing: Box<dyn KeyHasher>,
    load: Option<LoadLimit>,
    times: RefCell<Times>,
}

/// The experiment: one work on tables of eight designs, and on the maps that people use.
pub fn table() -> Experiment<Tabled> {
    let experiment = Experiment::new(
        "table",
        "which hash table for these keys: what does each cost in probes, bytes and time?",
    )
    .input(
        "keys",
        "random",
        "a file with one key a line, or a built-in set as in `hash`",
    )
    .input("key_type", key_type_domain(), "what the lines of a file are")
    .input("n", key_count_domain(), ABOUT_KEY_COUNT)
    .input("seed", 1, "of the built-in keys, and of the hash function")
    .input(
        "hash",
        Domain::one_of(hash_names()),
        "the hash function, as in `hash`, of all but std and the hashbrowns that are named for theirs",
    )
    .input(
        "load",
        Domain::reals(0.75, 0.01..=0.99).or("own"),
        "the load: so many of the keys as fill a power of two of slots to it; each table's own limit where it is own",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(Tabled::new);
    peers(designs(experiment))
}

fn designs(experiment: Experiment<Tabled>) -> Experiment<Tabled> {
    let experiment = design::<Linear>(experiment, "linear", "linear probing");
    let experiment = design::<Triangular>(experiment, "triangular", "triangular steps");
    let experiment =
        design::<DoubleHashing>(experiment, "double-hashing", "steps by a second hash");
    let experiment = design::<RobinHood>(
        experiment,
        "robin-hood",
        "linear probing, the far-off first; backward shift",
    );
    let experiment = design::<CPython>(
        experiment,
        "cpython",
        "CPython's: perturbing probes, compact layout, growing to 3 times the entries",
    );
    let experiment = design::<Swiss>(experiment, "swiss", "groups of slots with tags");
    let experiment = design::<Lean>(
        experiment,
        "lean",
        "groups with tags in any number of slots, growing by an eighth",
    );
    design::<Chaining>(
        experiment,
        "chaining",
        "separate chaining, a block for each entry",
    )
}

fn peers(experiment: Experiment<Tabled>) -> Experiment<Tabled> {
    let experiment = variant::<Std>(experiment, "std", "std's HashMap with its SipHash");
    let experiment = variant::<Hashbrown>(
        experiment,
        "hashbrown",
        "hashbrown with the hash that is asked for",
    );
    let experiment = variant::<Ahash>(
        experiment,
        "hashbrown-ahash",
        "hashbrown with ahash, inlined",
    );
    let experiment = variant::<Foldhash>(
        experiment,
        "hashbrown-foldhash",
        "hashbrown with its default, inlined",
    );
    let experiment = variant::<Indexmap>(
        experiment,
        "indexmap",
        "indexmap with the hash that is asked for",
    );
    let experiment = variant::<BTree>(experiment, "btree", "std's BTreeMap");
    variant::<Sorted>(
        experiment,
        "sorted",
        "a sorted vector, searched by bisection; changed in bulk",
    )
}

fn design<D: Theory>(
    experiment: Experiment<Tabled>,
    name: &str,
    about: &str,
) -> Experiment<Tabled> {
    variant::<Own<D>>(experiment, name, about).inspect(metrics::inspect::<D>)
}

fn variant<F: Family>(
    experiment: Experiment<Tabled>,
    name: &str,
    about: &str,
) -> Experiment<Tabled> {
    experiment
        .variant(name, about, |tabled| {
            let done = tabled.keys.visit(Work::<F>::new(tabled));
            Answer::new(tabled.count)
                .digest_of(done)
                .elements(tabled.count.keys() as u64)
        })
        .collect_metrics(|tabled| Extras::default().with_metrics(tabled.times.borrow().metrics()))
        .measure_heap(metrics::measure_heap::<F>)
}

/// The functions that a table can use, the usual one first: an address changes with its key's
/// place.
fn hash_names() -> Vec<String> {
    const USUAL: &str = "foldhash-fast";
    let functions = functions::all();
    let names = functions.iter().map(HashFunction::name);
    let others = names.filter(|name| ![USUAL, "address"].contains(name));
    std::iter::once(USUAL)
        .chain(others)
        .map(String::from)
        .collect()
}

impl Tabled {
    fn new(input: &Input) -> Result<Self> {
        let seed = input.get("seed");
        let mut given = LoadedKeys::from_input(input, BYTES_A_KEY)?;
        let load: Option<f64> = input.get("load");
        let load = load.map(|load| LoadLimit::new(load).expect("the input is a fraction"));
        if let Some(load) = load {
            let entries = entries_at(load, given.keys.len())?;
            given.keys.truncate(entries);
        }
        let function = functions::find(&input.get::<String>("hash"));
        Ok(Self {
            count: given.count(),
            keys: TableKeys::new(&given.keys, seed),
            hashing: function.expect("the input is one of these").with_seed(seed),
            load,
            times: RefCell::default(),
        })
    }

    fn hasher(&self) -> DynBuildHasher<'_> {
        DynBuildHasher::new(&*self.hashing, self.keys.kind)
    }
}

/// The most entries, no more than `keys`, that fill a power of two of slots to `load`.
fn entries_at(load: LoadLimit, keys: usize) -> Result<usize> {
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
