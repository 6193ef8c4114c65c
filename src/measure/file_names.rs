//! The names of the files that a run makes.

use hashbrown::{HashMap, HashSet};

use crate::experiment::{Declared, Variant};

/// The folders in a report's folder, each with files of one kind.
pub(super) const PROFILES: &str = "profiles";
pub(super) const OUTSIDE_PROFILES: &str = "outside-profiles";
pub(super) const TIMELINES: &str = "timelines";
pub(super) const ATTACHMENTS: &str = "attachments";

/// All folders of a report's files.
pub const REPORT_FOLDERS: [&str; 4] = [PROFILES, OUTSIDE_PROFILES, TIMELINES, ATTACHMENTS];

/// Whether a run can have made a file of this name in a report's folder.
pub fn is_file_of_report(file: &str) -> bool {
    let Some((folder, name)) = file.split_once('/') else {
        return false;
    };
    let is_json = name.ends_with(".json");
    let is_of_kind = match folder {
        PROFILES | OUTSIDE_PROFILES | TIMELINES => is_json,
        ATTACHMENTS => true,
        _ => false,
    };
    is_of_kind && !name.starts_with('.') && name == safe_start(name, usize::MAX) && !name.is_empty()
}

/// The stems of a case's file names, to which endings are added: `words` and `words.sorted`;
/// `words.2` and `words.2.sorted` for the second of several cases of one experiment.
#[derive(Default)]
pub struct FileStems {
    experiment: String,
    variants: HashMap<String, String>,
}

impl FileStems {
    /// The stems of the cases of these experiments, all different.
    pub(super) fn for_cases(experiments: &[&Declared]) -> Vec<Self> {
        let mut used = UsedNames::default();
        let mut stems = Vec::new();
        for number in 0..experiments.len() {
            let experiment = used.unique(&experiment_stem(experiments, number), "");
            let variants = experiments[number].variants().into_iter().map(|variant| {
                let stem = format!("{experiment}.{}", safe_name(variant.name()));
                (variant.name().to_string(), used.unique(&stem, ""))
            });
            stems.push(Self {
                variants: variants.collect(),
                experiment,
            });
        }
        stems
    }

    /// The stem of the experiment's own files.
    pub(super) fn for_experiment(&self) -> &str {
        &self.experiment
    }

    /// The stem of a variant's files.
    pub fn for_variant(&self, variant: Variant<'_>) -> &str {
        &self.variants[variant.name()]
    }
}

/// The file names that are in use, in lower case: some file systems treat `a` and `A` as one name.
#[derive(Default)]
pub struct UsedNames(HashSet<String>);

impl UsedNames {
    /// `path` itself if no other file has it, or else with a number before its extension.
    pub fn free(&mut self, path: &str) -> String {
        match path.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') => {
                self.unique(stem, &format!(".{extension}"))
            }
            _ => self.unique(path, ""),
        }
    }

    /// A name that no other file of the run has, for the file that an experiment attaches as
    /// `file`. `stem` is the stem of the experiment.
    pub(super) fn attached(&mut self, stem: &str, file: &str) -> String {
        let (name, extension) = match file.rsplit_once('.') {
            Some((name, extension)) => (name, format!(".{}", safe_start(extension, 20))),
            None => (file, String::new()),
        };
        self.unique(
            &format!("{ATTACHMENTS}/{stem}-{}", safe_name(name)),
            &extension,
        )
    }

    /// Names among which those of the variants of these cases are in use.
    pub(super) fn with_stems_of<'s>(cases: impl Iterator<Item = &'s FileStems>) -> Self {
        let stems = cases.flat_map(|stems| stems.variants.values());
        Self(stems.map(|stem| stem.to_lowercase()).collect())
    }

    /// The stem of the files of a process that a variant of the case has started, whose row has this name.
    pub(super) fn child_stem(&mut self, case: &FileStems, row: &str) -> String {
        self.unique(&format!("{}.{}", case.experiment, safe_name(row)), "")
    }

    /// `stem` followed by `extension`, with a number between them if that name is in use. The
    /// result is in use from then on.
    fn unique(&mut self, stem: &str, extension: &str) -> String {
        let first = format!("{stem}{extension}");
        let numbered = (2..).map(|number: u32| format!("{stem}_{number}{extension}"));
        let mut names = std::iter::once(first).chain(numbered);
        let free = names.find(|name| self.0.insert(name.to_lowercase()));
        free.expect("there are more numbers than files")
    }
}

fn experiment_stem(experiments: &[&Declared], number: usize) -> String {
    let name = experiments[number].name();
    let is_same = |other: &&&Declared| other.name() == name;
    if experiments.iter().filter(is_same).count() > 1 {
        let place = experiments[..=number].iter().filter(is_same).count();
        format!("{}.{place}", safe_name(name))
    } else {
        safe_name(name)
    }
}

/// The most bytes of one part of a file name. Most systems allow 255 bytes for the whole name,
/// which has a part for the experiment and another for the variant.
const LONGEST_PART_BYTES: usize = 100;

/// `name`, cut if it is long, with `_` for each character that some file system refuses.
fn safe_name(name: &str) -> String {
    safe_start(name, LONGEST_PART_BYTES)
}

/// The first characters of `name` that fit into `most_bytes`, with `_` for unsafe ones.
fn safe_start(name: &str, most_bytes: usize) -> String {
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
    use crate::Experiment;
    use crate::measure::{Plan, Selection};

    #[test]
    fn file_names_are_safe_and_different_for_each_variant_and_case() {
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
            let stems = plan.cases.iter().flat_map(|case| {
                let variants = case.variants.iter();
                variants.map(|&variant| case.stems.for_variant(variant).to_string())
            });
            stems.collect()
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
    fn no_two_file_names_differ_in_case_only() {
        let mut used = UsedNames::default();
        let mut attached = |stem: &str, file: &str| used.attached(stem, file);
        assert_eq!(attached("a", "b-c.txt"), "attachments/a-b-c.txt");
        assert_eq!(attached("a", "b-c.txt"), "attachments/a-b-c_2.txt");
        assert_eq!(attached("a-b", "C.TXT"), "attachments/a-b-C_3.TXT");
        assert_eq!(attached("a-b", "c.txt"), "attachments/a-b-c_4.txt");
        assert_eq!(attached("a", "../b c"), "attachments/a-.._b_c");
    }

    #[test]
    fn only_names_that_a_run_can_make_are_those_of_a_report() {
        let made = ["profiles/a.b_2.json", "timelines/ä.json", "attachments/a-b"];
        assert!(made.into_iter().all(is_file_of_report));
        let others = [
            "a.json",
            "profiles",
            "profiles/",
            "profiles/a.png",
            "profiles/.a.json",
            "profiles/a/b.json",
            "profiles/../a.json",
            "attachments/a b",
            "src/a.json",
        ];
        assert!(!others.into_iter().any(is_file_of_report));
    }

    #[test]
    fn a_long_name_is_cut_between_two_characters() {
        let long = "ä".repeat(300);
        assert_eq!(safe_name(&long), "ä".repeat(LONGEST_PART_BYTES / 2));
        let mut used = UsedNames::default();
        let alike: Vec<String> = (0..1000)
            .map(|_| used.attached(&safe_name(&long), &long))
            .collect();
        assert!(alike.iter().all(|name| name.len() <= 255));
    }
}
