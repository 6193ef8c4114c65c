//! `distinct`: how many different strings are there?

use std::collections::hash_map::RandomState;

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::compact::distinct::{
    DistinctCounter, ExactHashes, ExactStrings, HyperLogLog, LinearCounting, MinimumValues,
};
use crate::record::{Case, Figure, Metric};
use crate::units;

use super::super::key_source::LoadedKeys;
use super::super::rows::Rows;
use super::with_strings;

/// The most bytes that a string takes in the input and in the largest counter.
const BYTES_PER_STRING: usize = 200;

/// The most standard errors that an estimate may be away from the truth. Chance exceeds it once in
/// 16 000 estimates.
const ALLOWED_ERRORS: f64 = 4.0;

/// Different strings, and how often they occur.
pub struct DistinctInput {
    texts: Vec<String>,
    repeats: u64,
}

/// The experiment `distinct`: exact counters, and estimates in a few kilobytes.
pub fn distinct() -> Experiment<DistinctInput> {
    let mut experiment = with_strings(Experiment::new(
        "distinct",
        "different strings, counted exactly or estimated: what does it cost?",
    ))
    .input(
        "repeats",
        Domain::integers(2, 1..=1000),
        "how often each string occurs",
    )
    .try_setup(DistinctInput::new)
    .conclude(conclude);
    experiment = add_counter(
        experiment,
        "strings",
        "HashSet<String>",
        ExactStrings::<RandomState>::default,
    );
    experiment = add_counter(
        experiment,
        "hashes",
        "HashSet<u64> of 64-bit hashes",
        ExactHashes::<RandomState>::default,
    );
    experiment = add_counter(
        experiment,
        "linear-counting",
        "a bitmap of 65 536 bits: how many are set?",
        || LinearCounting::new(1 << 16),
    );
    experiment = add_counter(
        experiment,
        "minimum-values",
        "the 1024 least hashes: how close are they?",
        || MinimumValues::new(1024),
    );
    add_counter(
        experiment,
        "hyperloglog",
        "4096 registers of a byte: the longest run of zeros in hashes",
        || HyperLogLog::new(12),
    )
}

/// An exact counter, and an estimate.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let peak = |variant: &str| rows.bytes(variant, &Figure::PEAK_BYTES);
    // Two hashes may be equal by chance.
    let exact = match rows.metric("hashes", "error_percent")? {
        0.0 => format!("strings {}, hashes {}", peak("strings")?, peak("hashes")?),
        _ => format!("strings {}", peak("strings")?),
    };
    Some(format!(
        "exact: {exact}; estimated: hyperloglog {}, {} % off",
        peak("hyperloglog")?,
        units::digits(rows.metric("hyperloglog", "error_percent")?),
    ))
}

/// Adds a variant, which counts the strings with a counter.
fn add_counter<C: DistinctCounter>(
    experiment: Experiment<DistinctInput>,
    name: &str,
    about: &str,
    counter: impl Fn() -> C + Copy + 'static,
) -> Experiment<DistinctInput> {
    experiment
        .variant(name, about, move |input| {
            input.answer(&input.count(counter()))
        })
        .inspect(move |input| input.error(&input.count(counter())))
}

impl DistinctInput {
    fn new(input: &Input) -> Result<Self, Error> {
        Ok(Self {
            texts: LoadedKeys::strings_from_input(input, BYTES_PER_STRING)?,
            repeats: input.get("repeats"),
        })
    }

    fn count<C: DistinctCounter>(&self, mut counter: C) -> C {
        for _ in 0..self.repeats {
            self.texts.iter().for_each(|text| counter.add(text));
        }
        counter
    }

    /// The number of different strings, if the estimate is as close to it as its standard error
    /// promises; otherwise the estimate.
    fn answer(&self, counter: &impl DistinctCounter) -> Answer<u64> {
        let truth = self.texts.len() as u64;
        let (estimate, error) = (counter.estimate(), counter.standard_error(truth));
        if !estimate.is_finite() {
            return Answer::not_applicable("there are too many strings for its bits");
        }
        let allowed = ALLOWED_ERRORS * error * truth as f64;
        let is_right = (estimate - truth as f64).abs() <= allowed;
        let answer = if is_right {
            truth
        } else {
            estimate.round() as u64
        };
        Answer::new(answer).elements(truth)
    }

    /// How far the estimate is from the truth, beside its standard error.
    fn error(&self, counter: &impl DistinctCounter) -> Extras {
        let truth = self.texts.len() as u64;
        let error = counter.estimate() / truth as f64 - 1.0;
        let standard_error = counter.standard_error(truth);
        let mut metric = Metric::new("error_percent", 100.0 * error.abs(), "%");
        if standard_error > 0.0 {
            metric = metric
                .expected(100.0 * standard_error)
                .deviations(error / standard_error);
        }
        Extras::default().metric(metric)
    }
}
