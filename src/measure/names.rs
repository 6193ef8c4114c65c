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
        let mut taken = Taken::default();
        let mut stems = Vec::new();
        for (number, entry) in plan.entries.iter().enumerate() {
            let of_experiment = taken.unlike(&stem_of_experiment(plan, number), "");
            let variants = entry.experiment.variants();
            let stem = |(variant, _)| format!("{of_experiment}.{}", for_a_file(variant));
            let stems_of_variants = variants.into_iter().map(stem);
            let of_variants = stems_of_variants
                .map(|stem| taken.unlike(&stem, ""))
                .collect();
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

/// The names that files have already. Some file systems do not tell `a` from `A`.
#[derive(Default)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    /// A name for the file `file` that belongs to `stem`.
    pub(super) fn attached(&mut self, stem: &str, file: &str) -> String {
        let (name, extension) = match file.rsplit_once('.') {
            Some((name, extension)) => (name, format!(".{}", begun(extension, 20))),
            None => (file, String::new()),
        };
        self.unlike(&format!("{stem}-{}", for_a_file(name)), &extension)
    }

    /// `stem` and `extension`, with a number between them where that is taken.
    fn unlike(&mut self, stem: &str, extension: &str) -> String {
        let first = format!("{stem}{extension}");
        let numbered = (2..).map(|number: u32| format!("{stem}_{number}{extension}"));
        let mut names = std::iter::once(first).chain(numbered);
        let free = names.find(|name| self.0.insert(name.to_lowercase()));
        free.expect("there are more numbers than files")
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

/// The longest part of a file's name. Of the 255 bytes that most systems have room for, an
/// experiment and a variant take one each.
const LONGEST_PART_BYTES: usize = 100;

/// A name, or the beginning of a long one, with `_` for whatever some file system would not take, or
/// would take for a folder.
fn for_a_file(name: &str) -> String {
    begun(name, LONGEST_PART_BYTES)
}

/// The same of at most so many bytes.
fn begun(name: &str, most_bytes: usize) -> String {
    name.char_indices()
        .take_while(|(place, c)| place + c.len_utf8() <= most_bytes)
        .map(|(_, c)| match c {
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
            "my_words.a_b_2",
            "my_words_2.a_b",
            "my_words_2.a_b_2",
        ];
        assert_eq!(stems(&[]), expected);
        let several = stems(&["1", "2"]);
        assert_eq!(
            several[..3],
            ["my_words.1.a_b", "my_words.1.a_b_2", "my_words.2.a_b"]
        );
        assert_eq!(several.len(), 8);
    }

    #[test]
    fn no_two_files_are_alike_whatever_the_file_system_tells_apart() {
        let mut taken = Taken::default();
        let mut attached = |stem: &str, file: &str| taken.attached(stem, file);
        assert_eq!(attached("a", "b-c.txt"), "a-b-c.txt");
        assert_eq!(attached("a", "b-c.txt"), "a-b-c_2.txt");
        assert_eq!(attached("a-b", "C.TXT"), "a-b-C_3.TXT");
        assert_eq!(attached("a-b", "c.txt"), "a-b-c_4.txt");
        assert_eq!(attached("a", "../b c"), "a-.._b_c");
    }

    #[test]
    fn a_long_name_is_cut_between_two_characters() {
        let long = "ä".repeat(300);
        assert_eq!(for_a_file(&long), "ä".repeat(LONGEST_PART_BYTES / 2));
        let mut taken = Taken::default();
        let alike: Vec<String> = (0..1000)
            .map(|_| taken.attached(&for_a_file(&long), &long))
            .collect();
        assert!(alike.iter().all(|name| name.len() <= 255));
    }
}
