//! `hash`: which hash function for these keys?

mod metrics;
mod speed;

use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use indexmap::IndexSet;

use crate::Experiment;
use crate::error::Error;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::hash::findings::{self, Finding};
use crate::lab::hash::key_sets::KeySet;
use crate::lab::hash::{Function, Hashing, Quality};
use crate::record::Grade;

use super::given_keys::{ABOUT_COUNT, GivenKeys, KeyCount, key_counts, key_types};

/// There are many functions and many key sets, and a run over a set takes a millisecond.
const TIME_BUDGET: Duration = Duration::from_millis(20);

/// What the built-in keys and their hashes take for each key at most.
const BYTES_A_KEY: usize = 100;

/// The keys to hash, and every function under its seed.
pub struct Hashed {
    given: GivenKeys,
    seed: u64,
    functions: Rc<[Function]>,
    hashings: Vec<Box<dyn Hashing>>,
}

/// The experiment: `functions` on the built-in sets of keys, or on those of a file.
///
/// A `BuildHasher` of one's own stands beside the others in a few lines:
///
/// ```
/// use heapwise::experiment::Declared;
/// use heapwise::lab::hash::{Function, functions};
/// use std::hash::{BuildHasherDefault, DefaultHasher};
///
/// let mut functions = functions::all();
/// let mine = BuildHasherDefault::<DefaultHasher>::new();
/// functions.push(Function::unseeded("mine", "this program", "in place of a better one", mine));
/// let hash = Declared::from(heapwise::lab::experiments::hash(functions));
/// // heapwise::main([hash])
/// assert!(hash.variants().iter().any(|variant| variant.name() == "mine"));
/// ```
pub fn hash(functions: Vec<Function>) -> Experiment<Hashed> {
    let functions: Rc<[Function]> = functions.into();
    let set_up = {
        let functions = Rc::clone(&functions);
        move |input: &Input| Hashed::new(input, &functions)
    };
    let sets = KeySet::ALL.map(|set| set.name);
    let experiment = Experiment::new(
        "hash",
        "which hash function for these keys, at what cost, and is anything wrong with it?",
    )
    .input(
        "keys",
        Domain::each_of(sets),
        format!("a file with one key a line, or one of {}", sets.join(", ")),
    )
    .input("key_type", key_types(), "what the lines of a file are")
    .input("n", key_counts(), ABOUT_COUNT)
    .input(
        "seed",
        1,
        "of the built-in keys, and of the functions that take one",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(set_up);
    (0..functions.len()).fold(experiment, |experiment, place| {
        let function = &functions[place];
        let about = format!("{} ({})", function.about(), function.origin());
        experiment
            .variant(function.name(), about, move |hashed| hashed.hash_all(place))
            .inspect(move |hashed| hashed.inspect(place))
    })
}

impl Hashed {
    fn new(input: &Input, functions: &Rc<[Function]>) -> Result<Self, Error> {
        let seed = input.get("seed");
        Ok(Self {
            given: GivenKeys::of(input, BYTES_A_KEY)?,
            seed,
            functions: Rc::clone(functions),
            hashings: functions
                .iter()
                .map(|function| function.with_seed(seed))
                .collect(),
        })
    }

    fn hash_all(&self, place: usize) -> KeyCount {
        black_box(self.hashings[place].sum(black_box(&self.given.keys)));
        self.given.count()
    }

    fn inspect(&self, place: usize) -> Extras {
        let keys = &self.given.keys;
        let speed = speed::metrics(&*self.hashings[place], keys);
        let quality = Quality::of(&self.functions[place], self.seed, keys);
        let examination = Extras::default()
            .with_metrics(speed)
            .with_metrics(metrics::of(&quality))
            .series(metrics::bucket_occupancy(&quality));
        judged(
            examination,
            &quality,
            &findings::of(&quality, keys, findings::LEVEL),
        )
    }
}

fn judged(examination: Extras, quality: &Quality, found: &[Finding]) -> Extras {
    const FEW_KEYS: u64 = 100;
    const NOTHING: &str = "nothing that chance does not explain";
    match (found, quality.keys()) {
        ([], few @ ..FEW_KEYS) => {
            examination.verdict(Grade::Good, format!("{NOTHING}; {few} keys tell little"))
        }
        ([], _) => examination.verdict(Grade::Good, NOTHING),
        ([worst, others @ ..], _) => {
            let grade = if worst.is_harmful {
                Grade::Bad
            } else {
                Grade::Suspect
            };
            let others: IndexSet<&str> = others.iter().map(|finding| finding.place).collect();
            let others: Vec<&str> = others
                .into_iter()
                .filter(|place| *place != worst.place)
                .collect();
            let also = match others.is_empty() {
                true => String::new(),
                false => format!("; more in its {}", others.join(", ")),
            };
            examination.verdict(grade, format!("{}{also}", worst.why))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasherDefault, DefaultHasher};

    use super::*;
    use crate::experiment::{Declared, Extra, Unmeasured};
    use crate::lab::hash::functions;
    use crate::record::Value;

    #[test]
    fn a_function_of_ones_own_stands_beside_the_others() {
        let mut functions = functions::all();
        let constant = BuildHasherDefault::<DefaultHasher>::new();
        functions.push(Function::unseeded("mine", "here", "std's", constant));
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
}
