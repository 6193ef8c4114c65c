//! By which inputs the cases of an experiment differ.

use crate::record::{Case, Value};

use super::plain::plain;

/// The names of the inputs by which the cases of an experiment differ.
pub(super) fn varying_inputs(cases: &[Case]) -> Vec<&str> {
    let first = &cases[0].input;
    let differs = |name: &&String| {
        let mut others = cases.iter().map(|case| case.input.get(*name));
        others.any(|value| value != first.get(*name))
    };
    first.keys().filter(differs).map(String::as_str).collect()
}

/// The values by which each case differs from the others: `sequential`, or `1000`.
pub(super) fn case_labels(cases: &[Case]) -> Vec<String> {
    let varying = varying_inputs(cases);
    let label = |case: &Case| {
        let values = varying.iter().filter_map(|name| case.input.get(*name));
        let values: Vec<String> = values.map(Value::to_string).collect();
        plain(&values.join(" "))
    };
    cases.iter().map(label).collect()
}
