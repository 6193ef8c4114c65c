//! The names of what is measured, and of the files that come of it.

use super::plan::{Plan, PlannedEntry};

/// A variant's full name: `julia/stored`.
pub(super) fn full_name(entry: &PlannedEntry<'_>, variant: usize) -> String {
    let (name, _) = entry.experiment.variants()[variant];
    format!("{}/{name}", entry.experiment.name())
}

/// The beginnings of an entry's file names: `julia`, `julia.stored`; and `julia.2`,
/// `julia.2.stored` for the second of several entries of one experiment.
pub(super) struct Stems {
    pub(super) of_experiment: String,
    of_variants: Vec<String>,
}

impl Stems {
    pub(super) fn new(plan: &Plan<'_>, number: usize) -> Self {
        let entry = &plan.entries[number];
        let name = entry.experiment.name();
        let is_of_it = |other: &&PlannedEntry<'_>| other.experiment.name() == name;
        let several = plan.entries.iter().filter(is_of_it).count() > 1;
        let place = plan.entries[..=number].iter().filter(is_of_it).count();
        let of_experiment = match several {
            true => format!("{}.{place}", for_a_file(name)),
            false => for_a_file(name),
        };
        let mut of_variants: Vec<String> = Vec::new();
        for (variant, _) in entry.experiment.variants() {
            let mut stem = format!("{of_experiment}.{}", for_a_file(variant));
            while of_variants.contains(&stem) {
                stem.push('_');
            }
            of_variants.push(stem);
        }
        Self {
            of_experiment,
            of_variants,
        }
    }

    pub(super) fn of_variant(&self, variant: usize) -> &str {
        &self.of_variants[variant]
    }
}

/// A name with `_` for whatever some file system would not take.
fn for_a_file(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            _ if c.is_alphanumeric() => c,
            '-' => c,
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
        let words = Experiment::new("my words", "")
            .input("n", 1, "")
            .variant("a b", "", |_| 1)
            .variant("a:b", "", |_| 1);
        let experiments = [Declared::from(words)];
        let selection = Selection {
            sizes: vec![String::from("1"), String::from("2")],
            ..Selection::default()
        };
        let plan = Plan::new(&experiments, &selection).unwrap();
        let stems = Stems::new(&plan, 1);
        assert_eq!(stems.of_experiment, "my_words.2");
        assert_eq!(stems.of_variants, ["my_words.2.a_b", "my_words.2.a_b_"]);
        let plan = Plan::new(&experiments, &Selection::default()).unwrap();
        assert_eq!(Stems::new(&plan, 0).of_experiment, "my_words");
    }
}
