//! Folded stacks of two profiles under the same names, so that a flame graph can show both.

use hashbrown::HashMap;
use indexmap::IndexMap;

use crate::profile::{Measure, Profile};

use super::functions::Numbered;
use super::sites::Sites;

/// The folded stacks of two profiles, the old one's first. A function that both have bears the
/// name that it has in the new one, normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacks {
    /// By bytes at the peak.
    pub peak_bytes: [IndexMap<String, u64>; 2],
    /// By bytes in total.
    pub total_bytes: [IndexMap<String, u64>; 2],
}

impl Stacks {
    /// Of two profiles whose call sites are `both`.
    pub(super) fn of([old, new]: [&Profile; 2], both: &Numbered<'_>) -> Self {
        let numbers = &both.numbers;
        let mut names = HashMap::new();
        let of_old = both.old.functions.iter().zip(&numbers.old);
        let of_new = both.new.functions.iter().zip(&numbers.new);
        for (function, number) in of_new.chain(of_old) {
            names
                .entry(*number)
                .or_insert_with(|| function.name.replace(';', ":"));
        }
        let folded = |measure| {
            let name = |numbers: &[usize], function: usize| names[&numbers[function]].as_str();
            [
                folded(old, &both.old, measure, |function| {
                    name(&numbers.old, function)
                }),
                folded(new, &both.new, measure, |function| {
                    name(&numbers.new, function)
                }),
            ]
        };
        Self {
            peak_bytes: folded(Measure::PeakBytes),
            total_bytes: folded(Measure::TotalBytes),
        }
    }
}

fn folded<'a>(
    profile: &Profile,
    sites: &Sites<'_>,
    measure: Measure,
    name: impl Fn(usize) -> &'a str,
) -> IndexMap<String, u64> {
    let mut stacks = IndexMap::new();
    for point in &profile.points {
        let figure = measure.of(point);
        if figure > 0 {
            let outermost_first = point.backtrace.iter().rev();
            let names = outermost_first.map(|&frame| name(sites.of_frame[frame]));
            *stacks
                .entry(names.collect::<Vec<_>>().join(";"))
                .or_insert(0) += figure;
        }
    }
    stacks
}
