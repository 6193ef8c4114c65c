//! The folded stacks of two profiles with the same names for the same functions, for one flame
//! graph of both.

use hashbrown::HashMap;

use crate::profile::{FoldedStacks, Measure, Profile};

use super::functions::NumberedSites;

/// The folded stacks of two profiles, each stack with its figures in the old and the new one. A
/// function that both profiles have carries its normalized name in the new profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacks {
    /// Bytes at the peak for each stack.
    pub peak_bytes: FoldedStacks<2>,
    /// Bytes in total for each stack.
    pub total_bytes: FoldedStacks<2>,
}

impl Stacks {
    /// Folds the stacks of two profiles; `both` holds their call sites.
    pub(super) fn new(profiles: [&Profile; 2], both: &NumberedSites<'_>) -> Self {
        let [peak_bytes, total_bytes] =
            [Measure::PeakBytes, Measure::TotalBytes].map(|measure| fold(profiles, both, measure));
        Self {
            peak_bytes,
            total_bytes,
        }
    }
}

fn fold(profiles: [&Profile; 2], both: &NumberedSites<'_>, measure: Measure) -> FoldedStacks<2> {
    let numbers = &both.numbers;
    let mut stacks = FoldedStacks::default();
    let mut names = HashMap::new();
    let old_functions = both.old.functions.iter().zip(&numbers.old);
    let new_functions = both.new.functions.iter().zip(&numbers.new);
    for (function, number) in new_functions.chain(old_functions) {
        let name = names.entry(*number);
        name.or_insert_with(|| stacks.add_name(&function.name));
    }
    let sides = [(&both.old, &numbers.old), (&both.new, &numbers.new)];
    for (side, (profile, (sites, numbers))) in profiles.into_iter().zip(sides).enumerate() {
        let name = |&frame: &usize| names[&numbers[sites.function_of_frame[frame]]];
        for point in &profile.points {
            let value = measure.value(point);
            if value > 0 {
                stacks.add(point.backtrace.iter().rev().map(name), side, value);
            }
        }
    }
    stacks
}
