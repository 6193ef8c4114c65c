//! What a run will do: which variants of which experiments, at which inputs.

use crate::error::{Error, Result};
use crate::experiment::{Declared, Input};
use crate::record::{Patterns, Value};

/// What the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Experiments, variants or globs; all where there are none.
    pub patterns: Vec<String>,
    /// Values of inputs by name. Several of one name make an entry each.
    pub inputs: Vec<(String, String)>,
    /// Values of the input `n`, for the experiments that have one.
    pub sizes: Vec<String>,
}

/// The entries of a run, in order.
#[derive(Default)]
pub struct Plan<'a> {
    /// At least one.
    pub entries: Vec<PlannedEntry<'a>>,
}

/// One experiment at one input.
pub struct PlannedEntry<'a> {
    /// The experiment.
    pub experiment: &'a Declared,
    /// The input.
    pub input: Input,
    /// The variants to run, by their place in the order of declaration.
    pub variants: Vec<usize>,
}

impl<'a> Plan<'a> {
    /// Plans what `selection` asks for.
    ///
    /// # Errors
    ///
    /// Where a pattern matches no variant, an input belongs to no chosen experiment, or a value
    /// is not one that its input may have.
    pub fn new(experiments: &'a [Declared], selection: &Selection) -> Result<Self> {
        let chosen = choose(experiments, &selection.patterns)?;
        let mut inputs = selection.inputs.clone();
        inputs.extend(
            selection
                .sizes
                .iter()
                .map(|n| (String::from("n"), n.clone())),
        );
        every_input_belongs(&chosen, &inputs)?;
        let mut plan = Self::default();
        for (experiment, variants) in chosen {
            for input in inputs_of(experiment, &inputs)? {
                plan.entries.push(PlannedEntry {
                    experiment,
                    input,
                    variants: variants.clone(),
                });
            }
        }
        Ok(plan)
    }
}

/// Whether `word` is a pattern that chooses any of `experiments`, or a variant's own name.
pub fn is_chosen_by(word: &str, experiments: &[Declared]) -> bool {
    let is_own = |(variant, _): (&str, &str)| variant == word;
    let mut variants = experiments.iter().flat_map(Declared::variants);
    variants.any(is_own) || choose(experiments, &[word.to_string()]).is_ok()
}

/// The experiments with the places of their variants that the patterns choose.
fn choose<'a>(
    experiments: &'a [Declared],
    patterns: &[String],
) -> Result<Vec<(&'a Declared, Vec<usize>)>> {
    let names = experiments.iter().flat_map(|experiment| {
        let variants = experiment.variants().into_iter();
        variants.map(|(variant, _)| (experiment.name(), variant))
    });
    let patterns = Patterns::new(patterns, names)?;
    let chosen = experiments.iter().filter_map(|experiment| {
        let places: Vec<usize> = experiment
            .variants()
            .iter()
            .enumerate()
            .filter(|(_, (variant, _))| patterns.choose(experiment.name(), variant))
            .map(|(place, _)| place)
            .collect();
        (!places.is_empty()).then_some((experiment, places))
    });
    Ok(chosen.collect())
}

fn every_input_belongs(
    chosen: &[(&Declared, Vec<usize>)],
    inputs: &[(String, String)],
) -> Result<()> {
    let known: Vec<&str> = chosen
        .iter()
        .flat_map(|(experiment, _)| experiment.parameters())
        .map(|parameter| parameter.name.as_str())
        .collect();
    match inputs
        .iter()
        .find(|(name, _)| !known.contains(&name.as_str()))
    {
        None => Ok(()),
        Some((name, _)) => Err(Error::unknown("input", name, known)),
    }
}

/// Every combination of the values given for the experiment's inputs; the default for the others.
fn inputs_of(experiment: &Declared, given: &[(String, String)]) -> Result<Vec<Input>> {
    let mut combinations: Vec<Vec<(String, Value)>> = vec![Vec::new()];
    for parameter in experiment.parameters() {
        let mut values: Vec<Value> = given
            .iter()
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, text)| parameter.read(text))
            .collect::<Result<_>>()?;
        keep_first_of_equals(&mut values);
        if values.is_empty() {
            values.extend_from_slice(parameter.domain.defaults());
        }
        combinations = combinations
            .iter()
            .flat_map(|combination| {
                values.iter().map(|value| {
                    let mut longer = combination.clone();
                    longer.push((parameter.name.clone(), value.clone()));
                    longer
                })
            })
            .collect();
    }
    Ok(combinations.into_iter().map(Input::from_iter).collect())
}

fn keep_first_of_equals(values: &mut Vec<Value>) {
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    values.retain(|value| {
        let is_new = !kept.contains(value);
        if is_new {
            kept.push(value.clone());
        }
        is_new
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn experiments() -> Vec<Declared> {
        let words = Experiment::new("words", "")
            .input("n", 10, "")
            .input("seed", 1, "")
            .variant("set", "", |_| 1)
            .variant("sorted", "", |_| 1);
        let other = Experiment::new("other", "").variant("set", "", |_| 1);
        vec![words.into(), other.into()]
    }

    fn planned(patterns: &[&str], inputs: &[(&str, &str)], sizes: &[&str]) -> Result<Vec<String>> {
        let selection = Selection {
            patterns: patterns.iter().map(|text| text.to_string()).collect(),
            inputs: inputs
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            sizes: sizes.iter().map(|text| text.to_string()).collect(),
        };
        let experiments = experiments();
        let plan = Plan::new(&experiments, &selection)?;
        let told = plan.entries.iter().map(|entry| {
            let values: Vec<String> = entry
                .input
                .values()
                .values()
                .map(Value::to_string)
                .collect();
            format!(
                "{} {} {:?}",
                entry.experiment.name(),
                values.join(","),
                entry.variants
            )
        });
        Ok(told.collect())
    }

    #[test]
    fn patterns_choose_experiments_variants_and_globs() {
        assert_eq!(
            planned(&[], &[], &[]).unwrap(),
            ["words 10,1 [0, 1]", "other  [0]"]
        );
        assert_eq!(planned(&["other"], &[], &[]).unwrap(), ["other  [0]"]);
        assert_eq!(
            planned(&["words/sorted"], &[], &[]).unwrap(),
            ["words 10,1 [1]"]
        );
        assert_eq!(
            planned(&["*/set"], &[], &[]).unwrap(),
            ["words 10,1 [0]", "other  [0]"]
        );
    }

    #[test]
    fn repeated_inputs_and_sizes_make_an_entry_for_every_combination() {
        let seeds = [("seed", "1"), ("seed", "2"), ("seed", "1")];
        let entries = planned(&[], &seeds, &["1e3", "1e4"]).unwrap();
        let expected = [
            "words 1000,1 [0, 1]",
            "words 1000,2 [0, 1]",
            "words 10000,1 [0, 1]",
            "words 10000,2 [0, 1]",
            "other  [0]",
        ];
        assert_eq!(entries, expected);
    }

    #[test]
    fn what_is_not_declared_is_told_with_the_nearest() {
        let told = |result: Result<Vec<String>>| result.unwrap_err().to_string();
        assert!(
            told(planned(&["word"], &[], &[]))
                .starts_with("no experiment `word`; the nearest: `words`")
        );
        assert!(told(planned(&["words/sort"], &[], &[])).contains("nearest: `words/sorted`"));
        assert!(
            told(planned(&[], &[("sed", "1")], &[]))
                .contains("no input `sed`; the nearest: `seed`")
        );
        assert!(told(planned(&["other"], &[], &["10"])).contains("no input `n`: none exists"));
        assert!(told(planned(&["words/[a"], &[], &[])).starts_with("argument `words/[a`"));
        assert!(told(planned(&[], &[("n", "x")], &[])).contains("not a whole number"));
    }
}
