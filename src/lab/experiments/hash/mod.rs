//! `hash`: which hash function for these keys?

mod metrics;
mod speed;
mod verdict;
mod versions;

use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Extras, Input, repeat_until_undisturbed};
use crate::lab::hash::defects::{LEVEL, find_defects};
use crate::lab::hash::key_sets::KeySet;
use crate::lab::hash::model::TableLayout;
use crate::lab::hash::prediction::Prediction;
use crate::lab::hash::{HashFunction, KeyHasher, LookupTimer, Quality};
use crate::record::Metric;

use super::key_source::{
    ABOUT_COLUMNS, ABOUT_KEY_COUNT, KeyCount, LoadedKeys, about_key_type, key_count_domain,
};

use speed::HashTimer;
use verdict::RANKED_BY;

pub use verdict::describe_defect;

/// The time budget of each variant. It is short, because there are many functions and sets of keys,
/// and hashing a set takes about a millisecond.
const TIME_BUDGET: Duration = Duration::from_millis(10);

/// The built-in sets that a run takes if none is chosen: one of each kind.
const DEFAULT_SETS: [&str; 10] = [
    "sequential",
    "high-bits",
    "def-ids",
    "random",
    "ipv4-runs",
    "id-pairs",
    "whole-floats",
    "two-letters",
    "paths",
    "unicode-names",
];

/// The factor of [`Prediction::worst`] up to which lookups are measured. Beyond it they would take up to
/// minutes, and the expected time is already far from that of any good function.
const MEASURED_UP_TO: f64 = 10.0;

/// How often the times are measured at most, at each of two times, while another program disturbs them.
const MOST_REPETITIONS: usize = 4;

/// How long lookups in all tables are repeated each time.
const LOOKUP_BUDGET: Duration = Duration::from_millis(6);

/// The most bytes that a built-in key and its hash take.
const BYTES_PER_KEY: usize = 100;

/// The keys to hash, and every function.
pub struct HashInput {
    loaded: LoadedKeys,
    seed: u64,
    layout: TableLayout,
    functions: Rc<[HashFunction]>,
    key_hashers: Vec<Box<dyn KeyHasher>>,
}

/// The experiment: `functions` on built-in sets of keys, or on the keys of a file.
///
/// The list can include your own `BuildHasher`:
///
/// ```
/// use heapwise::experiment::Declared;
/// use heapwise::lab::hash::{HashFunction, functions};
/// use std::hash::{BuildHasherDefault, DefaultHasher};
///
/// let mut functions = functions::all();
/// let mine = BuildHasherDefault::<DefaultHasher>::new();
/// functions.push(HashFunction::unseeded("mine", "this program", "std's hasher", mine));
/// let hash = Declared::from(heapwise::lab::experiments::hash(functions));
/// // heapwise::main([hash])
/// assert!(hash.variants().iter().any(|variant| variant.name() == "mine"));
/// ```
pub fn hash(functions: Vec<HashFunction>) -> Experiment<HashInput> {
    let functions: Rc<[HashFunction]> = functions.into();
    let set_up = {
        let functions = Rc::clone(&functions);
        move |input: &Input| HashInput::new(input, &functions)
    };
    let sets = KeySet::ALL.map(|set| set.name);
    let experiment = Experiment::new(
        "hash",
        "hash functions: which give good and fast lookups for these keys?",
    )
    .input(
        "keys",
        Domain::each_of(DEFAULT_SETS),
        format!("a file with one key a line, or one of {}", sets.join(", ")),
    )
    .input_option("FILE")
    .input("key_type", "text", about_key_type())
    .input("columns", "all", ABOUT_COLUMNS)
    .input("n", key_count_domain(), ABOUT_KEY_COUNT)
    .input(
        "seed",
        1,
        "seed of the built-in keys, and first of the seeds of functions that take one",
    )
    .input(
        "for",
        Domain::one_of(TableLayout::ALL.map(TableLayout::name)),
        "the layout of the table for which the functions are judged",
    )
    .input_option("LAYOUT")
    .time_budget(TIME_BUDGET)
    .try_setup(set_up);
    (0..functions.len()).fold(experiment, |experiment, index| {
        let function = &functions[index];
        let about = format!(
            "{} ({})",
            function.about(),
            versions::with_version(function.origin())
        );
        experiment
            .variant(function.name(), about, move |input| input.hash_all(index))
            .inspect(move |input| input.inspect(index))
    })
}

impl HashInput {
    fn new(input: &Input, functions: &Rc<[HashFunction]>) -> Result<Self, Error> {
        let seed = input.get("seed");
        Ok(Self {
            loaded: LoadedKeys::from_input(input, BYTES_PER_KEY)?,
            seed,
            layout: TableLayout::find(&input.get::<String>("for"))
                .expect("the input's domain lists the layouts"),
            functions: Rc::clone(functions),
            key_hashers: functions
                .iter()
                .map(|function| function.with_seed(seed))
                .collect(),
        })
    }

    fn hash_all(&self, index: usize) -> KeyCount {
        black_box(self.key_hashers[index].sum(black_box(&self.loaded.keys)));
        self.loaded.count()
    }

    fn inspect(&self, index: usize) -> Extras {
        let keys = &self.loaded.keys;
        let (function, key_hasher) = (&self.functions[index], &*self.key_hashers[index]);
        let prediction = Prediction::new(function, self.seed, keys, self.layout);
        // The models of other layouts have no table.
        let is_measured =
            self.layout == TableLayout::Hashbrown && prediction.worst().2 <= MEASURED_UP_TO;
        let mut lookups = is_measured.then(|| LookupTimer::new(function, self.seed, keys));
        let mut hashing = HashTimer::new(key_hasher, keys);
        let mut measure_times = || {
            repeat_until_undisturbed(MOST_REPETITIONS, || {
                hashing.sample();
                let lookups = lookups.iter_mut();
                lookups.for_each(|lookups| lookups.sample(LOOKUP_BUDGET));
            });
        };
        measure_times();
        let quality = Quality::measure(function, self.seed, keys);
        let by_length = speed::measure_by_length(key_hasher, keys);
        measure_times();
        let lookup_ns = match &lookups {
            Some(lookups) => lookups.lookup_ns(),
            None => prediction.lookup_ns(hashing.hash_ns()),
        };
        let withstands = function.withstands_chosen_keys();
        let defects = find_defects(&quality, keys, LEVEL);
        let verdict = verdict::judge(&prediction, &defects, withstands);
        Extras::default()
            .metric(Metric::new(RANKED_BY, lookup_ns, "ns"))
            .with_metrics(speed::metrics(&hashing, keys))
            .with_metrics(by_length)
            .with_metrics(metrics::cost_metrics(&prediction))
            .with_metrics(metrics::quality_metrics(&quality, &prediction))
            .metric(Metric::yes_or_no("withstands_chosen_keys", withstands))
            .series(metrics::bucket_occupancy(&quality))
            .full_verdict(verdict)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasherDefault, DefaultHasher};

    use super::*;
    use crate::experiment::{Declared, Extra, Unmeasured};
    use crate::lab::hash::functions;
    use crate::record::{Grade, Value};

    #[test]
    fn the_default_sets_are_built_in() {
        assert!(DEFAULT_SETS.iter().all(|name| KeySet::find(name).is_some()));
    }

    #[test]
    fn a_users_function_is_a_variant_beside_the_built_in_ones() {
        let mut functions = functions::all();
        let build_hasher = BuildHasherDefault::<DefaultHasher>::new();
        functions.push(HashFunction::unseeded(
            "mine",
            "here",
            "std's",
            build_hasher,
        ));
        let experiment = Declared::from(hash(functions));
        let mine = experiment.variants().pop().unwrap();
        assert_eq!((mine.name(), mine.about()), ("mine", "std's (here)"));

        let mut values = experiment.default_input().values().clone();
        values.insert(
            String::from("keys"),
            Value::Text(String::from("two-letters")),
        );
        let prepared = experiment.prepare(&Input::from_iter(values)).unwrap();
        assert_eq!(prepared.run(mine, &mut Unmeasured), None);
        let (metrics, _, verdict) = prepared.collect(mine, Extra::Inspect).into_parts();
        assert_eq!(verdict.unwrap().grade, Grade::Good);
        assert!(
            metrics
                .iter()
                .any(|metric| metric.name == "hash_ns" && metric.value > 0.0)
        );
    }

    #[test]
    fn lookups_are_measured_unless_they_take_ten_times_as_long_as_with_an_ideal_hash() {
        let functions: Rc<[HashFunction]> = functions::all().into();
        let experiment = Declared::from(hash(functions::all()));
        let mut values = experiment.default_input().values().clone();
        values.insert(
            String::from("keys"),
            Value::Text(String::from("multiples-of-64")),
        );
        values.insert(String::from("n"), Value::Integer(4000));
        let input = Input::from_iter(values);
        let input = HashInput::new(&input, &functions).unwrap();
        let mut grades = Vec::new();
        for (index, function) in functions.iter().enumerate() {
            let (metrics, _, verdict) = input.inspect(index).into_parts();
            let value = |name| {
                metrics
                    .iter()
                    .find(|metric| metric.name == name)
                    .unwrap()
                    .value
            };
            let prediction =
                Prediction::new(function, input.seed, &input.loaded.keys, input.layout);
            let is_expected = value("lookup_ns") == prediction.lookup_ns(value("hash_ns"));
            assert_eq!(
                is_expected,
                prediction.worst().2 > 10.0,
                "{}",
                function.name()
            );
            grades.push((verdict.unwrap().grade, is_expected));
        }
        for grade in [
            (Grade::Good, false),
            (Grade::Suspect, false),
            (Grade::Bad, true),
        ] {
            assert!(grades.contains(&grade), "{grades:?}");
        }
    }
}
