//! What several commands share: limits of workers, the selection of a part of a report, and the
//! parsers of their arguments.

use std::time::Duration;

use clap::Args;
use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use indexmap::IndexSet;

use crate::error::{Error, Result};
use crate::measure::WorkerLimits;
use crate::record::{self, Case, Patterns, Report, Value};
use crate::units;

/// Parses `NAME=VALUE`, an input and its value, which may be a path that is not UTF-8.
pub(super) fn input_parser() -> impl TypedValueParser<Value = (String, String)> {
    OsStringValueParser::new().try_map(|text| parse_name_and_value(&record::path_to_text(&text)))
}

/// Parses a text in which what is not UTF-8 is replaced, as in the files that it is compared with.
pub(super) fn lossy_parser() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(|text| text.to_string_lossy().into_owned())
}

fn parse_name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err(String::from("give NAME=VALUE, for example n=1000")),
    }
}

/// Parses the name of one of `values`. The help shows each name with what `about` returns.
pub(super) fn named_value_parser<T: Copy + Send + Sync + 'static, const N: usize>(
    values: [T; N],
    name: fn(T) -> &'static str,
    about: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let possible = values.map(|value| PossibleValue::new(name(value)).help(about(value)));
    PossibleValuesParser::new(possible).map(move |text| {
        let value = values.into_iter().find(|&value| name(value) == text);
        value.expect("the parser accepts only these names")
    })
}

/// Limits for one worker.
#[derive(Debug, Default, Args)]
pub(super) struct LimitArguments {
    /// End a worker that runs longer than this
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,

    /// Limit the private memory of a worker, including that of its instrument: `500MB`, `2GiB`
    #[arg(long, value_name = "BYTES", value_parser = units::parse_bytes, allow_negative_numbers = true)]
    memory: Option<u64>,
}

impl LimitArguments {
    /// The limits of each worker.
    pub(super) fn worker_limits(&self) -> WorkerLimits {
        WorkerLimits {
            timeout: self.timeout,
            memory_bytes: self.memory,
        }
    }
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.001..=1e9).contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| {
            String::from("give a number of seconds from 0.001 to 1e9, for example 30 or 0.5")
        })
}

/// The selection of a part of a report.
#[derive(Debug, Args)]
pub(super) struct PartArguments {
    /// Select an experiment, a variant, or a glob over these from a report; all by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,

    /// Select the cases of a report with this value of an input; repeatable
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = input_parser())]
    inputs: Vec<(String, String)>,
}

impl PartArguments {
    /// The first argument of the selection; `None` if it selects all.
    pub(super) fn first(&self) -> Option<String> {
        let inputs = self.inputs.iter();
        let inputs = inputs.map(|(name, value)| format!("{name}={value}"));
        self.patterns.iter().cloned().chain(inputs).next()
    }

    /// The selected part of `report`.
    ///
    /// # Errors
    ///
    /// If the report has no such experiment, variant or value.
    pub(super) fn select(&self, mut report: Report) -> Result<Report> {
        let names = report.cases.iter().flat_map(|case| {
            let variants = case.variants.iter();
            variants.map(|row| (case.name.as_str(), row.name.as_str()))
        });
        let patterns = Patterns::new(&self.patterns, names)?;
        for (name, value) in &self.inputs {
            let has_value = |case: &Case| {
                let stored = case.input.get(name);
                stored.is_some_and(|stored| stored.is_written(value))
            };
            if !report.cases.iter().any(has_value) {
                return Err(no_such_input(&report, name, value));
            }
            report.cases.retain(has_value);
        }
        for case in &mut report.cases {
            let name = &case.name;
            let all = case.variants.len();
            case.variants
                .retain(|row| patterns.selects(name, &row.name));
            // It is about all variants.
            case.conclusion.take_if(|_| case.variants.len() < all);
        }
        report.cases.retain(|case| !case.variants.is_empty());
        Ok(report)
    }
}

/// The error for a value of an input that no case of `report` has. It lists the values that the
/// cases have; if no case has an input called `name`, it suggests the nearest inputs.
fn no_such_input(report: &Report, name: &str, value: &str) -> Error {
    let inputs = report.cases.iter().map(|case| &case.input);
    let values: IndexSet<String> = inputs
        .clone()
        .filter_map(|input| input.get(name).map(Value::to_string))
        .collect();
    if values.is_empty() {
        let known = inputs.flat_map(|input| input.keys().map(String::as_str));
        return Error::unknown("input", name, known);
    }
    let values = Vec::from_iter(values).join(", ");
    Error::Argument {
        argument: format!("{name}={value}"),
        problem: format!("no case of the report has this value; the values are {values}"),
    }
}
