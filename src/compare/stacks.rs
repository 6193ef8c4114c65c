//! The folded stacks of two profiles with the same names for the same functions, for one drawing of
//! both.

use hashbrown::HashMap;

use crate::profile::{FoldedStacks, Measure, Profile};

use super::functions::NumberedSites;

const MEASURES: usize = Measure::DRAWN.len();

/// The folded stacks of two profiles. A function that both profiles have carries its normalized name
/// in the new profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacks {
    /// The measures of [`Measure::DRAWN`] that both profiles have.
    pub measures: Vec<Measure>,
    /// Each stack with its figures in the old and in the new profile, of the first of
    /// [`Measure::DRAWN`], then of the second, and so on.
    pub stacks: FoldedStacks<{ 2 * MEASURES }>,
}

impl Stacks {
    /// Folds the stacks of two profiles; `both` holds their call sites.
    pub(super) fn new(profiles: [&Profile; 2], both: &NumberedSites<'_>) -> Self {
        let have = |measure: &Measure| profiles.iter().all(|profile| profile.has_measure(*measure));
        Self {
            measures: Measure::DRAWN.into_iter().filter(have).collect(),
            stacks: fold(profiles, both),
        }
    }
}

fn fold(profiles: [&Profile; 2], both: &NumberedSites<'_>) -> FoldedStacks<{ 2 * MEASURES }> {
    let numbers = &both.numbers;
    let mut stacks = FoldedStacks::default();
    let mut names: HashMap<usize, (&str, u32)> = HashMap::new();
    let sides = [(&both.old, &numbers.old), (&both.new, &numbers.new)];
    for (sites, numbers) in sides.into_iter().rev() {
        let functions = sites.functions.iter().zip(&sites.origin_of_function);
        for ((function, &origin), number) in functions.zip(numbers) {
            let (name, index) = names.entry(*number).or_insert((&function.name, 0));
            *index = stacks.add_name(name, origin);
        }
    }
    for (side, (profile, (sites, numbers))) in profiles.into_iter().zip(sides).enumerate() {
        let name = |&frame: &usize| names[&numbers[sites.function_of_frame[frame]]].1;
        for point in &profile.points {
            let mut figures = [0; 2 * MEASURES];
            for (index, measure) in Measure::DRAWN.into_iter().enumerate() {
                figures[2 * index + side] = measure.value(point);
            }
            if figures.iter().any(|figure| *figure > 0) {
                stacks.add(point.backtrace.iter().rev().map(name), &figures);
            }
        }
    }
    stacks
}
