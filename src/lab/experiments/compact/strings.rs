//! `compact-strings`: which set stores strings in the fewest bytes?

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::alloc::count;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::compact::strings::{
    BloomSet, FstSet, InternedSet, SortedText, StringSet, Trie, hash_set, strings,
};
use crate::record::{Case, Figure, Metric};
use crate::units;

use super::super::key_source::LoadedKeys;
use super::super::rows::Rows;
use super::with_strings;

/// The most bytes that a string takes in the input and in the largest set.
const BYTES_PER_STRING: usize = 200;

/// The strings to store, and as many others.
pub struct StringsInput {
    /// In alphabetical order.
    stored: Vec<String>,
    absent: Vec<String>,
    bits: usize,
}

/// The experiment `compact-strings`: sets of strings that answer whether they have one.
pub fn compact_strings() -> Experiment<StringsInput> {
    let experiment = with_strings(Experiment::new(
        "compact-strings",
        "how small can a set of strings be for lookups?",
    ))
    .input(
        "bits",
        Domain::integers(10, 1..=64),
        "bits of the Bloom filter for each string",
    )
    .try_setup(StringsInput::new)
    .conclude(conclude);
    with_shared_text(with_own_blocks(experiment))
}

/// The smallest set without mistakes, and the filter.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let size = |variant: &str| rows.metric(variant, "bytes_per_string");
    let exact = [
        "strings",
        "hash-set",
        "interned",
        "sorted-text",
        "trie",
        "fst",
    ];
    let smallest = rows.least(&exact, "bytes_per_string")?;
    Some(format!(
        "a string takes {} B in strings, {} B in {smallest} (peak {} to build), {} B in bloom, with {} % false hits",
        units::digits(size("strings")?),
        units::digits(size(smallest)?),
        rows.bytes(smallest, &Figure::PEAK_BYTES)?,
        units::digits(size("bloom")?),
        units::digits(rows.metric("bloom", "false_percent")?),
    ))
}

/// Adds the sets in which each string has a block of its own.
fn with_own_blocks(experiment: Experiment<StringsInput>) -> Experiment<StringsInput> {
    let experiment = add_set(experiment, "strings", "Vec<String>, sorted", |input| {
        strings(input.sorted())
    });
    add_set(experiment, "hash-set", "HashSet<String>", |input| {
        hash_set(input.sorted())
    })
}

/// Adds the sets in which the strings share blocks, or text.
fn with_shared_text(mut experiment: Experiment<StringsInput>) -> Experiment<StringsInput> {
    experiment = add_set(
        experiment,
        "interned",
        "all text in one String, and a hash table of the strings' numbers",
        |input| InternedSet::new(input.sorted()),
    );
    experiment = add_set(
        experiment,
        "sorted-text",
        "all text in one String, sorted, and a Vec<u32> of where each string ends",
        |input| SortedText::new(input.sorted()),
    );
    experiment = add_set(
        experiment,
        "trie",
        "nodes of 12 bytes: strings share equal beginnings",
        |input| Trie::new(input.sorted()),
    );
    experiment = add_set(
        experiment,
        "fst",
        "the fst crate: strings share equal beginnings and ends",
        |input| FstSet::new(input.sorted()),
    );
    add_set(
        experiment,
        "bloom",
        "a Bloom filter, which also finds some absent strings",
        |input| BloomSet::new(input.sorted(), input.bits),
    )
}

/// Adds a variant, which builds a set and looks all strings up.
fn add_set<S: StringSet>(
    experiment: Experiment<StringsInput>,
    name: &str,
    about: &str,
    build: impl Fn(&StringsInput) -> S + Copy + 'static,
) -> Experiment<StringsInput> {
    experiment
        .variant(name, about, move |input| input.look_up(&build(input)))
        .measure_heap(move |input| {
            count::start();
            let set = build(input);
            let bytes = count::stop().totals.end_bytes as f64;
            let per_string = bytes / input.stored.len() as f64;
            Extras::default()
                .metric(Metric::new("bytes_per_string", per_string, "B"))
                .metric(input.false_positives(&set))
        })
}

impl StringsInput {
    fn new(input: &Input) -> Result<Self, Error> {
        let mut texts = LoadedKeys::strings_from_input(input, BYTES_PER_STRING)?;
        let mut absent = Vec::new();
        let mut is_absent = true;
        texts.retain_mut(|text| {
            is_absent = !is_absent;
            if is_absent {
                absent.push(std::mem::take(text));
            }
            !is_absent
        });
        texts.sort_unstable();
        Ok(Self {
            stored: texts,
            absent,
            bits: input.get("bits"),
        })
    }

    fn sorted(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.stored.iter().map(String::as_str)
    }

    /// Looks all strings up, and answers how many of the stored ones were found.
    fn look_up(&self, set: &impl StringSet) -> Answer<usize> {
        let found = |texts: &[String]| texts.iter().filter(|text| set.has(text)).count();
        std::hint::black_box(found(&self.absent));
        Answer::new(found(&self.stored)).elements(self.stored.len() as u64)
    }

    /// The share of the absent strings that the set finds, and the share that theory expects.
    fn false_positives(&self, set: &impl StringSet) -> Metric {
        let found = self.absent.iter().filter(|text| set.has(text)).count() as f64;
        let (n, p) = (self.absent.len() as f64, set.expected_false_positives());
        let metric = Metric::new("false_percent", 100.0 * found / n, "%");
        if p == 0.0 {
            return metric;
        }
        let deviations = (found - n * p) / (n * p * (1.0 - p)).sqrt();
        metric.expected(100.0 * p).deviations(deviations)
    }
}
