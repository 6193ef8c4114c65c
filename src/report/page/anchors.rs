//! The ids of experiments, cases and variants, by which an address names them: `words`,
//! `words/width=100`, `words/sorted`.

use hashbrown::HashSet;

use crate::record::Case;

use super::inputs::{find_differing_inputs, input_values};

/// The ids of the page's other parts.
const OTHER_IDS: [&str; 4] = ["main", "summary", "figures", "origin"];

/// The most characters of a name in an id.
const MOST_CHARACTERS: usize = 80;

/// The ids of the cases of a page and of their experiments, in the order of the cases.
pub(super) struct Anchors {
    cases: Vec<CaseAnchor>,
}

/// The ids of one case. The id of the only case of an experiment is that of the experiment.
#[derive(Clone)]
pub(super) struct CaseAnchor {
    pub(super) experiment: String,
    pub(super) case: String,
}

impl Anchors {
    /// `cases` are those of the page; cases of one experiment follow each other.
    pub(super) fn new(cases: &[Case]) -> Self {
        let mut taken: HashSet<String> = OTHER_IDS.map(String::from).into();
        let mut anchors = Vec::with_capacity(cases.len());
        for cases in cases.chunk_by(|one, other| one.name == other.name) {
            let experiment = take_free(clean(&cases[0].name), &mut taken);
            let differing = find_differing_inputs(cases);
            for case in cases {
                let id = if cases.len() > 1 {
                    let input = clean(&input_values(case, &differing).join(","));
                    take_free(format!("{experiment}/{input}"), &mut taken)
                } else {
                    experiment.clone()
                };
                anchors.push(CaseAnchor {
                    experiment: experiment.clone(),
                    case: id,
                });
            }
        }
        Self { cases: anchors }
    }

    /// The ids of the case at this index of the page.
    pub(super) fn case(&self, index: usize) -> Option<&CaseAnchor> {
        self.cases.get(index)
    }

    /// The ids of all cases, in the order of the cases.
    pub(super) fn cases(&self) -> &[CaseAnchor] {
        &self.cases
    }
}

impl CaseAnchor {
    /// The id of a variant.
    pub(super) fn variant(&self, name: &str) -> String {
        format!("{}/{}", self.case, clean(name))
    }
}

/// A name as a part of an id: characters that are special in an address become `-`.
fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "-_.=,:@+~".contains(c);
    let characters = name.chars().take(MOST_CHARACTERS);
    characters
        .map(|c| if allowed(c) { c } else { '-' })
        .collect()
}

/// The id, with a number if it is taken.
fn take_free(id: String, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}~{number}"));
    let mut candidates = std::iter::once(id.clone()).chain(numbered);
    let free = candidates.find(|candidate| !taken.contains(candidate));
    let free = free.unwrap_or(id);
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Value;

    fn ids(cases: &[(&str, &[(&str, i64)])]) -> Vec<String> {
        let case = |(name, input): &(&str, &[(&str, i64)])| Case {
            baseline: None,
            name: name.to_string(),
            input: input
                .iter()
                .map(|(name, value)| (name.to_string(), Value::Integer(*value)))
                .collect(),
            about: String::new(),
            variants: Vec::new(),
            attachments: Vec::new(),
            conclusion: None,
        };
        let cases: Vec<Case> = cases.iter().map(case).collect();
        let anchors = Anchors::new(&cases);
        let variants = anchors.cases().iter();
        variants.map(|anchor| anchor.variant("a b")).collect()
    }

    #[test]
    fn an_id_names_the_inputs_that_differ_and_is_given_once() {
        let expected = ["words/a-b"];
        assert_eq!(ids(&[("words", &[("width", 100)])]), expected);
        let several = ids(&[
            ("words", &[("width", 100), ("n", 1)]),
            ("words", &[("width", 200), ("n", 1)]),
            ("main", &[]),
            ("words", &[]),
        ]);
        let expected = [
            "words/width=100/a-b",
            "words/width=200/a-b",
            "main~2/a-b",
            "words~2/a-b",
        ];
        assert_eq!(several, expected);
    }
}
