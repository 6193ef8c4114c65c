//! The folded stacks of two profiles with the same names for the same functions, for one flame
//! graph of both.

use hashbrown::HashMap;
use indexmap::IndexMap;

use crate::profile::{Measure, Profile};

use super::functions::NumberedSites;
use super::sites::Sites;

/// The folded stacks of two profiles: the old ones first, then the new ones. A function that both
/// profiles have carries its normalized name in the new profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacks {
    /// Bytes at the peak for each stack.
    pub peak_bytes: [IndexMap<String, u64>; 2],
    /// Bytes in total for each stack.
    pub total_bytes: [IndexMap<String, u64>; 2],
}

impl Stacks {
    /// Folds the stacks of two profiles; `both` holds their call sites.
    pub(super) fn new([old, new]: [&Profile; 2], both: &NumberedSites<'_>) -> Self {
        let numbers = &both.numbers;
        let mut names = HashMap::new();
        let old_functions = both.old.functions.iter().zip(&numbers.old);
        let new_functions = both.new.functions.iter().zip(&numbers.new);
        for (function, number) in new_functions.chain(old_functions) {
            names
                .entry(*number)
                .or_insert_with(|| function.name.replace(';', ":"));
        }
        let fold_both = |measure| {
            let name = |numbers: &[usize], function: usize| names[&numbers[function]].as_str();
            [
                fold(old, &both.old, measure, |function| {
                    name(&numbers.old, function)
                }),
                fold(new, &both.new, measure, |function| {
                    name(&numbers.new, function)
                }),
            ]
        };
        Self {
            peak_bytes: fold_both(Measure::PeakBytes),
            total_bytes: fold_both(Measure::TotalBytes),
        }
    }
}

fn fold<'a>(
    profile: &Profile,
    sites: &Sites<'_>,
    measure: Measure,
    name: impl Fn(usize) -> &'a str,
) -> IndexMap<String, u64> {
    let mut stacks = IndexMap::new();
    for point in &profile.points {
        let value = measure.value(point);
        if value > 0 {
            let outermost_first = point.backtrace.iter().rev();
            let names = outermost_first.map(|&frame| name(sites.function_of_frame[frame]));
            *stacks
                .entry(names.collect::<Vec<_>>().join(";"))
                .or_insert(0) += value;
        }
    }
    stacks
}
