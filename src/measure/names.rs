//! The names of what is measured, and of the files that come of it.

use hashbrown::HashSet;

use crate::record;

use super::plan::{Plan, PlannedEntry};

/// A variant's full name: `julia/stored`.
pub(super) fn full_name(entry: &PlannedEntry<'_>, variant: usize) -> String {
    let (name, _) = entry.experiment.variants()[variant];
    record::full_name(entry.experiment.name(), name)
}

/// The beginning of a file name for the plan's first variant.
pub fn file_stem(plan: &Plan<'_>) -> String {
    let variant = plan.entries[0].variants[0];
    Stems::of(plan)[0].of_variant(variant).to_string()
}

/// The beginnings of an entry's file names: `julia`, `julia.stored`; and `julia.2`,
/// `julia.2.stored` for the second of several entries of one experiment.
pub(super) struct Stems {
    pub(super) of_experiment: String,
    of_variants: Vec<String>,
}

impl Stems {
    /// The stems of every entry of a plan, no two of them alike.
    pub(super) fn of(plan: &Plan<'_>) -> Vec<Self> {
        let mut taken = HashSet::new();
        let mut unlike = |mut stem: String| {
            while !taken.insert(stem.clone()) {
                stem.push('_');
            }
            stem
        };
        let mut stems = Vec::new();
        for (number, entry) in plan.entries.iter().enumerate() {
            let of_experiment = unlike(stem_of_experiment(plan, number));
            let variants = entry.experiment.variants();
            let stem = |(variant, _)| format!("{of_experiment}.{}", for_a_file(variant));
            let of_variants = variants.into_iter().map(stem).map(&mut unlike).collect();
            stems.push(Self {
                of_experiment,
                of_variants,
            });
        }
        stems
    }

    pub(super) fn of_variant(&self, variant: usize) -> &str {
        &self.of_variants[variant]
    }
}

fn stem_of_experiment(plan: &Plan<'_>, number: usize) -> String {
    let name = plan.entries[number].experiment.name();
    let is_of_it = |other: &&PlannedEntry<'_>| other.experiment.name() == name;
    let several = plan.entries.iter().filter(is_of_it).count() > 1;
    let place = plan.entries[..=number].iter().filter(is_of_it).count();
    match several {
        true => format!("{}.{place}", for_a_file(name)),
        false => for_a_file(name),
    }
}

/// A name with `_` for whatever some file system would not take, or would take for a folder.
pub(super) fn for_a_file(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            _ if c.is_alphanumeric() => c,
            '-' | '.' => c,
            _ => '_',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Declared, Experiment};
    use crate::measure::Selection;

    #[test]
    fn file_names_are_safe_and_tell_variants_and_entries_apart() {
        let words = |name: &str| {
            let experiment = Experiment::new(name, "").input("n", 1, "");
            Declared::from(
                experiment
                    .variant("a b", "", |_| 1)
                    .variant("a:b", "", |_| 1),
            )
        };
        let experiments = [words("my words"), words("my_words")];
        let stems = |sizes: &[&str]| -> Vec<String> {
            let selection = Selection {
                sizes: sizes.iter().map(|size| size.to_string()).collect(),
                ..Selection::default()
            };
            let plan = Plan::new(&experiments, &selection).unwrap();
            let stems = Stems::of(&plan).into_iter();
            stems.flat_map(|stems| stems.of_variants).collect()
        };
        let expected = [
            "my_words.a_b",
            "my_words.a_b_",
            "my_words_.a_b",
            "my_words_.a_b_",
        ];
        assert_eq!(stems(&[]), expected);
        let several = stems(&["1", "2"]);
        assert_eq!(
            several[..3],
            ["my_words.1.a_b", "my_words.1.a_b_", "my_words.2.a_b"]
        );
        assert_eq!(several.len(), 8);
    }
}
