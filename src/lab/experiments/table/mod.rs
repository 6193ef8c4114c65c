//! `table`: which hash table for these keys, at what bytes an entry?

mod absent;
mod dictionary;
mod indexed_vec;
mod input;
mod keys;
mod map_kinds;
mod metrics;
mod part;
mod shuffle;
mod sorted_vec;
mod steady;
mod table_key;
mod times;
mod tuple_key;
mod work;

pub use input::TableInput;

use std::time::Duration;

use crate::Answer;
use crate::Experiment;
use crate::experiment::{Domain, Extras};
use crate::lab::table::{
    CPython, Chaining, DoubleHashing, Lean, Linear, RobinHood, Swiss, Triangular,
};

use super::key_source::{ABOUT_COLUMNS, ABOUT_KEY_COUNT, about_key_type, key_count_domain};
use map_kinds::{
    Ahash, BTree, Designed, Foldhash, Hashbrown, HashbrownReserved, Indexed, Indexmap, MapKind,
    Sorted, SparseHash, Std, Theory,
};
use work::Work;

const TIME_BUDGET: Duration = Duration::from_millis(120);

/// The experiment `table`: the same work on tables of eight designs and on ten other maps.
///
/// Maps without removal, such as `odht`, perfect hash functions and filters, cannot do the work.
pub fn table() -> Experiment<TableInput> {
    let experiment = Experiment::new(
        "table",
        "hash tables filled and searched alike: which is smallest, which fastest?",
    )
    .input(
        "keys",
        "random",
        "a file with one key a line, or a built-in set as in `hash`",
    )
    .input_option("FILE")
    .input("key_type", "text", about_key_type())
    .input("columns", "all", ABOUT_COLUMNS)
    .input("n", key_count_domain(), ABOUT_KEY_COUNT)
    .input("seed", 1, "of the built-in keys, and of the hash function")
    .input(
        "hash",
        Domain::one_of(input::hash_names()),
        "the hash function, as in `hash`; std, hashbrown-ahash and hashbrown-foldhash use their own",
    )
    .input(
        "strings",
        Domain::one_of(input::STRINGS),
        "whether text is `&str`, or `String` that the table owns",
    )
    .input(
        "value",
        Domain::one_of(input::VALUE_BYTES),
        "the bytes of a value; other sizes than 8 go with keys of type u64 or f64",
    )
    .input(
        "load",
        Domain::reals(0.75, 0.01..=0.99).or("own"),
        "truncates the keys so that a power-of-two table reaches this load factor; `own`: all keys, and each table's own maximum load factor",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(TableInput::new);
    with_other_maps(with_designs(experiment))
}

fn with_designs(experiment: Experiment<TableInput>) -> Experiment<TableInput> {
    let experiment = with_design::<Linear>(experiment, "linear", "linear probing");
    let experiment = with_design::<Triangular>(experiment, "triangular", "triangular steps");
    let experiment =
        with_design::<DoubleHashing>(experiment, "double-hashing", "steps by a second hash");
    let experiment = with_design::<RobinHood>(
        experiment,
        "robin-hood",
        "Robin Hood hashing: linear probing that keeps entries in the order of their home slots",
    );
    let experiment = with_design::<CPython>(
        experiment,
        "cpython",
        "CPython's: perturbing probes, compact layout, growing to 3 times the entries",
    );
    let experiment = with_design::<Swiss>(experiment, "swiss", "groups of slots with tags");
    let experiment = with_design::<Lean>(
        experiment,
        "lean",
        "packed buckets with tags, without empty slots, growing one bucket at a time",
    );
    with_design::<Chaining>(
        experiment,
        "chaining",
        "separate chaining, a block for each entry",
    )
}

fn with_other_maps(experiment: Experiment<TableInput>) -> Experiment<TableInput> {
    let experiment = with_map::<Std>(experiment, "std", "std's HashMap with its SipHash");
    let experiment = with_map::<Hashbrown>(
        experiment,
        "hashbrown",
        "hashbrown with the function of the input `hash`",
    );
    let experiment = with_map::<HashbrownReserved>(
        experiment,
        "hashbrown-reserved",
        "hashbrown with room for all keys from the start",
    );
    let experiment = with_map::<Ahash>(
        experiment,
        "hashbrown-ahash",
        "hashbrown with ahash, inlined",
    );
    let experiment = with_map::<Foldhash>(
        experiment,
        "hashbrown-foldhash",
        "hashbrown with its default, inlined",
    );
    let experiment = with_map::<Indexed>(
        experiment,
        "indexed",
        "a vector of entries, and hashbrown's HashTable of their indices with 4 bytes each",
    );
    let experiment = with_map::<SparseHash>(
        experiment,
        "sparse",
        "sparse-hash-map: groups of 64 slots with a bitmap and a block of entries each",
    );
    let experiment = with_map::<Indexmap>(
        experiment,
        "indexmap",
        "indexmap with the function of the input `hash`",
    );
    let experiment = with_map::<BTree>(experiment, "btree", "std's BTreeMap");
    with_map::<Sorted>(
        experiment,
        "sorted",
        "a sorted vector, searched by bisection; changed in bulk",
    )
}

/// Adds a variant whose map has a table of design `D`.
fn with_design<D: Theory>(
    experiment: Experiment<TableInput>,
    name: &str,
    about: &str,
) -> Experiment<TableInput> {
    with_map::<Designed<D>>(experiment, name, about).inspect(metrics::inspect_probes::<D>)
}

/// Adds a variant with a map of kind `M`.
fn with_map<M: MapKind>(
    experiment: Experiment<TableInput>,
    name: &str,
    about: &str,
) -> Experiment<TableInput> {
    experiment
        .variant(name, about, |input| {
            let sums = input.visit(Work::<M>::new(input));
            Answer::new(input.count)
                .digest_of(sums)
                .elements(input.count.keys() as u64)
        })
        .collect_metrics(|input| {
            let extras = Extras::default().with_metrics(input.times.borrow().metrics());
            extras.with_metrics(steady::measure::<M>(input))
        })
        .measure_heap(metrics::measure_bytes::<M>)
}
