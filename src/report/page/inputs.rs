//! The inputs of a case that tell it from the other cases of its experiment.

use hashbrown::HashSet;

use crate::record::Case;
use crate::report::plain::plain;

/// The inputs that do not have the same value in every case.
pub(super) fn find_differing_inputs(cases: &[Case]) -> HashSet<&str> {
    let mut differing = HashSet::new();
    for pair in cases.windows(2) {
        let [one, other] = [&pair[0].input, &pair[1].input];
        let names = one.keys().chain(other.keys());
        let differs = |name: &&String| one.get(*name) != other.get(*name);
        differing.extend(names.filter(differs).map(String::as_str));
    }
    differing
}

/// The values of the inputs that differ between the cases.
pub(super) fn input_values(case: &Case, differing: &HashSet<&str>) -> Vec<String> {
    let values = case.input.iter();
    let values = values.filter(|(name, _)| differing.contains(name.as_str()));
    values
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// The part of the input that differs between the cases; the whole input if no part does.
pub(super) fn short_input(case: &Case, differing: &HashSet<&str>) -> String {
    let values = input_values(case, differing);
    if values.is_empty() {
        plain(&case.input_line())
    } else {
        plain(&values.join(" "))
    }
}
