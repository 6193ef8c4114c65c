//! The verdicts on hash functions against what was measured in hashbrown, for every built-in function and
//! key set: two tables in Markdown. `cargo bench --bench hash_verdicts -- --write` replaces those in
//! `docs/hash.md`. With `--test`, it measures few keys, once.
//!
//! A slow-down compares two tables with the same keys and the same code: one with the hashes of a
//! function under its worst seed, one with random hashes. The hashes are computed before, so that their
//! time does not count.

use std::fmt::Write as _;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, RandomState};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use heapwise::experiment::{Declared, Extra, Input, Prepared};
use heapwise::lab::experiments;
use heapwise::lab::hash::key_sets::KeySet;
use heapwise::lab::hash::keys::{Keys, Visitor};
use heapwise::lab::hash::model::TableLayout;
use heapwise::lab::hash::multiplicative::{BuildFnv1a, BuildOldFx};
use heapwise::lab::hash::prediction::{Prediction, seeds_of};
use heapwise::lab::hash::{HashFunction, functions, ideal, integers, letters};
use heapwise::record::{Grade, Value, Verdict};
use heapwise::units;
use siphasher::sip::SipHasher24;

const SEED: u64 = 1;

/// The most lookups in a sample.
const LOOKUPS: usize = 20_000;

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
        write_tables(&tables);
    }
}

/// Replaces the tables between the marks in `docs/hash.md`.
fn write_tables(tables: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hash.md");
    let text = std::fs::read_to_string(&path).expect("docs/hash.md is readable");
    let (before, rest) = text.split_once("<!-- verdicts -->").expect("a mark");
    let (_, after) = rest
        .split_once("<!-- end -->")
        .expect("the end of the mark");
    let text = format!("{before}<!-- verdicts -->\n{tables}<!-- end -->{after}");
    std::fs::write(&path, text).expect("docs/hash.md is writable");
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
                own = own.min(measure(self));
                of_random = of_random.min(measure(random));
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
        let measured = measure_inlined(&extent.keys(&set), &harmless, extent.samples);
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

/// The number of tables of each function, each with another random state if programs draw one.
const STATES: usize = 4;

/// The time of a lookup with each of these functions inlined, half of them hits: the mean over several
/// states of the fastest of samples that are taken in turns.
fn measure_inlined(keys: &Keys, names: &[String], samples: usize) -> Vec<f64> {
    let keys = &shuffle(keys);
    let with_states = |name: &String| (0..STATES).map(|_| inlined_table(name, keys)).collect();
    let tables: Vec<Vec<Box<dyn InlinedTable>>> = names.iter().map(with_states).collect();
    let mut fastest = vec![[f64::INFINITY; STATES]; names.len()];
    for _ in 0..samples {
        for (tables, fastest) in tables.iter().zip(&mut fastest) {
            for (table, fastest) in tables.iter().zip(fastest) {
                *fastest = fastest.min(table.lookup_ns(keys));
            }
        }
    }
    let mean = |times: &[f64; STATES]| times.iter().sum::<f64>() / STATES as f64;
    fastest.iter().map(mean).collect()
}

/// The keys in random order, so that no function gains from an order that its hashes have too.
fn shuffle(keys: &Keys) -> Keys {
    let order = ideal::hashes(keys.len(), SEED);
    let mut indices: Vec<u32> = (0..keys.len() as u32).collect();
    indices.sort_by_key(|&index| order[index as usize]);
    keys.select(&indices)
}

/// A table of all keys, one of the first half, and the function that they hash with.
struct Inlined<S> {
    hasher: S,
    all: HashTable<u64>,
    first_half: HashTable<u64>,
}

trait InlinedTable {
    /// The mean time of a lookup: of all keys, which are hits, and of the second half of the keys in the
    /// table of the first half, which are misses.
    fn lookup_ns(&self, keys: &Keys) -> f64;
}

impl<S: BuildHasher> Inlined<S> {
    fn new(hasher: S, keys: &Keys) -> Self {
        let half = keys.len().div_ceil(2);
        let mut filler = Filler {
            inlined: Self {
                hasher,
                all: HashTable::with_capacity(keys.len()),
                first_half: HashTable::with_capacity(half),
            },
            half: half as u64,
            next: 0,
        };
        keys.visit_each(&mut filler);
        filler.inlined
    }
}

struct Filler<S> {
    inlined: Inlined<S>,
    half: u64,
    next: u64,
}

impl<S: BuildHasher> Visitor for Filler<S> {
    fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
        let hash = self.inlined.hasher.hash_one(key);
        self.inlined
            .all
            .insert_unique(hash, self.next, |_| unreachable!());
        if self.next < self.half {
            self.inlined
                .first_half
                .insert_unique(hash, self.next, |_| unreachable!());
        }
        self.next += 1;
    }
}

/// Looks up the keys from number `from` on.
struct Finder<'a, S> {
    hasher: &'a S,
    table: &'a HashTable<u64>,
    from: u64,
    next: u64,
}

impl<S: BuildHasher> Visitor for Finder<'_, S> {
    fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
        if self.next >= self.from {
            let hash = self.hasher.hash_one(key);
            black_box(self.table.find(hash, |&other| other == self.next));
        }
        self.next += 1;
    }
}

impl<S: BuildHasher> InlinedTable for Inlined<S> {
    #[inline(never)]
    fn lookup_ns(&self, keys: &Keys) -> f64 {
        let time = |table: &HashTable<u64>, from: usize| {
            let repetitions = (LOOKUPS / keys.len()).max(1);
            let started = Instant::now();
            for _ in 0..repetitions {
                let mut finder = Finder {
                    hasher: &self.hasher,
                    table,
                    from: from as u64,
                    next: 0,
                };
                keys.visit_each(&mut finder);
            }
            started.elapsed().as_nanos() as f64 / (repetitions * (keys.len() - from)) as f64
        };
        (time(&self.all, 0) + time(&self.first_half, keys.len().div_ceil(2))) / 2.0
    }
}

/// SipHash-2-4 under a fixed key.
type SipHash24 = BuildHasherDefault<SipHasher24>;

/// A table with the function called `name`, in the state in which programs use it.
fn inlined_table(name: &str, keys: &Keys) -> Box<dyn InlinedTable> {
    fn boxed<S: BuildHasher + 'static>(hasher: S, keys: &Keys) -> Box<dyn InlinedTable> {
        Box::new(Inlined::new(hasher, keys))
    }
    match name {
        "identity" => boxed(integers::BuildIdentity::default(), keys),
        "first-letter" => boxed(letters::BuildFirstLetter::default(), keys),
        "two-letter" => boxed(letters::BuildTwoLetter::default(), keys),
        "fnv-1a" => boxed(BuildFnv1a::default(), keys),
        "old-fx" => boxed(BuildOldFx::default(), keys),
        "python" => boxed(integers::BuildPython::default(), keys),
        "siphash-1-3" => boxed(RandomState::new(), keys),
        "siphash-2-4" => boxed(SipHash24::default(), keys),
        "ahash" => boxed(ahash::RandomState::with_seeds(1, 2, 3, 4), keys),
        "foldhash-fast" => boxed(foldhash::fast::RandomState::default(), keys),
        "foldhash-quality" => boxed(foldhash::quality::RandomState::default(), keys),
        "rapidhash-fast" => boxed(rapidhash::fast::RandomState::default(), keys),
        "rapidhash-quality" => boxed(rapidhash::quality::RandomState::default(), keys),
        "rustc-hash" => boxed(rustc_hash::FxBuildHasher, keys),
        "xxh3" => boxed(xxhash_rust::xxh3::Xxh3DefaultBuilder, keys),
        "wyhash" => boxed(wyhash::WyHasherBuilder::default(), keys),
        "wyhash-final3" => boxed(wyhash::final3::WyHasherBuilder::default(), keys),
        other => panic!("no table for the function `{other}`"),
    }
}
