//! The verdicts on hash functions against what was measured in hashbrown, for every built-in function and
//! key set: two tables in Markdown. `cargo bench --bench hash_verdicts -- --write` replaces those in
//! `docs/hash.md`. With `--test`, it measures few keys, once.
//!
//! A slow-down compares two tables with the same keys and the same code: one with the hashes of a
//! function under its worst seed, one with random hashes. The hashes are computed before, so that their
//! time does not count.

mod common;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use heapwise::experiment::{Declared, Extra, Input, Prepared, repeat_until_undisturbed};
use heapwise::lab::experiments;
use heapwise::lab::hash::key_sets::KeySet;
use heapwise::lab::hash::keys::Keys;
use heapwise::lab::hash::model::TableLayout;
use heapwise::lab::hash::prediction::{Prediction, seeds_of};
use heapwise::lab::hash::{HashFunction, LookupTimer, functions, ideal};
use heapwise::record::{Grade, Value, Verdict};
use heapwise::units;

const SEED: u64 = 1;

/// The most lookups in a sample.
const LOOKUPS: usize = 20_000;

/// The lookups of a function are sampled so often in a row, as in the experiment, where each function has a
/// process of its own. On an AMD EPYC, the first sample of `wyhash` after one of `foldhash-fast` takes 15 %
/// longer.
const SAMPLES_IN_A_ROW: usize = 3;

/// How often a sample is repeated at most while another program disturbs it.
const MOST_REPETITIONS: usize = 3;

/// The keys of each set and the samples of each measurement.
#[derive(Clone, Copy)]
struct Extent {
    keys: Option<u64>,
    samples: usize,
}

impl Extent {
    fn from_arguments() -> Self {
        let is_test = std::env::args().any(|argument| argument == "--test");
        Self {
            keys: is_test.then_some(200),
            samples: if is_test { 1 } else { 41 },
        }
    }

    fn keys(self, set: &KeySet) -> Keys {
        let available = set.keys(SEED, None).len() as u64;
        set.keys(SEED, self.keys.map(|keys| keys.min(available)))
    }
}

fn main() {
    let extent = Extent::from_arguments();
    let tables = format!("{}\n{}", slow_downs(extent), recommendations(extent));
    print!("{tables}");
    if std::env::args().any(|argument| argument == "--write") {
        common::write_between_marks("hash.md", "verdicts", &tables);
    }
}

/// The table of predicted factors, verdicts and measured slow-downs.
fn slow_downs(extent: Extent) -> String {
    let mut table = String::from(
        "| keys | function | predicted | verdict | hit | miss | insert |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for set in KeySet::ALL {
        let keys = extent.keys(&set);
        let random = Lookups::new(&ideal::hashes(keys.len(), u64::MAX));
        let case = Case::new(set.name, extent);
        // The address of a key is no hash function for a table.
        for function in functions::all()
            .iter()
            .filter(|function| function.name() != "address")
        {
            let prediction = Prediction::new(function, SEED, &keys, TableLayout::Hashbrown);
            let (_, seed, factor) = prediction.worst();
            let seed = seeds_of(function, SEED).nth(seed).unwrap_or(SEED);
            let lookups = Lookups::new(&function.with_seed(seed).hashes(&keys));
            // Where lookups visit hundreds of groups, one sample is enough.
            let samples = if factor > 10.0 { 1 } else { extent.samples };
            let [hit, miss, insert] = lookups.slow_down(&random, samples).map(units::digits);
            let (predicted, verdict) = (units::digits(factor), case.verdict(function));
            let (set, name) = (set.name, function.name());
            let _ = writeln!(
                table,
                "| {set} | {name} | {predicted} | {verdict} | {hit} | {miss} | {insert} |"
            );
        }
    }
    table
}

/// The experiment `hash` on one set.
struct Case {
    prepared: Prepared<'static>,
    experiment: &'static Declared,
}

impl Case {
    fn new(set: &str, extent: Extent) -> Self {
        let experiment: &Declared = Box::leak(Box::new(experiments::hash(functions::all()).into()));
        let mut values = experiment.default_input().values().clone();
        values.insert(String::from("keys"), Value::Text(set.to_string()));
        let available = KeySet::find(set).map_or(0, |set| extent.keys(set).len());
        values.insert(String::from("n"), Value::Integer(available as i64));
        let prepared = experiment.prepare(&Input::from_iter(values));
        Self {
            prepared: prepared.expect("a built-in set"),
            experiment,
        }
    }

    /// The name of the grade, unless there are too few keys for one.
    fn verdict(&self, function: &HashFunction) -> &'static str {
        match self.inspect(function).0 {
            verdict if verdict.is_provisional => "too few keys",
            verdict => verdict.grade.name(),
        }
    }

    /// The verdict, and the expected time of a lookup.
    fn inspect(&self, function: &HashFunction) -> (Verdict, f64) {
        let variant = self.experiment.variant(function.name()).expect("a variant");
        let (metrics, _, verdict) = self.prepared.collect(variant, Extra::Inspect).into_parts();
        let lookup_ns = metrics.iter().find(|metric| metric.name == "lookup_ns");
        (
            verdict.expect("every function is judged"),
            lookup_ns.expect("a time").value,
        )
    }

    /// The functions that may be recommended, the one with the shortest expected time first.
    fn rank_harmless(&self, functions: &[HashFunction]) -> Vec<String> {
        let mut harmless: Vec<(f64, String)> = Vec::new();
        for function in functions {
            let (verdict, lookup_ns) = self.inspect(function);
            if verdict.grade == Grade::Good && !verdict.is_provisional {
                harmless.push((lookup_ns, function.name().to_string()));
            }
        }
        harmless.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        harmless.into_iter().map(|(_, name)| name).collect()
    }
}

/// A key by its number, with its hash.
type HashedKey = (u64, u64);

/// hashbrown's tables with given hashes, and what is looked up in them.
struct Lookups {
    /// All keys in the order of their insertion.
    keys: Vec<HashedKey>,
    all: HashTable<HashedKey>,
    hits: Vec<HashedKey>,
    first_half: HashTable<HashedKey>,
    misses: Vec<HashedKey>,
}

impl Lookups {
    fn new(hashes: &[u64]) -> Self {
        let keys: Vec<HashedKey> = (0..).zip(hashes.iter().copied()).collect();
        let (first, second) = keys.split_at(keys.len().div_ceil(2));
        Self {
            all: fill(&keys),
            hits: shuffled(&keys),
            first_half: fill(first),
            misses: shuffled(second),
            keys,
        }
    }

    /// How many times as long as in `random` hits, misses and insertions take: ratios of the fastest of
    /// samples that are taken in turns. Other load on the machine only makes samples slower.
    fn slow_down(&self, random: &Self, samples: usize) -> [f64; 3] {
        let kinds: [fn(&Self) -> f64; 3] = [
            |lookups| lookups.time(|lookups| find_all(&lookups.all, &lookups.hits)),
            |lookups| lookups.time(|lookups| find_all(&lookups.first_half, &lookups.misses)),
            |lookups| lookups.time(|lookups| drop(black_box(fill_by_entry(&lookups.keys)))),
        ];
        kinds.map(|measure| {
            let (mut own, mut of_random) = (f64::INFINITY, f64::INFINITY);
            for _ in 0..samples {
                repeat_until_undisturbed(MOST_REPETITIONS, || {
                    own = own.min(measure(self));
                    of_random = of_random.min(measure(random));
                });
            }
            own / of_random
        })
    }

    /// The time of some work, repeated if there are few keys.
    fn time(&self, work: impl Fn(&Self)) -> f64 {
        let repetitions = (LOOKUPS / self.keys.len()).max(1);
        let started = Instant::now();
        (0..repetitions).for_each(|_| work(self));
        started.elapsed().as_secs_f64()
    }
}

fn fill(keys: &[HashedKey]) -> HashTable<HashedKey> {
    let mut table = HashTable::with_capacity(keys.len());
    for &(key, hash) in keys {
        table.insert_unique(hash, (key, hash), |_| unreachable!("the table has room"));
    }
    table
}

/// Fills a table as a map does: looks each key up before it inserts it.
#[inline(never)]
fn fill_by_entry(keys: &[HashedKey]) -> HashTable<HashedKey> {
    let mut table = HashTable::with_capacity(keys.len());
    for &(key, hash) in keys {
        let is_key = |entry: &HashedKey| entry.0 == key;
        let entry = table.entry(hash, is_key, |_| unreachable!("the table has room"));
        if let Entry::Vacant(vacant) = entry {
            vacant.insert((key, hash));
        }
    }
    table
}

#[inline(never)]
fn find_all(table: &HashTable<HashedKey>, keys: &[HashedKey]) {
    for &(key, hash) in keys {
        black_box(table.find(hash, |entry| entry.0 == key));
    }
}

/// At most [`LOOKUPS`] keys in random order.
fn shuffled(keys: &[HashedKey]) -> Vec<HashedKey> {
    let order = ideal::hashes(keys.len(), SEED);
    let mut keys: Vec<(u64, HashedKey)> = order.into_iter().zip(keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.truncate(LOOKUPS);
    keys.into_iter().map(|(_, key)| key).collect()
}

/// The table of recommendations beside the fastest harmless function.
fn recommendations(extent: Extent) -> String {
    let mut table = String::from(
        "| keys | recommended | its lookup | fastest harmless | its lookup | ratio |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for set in KeySet::ALL {
        let harmless = Case::new(set.name, extent).rank_harmless(&functions::all());
        let set_name = set.name;
        let Some(recommended) = harmless.first() else {
            let _ = writeln!(table, "| {set_name} | none | | | | |");
            continue;
        };
        let measured = measure_lookups(&extent.keys(&set), &harmless, extent.samples);
        let fastest =
            (0..measured.len()).min_by(|&one, &other| measured[one].total_cmp(&measured[other]));
        let fastest = fastest.unwrap_or(0);
        let ratio = units::digits(measured[0] / measured[fastest]);
        let [recommended_ns, fastest_ns] = [measured[0], measured[fastest]].map(units::digits);
        let _ = writeln!(
            table,
            "| {set_name} | {recommended} | {recommended_ns} ns | {} | {fastest_ns} ns | {ratio} |",
            harmless[fastest]
        );
    }
    table
}

/// The time of a lookup with each of these functions, measured as the experiment does, with all functions in
/// turns.
fn measure_lookups(keys: &Keys, names: &[String], samples: usize) -> Vec<f64> {
    let timer = |name: &String| {
        let function = functions::find(name).expect("a built-in function");
        LookupTimer::new(&function, SEED, keys)
    };
    let mut timers: Vec<LookupTimer> = names.iter().map(timer).collect();
    for _ in 0..samples.div_ceil(SAMPLES_IN_A_ROW) {
        for timer in &mut timers {
            repeat_until_undisturbed(MOST_REPETITIONS, || {
                (0..SAMPLES_IN_A_ROW).for_each(|_| timer.sample(Duration::ZERO));
            });
        }
    }
    timers.iter().map(LookupTimer::lookup_ns).collect()
}
