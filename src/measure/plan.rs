//! The plan of a run: its variants, inputs and passes.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::alloc;
use crate::alloc::heap::Recorder;
use crate::error::{Error, Result};
use crate::experiment::{Declared, Extra, Input, Variant};
use crate::profile::OwnershipPatterns;
use crate::record::{Case, Figure, Outcome, Partition, Pass, Patterns, Report, Row, Value};

use super::file_names::FileStems;
use super::forecast::Forecast;
use super::process::WorkerLimits;
use super::programs::Programs;
use super::repetition::CountPasses;
use super::sampling::Sampling;
use super::task::{PassSettings, Task};

/// The variants and inputs that the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Experiments, variants or globs; an empty list selects all.
    pub patterns: Vec<String>,
    /// Values of inputs by name. Several values of one name make a case each.
    pub inputs: Vec<(String, String)>,
    /// Values of the input `n`, for the experiments that have one.
    pub sizes: Vec<String>,
    /// Whether inputs have the values that they declare for a test.
    pub is_test: bool,
}

/// The cases of a run, in order.
#[derive(Default)]
pub struct Plan<'a> {
    /// The cases, at least one.
    pub cases: Vec<PlannedCase<'a>>,
}

/// One experiment at one set of input values.
pub struct PlannedCase<'a> {
    /// The experiment.
    pub experiment: &'a Declared,
    /// The input.
    pub input: Input,
    /// The variants to run.
    pub variants: Vec<Variant<'a>>,
    /// The stems of the names of its files.
    pub stems: FileStems,
    /// Whether the experiment's own files are made here: in the part that has the case's first variant.
    makes_files: bool,
}

/// The kind of task that a later round of the time pass is, in a forecast.
pub(super) const LATER_ROUND: &str = "later round";

/// A plan, and how to carry it out.
pub struct Run<'a> {
    /// What to measure.
    pub plan: Plan<'a>,
    /// The passes, in the order in which they are made. If there are none, each variant runs once
    /// for its answer only.
    pub passes: Vec<Pass>,
    /// How to make the passes.
    pub settings: PassSettings,
    /// How often the count pass is made.
    pub count_passes: CountPasses,
    /// An earlier report of the same program, which shows what varies from run to run.
    pub earlier: Option<Report>,
    /// The report of this run when it was cut off. Its rows are not measured again, but for failed ones.
    pub resumed: Option<Report>,
    /// The user's patterns for own and other code in profiles.
    pub ownership: OwnershipPatterns,
    /// The limits of each worker.
    pub limits: WorkerLimits,
    /// Stops the run once it is true.
    pub interrupted: &'a AtomicBool,
    /// The programs that the variants run, if the plan is of [`Programs::declare`].
    pub programs: Option<Programs>,
}

impl Run<'_> {
    /// The recorder of the heap passes, if there are any.
    pub fn recorder(&self) -> Option<Recorder> {
        let recorder = self.settings.recorder.recorder;
        let tool = self.programs.as_ref().and_then(|programs| programs.tool);
        let records = self.passes.contains(&Pass::Heap) && tool.is_none();
        records.then_some(recorder)
    }
}

impl<'a> Plan<'a> {
    /// Plans a selection.
    ///
    /// # Errors
    ///
    /// If a pattern matches no variant, an input belongs to no selected experiment, or a value is not
    /// valid for its input.
    pub fn new(experiments: &'a [Declared], selection: &Selection) -> Result<Self> {
        let selected = select(experiments, &selection.patterns)?;
        let mut inputs = selection.inputs.clone();
        let sizes = selection.sizes.iter();
        inputs.extend(sizes.map(|n| (String::from("n"), n.clone())));
        check_inputs_exist(&selected, &inputs)?;
        let mut plan = Self::default();
        for (experiment, variants) in selected {
            for input in input_combinations(experiment, &inputs, selection.is_test)? {
                plan.cases.push(PlannedCase {
                    experiment,
                    input,
                    variants: variants.clone(),
                    stems: FileStems::default(),
                    makes_files: experiment.has_attachments(),
                });
            }
        }
        let experiments: Vec<&Declared> = plan.cases.iter().map(|case| case.experiment).collect();
        let stems = FileStems::for_cases(&experiments);
        for (case, stems) in plan.cases.iter_mut().zip(stems) {
            case.stems = stems;
        }
        Ok(plan)
    }

    /// Keeps the variants of one part of the run, counted over all cases in order.
    pub fn keep_part(&mut self, partition: Partition) {
        let mut index = 0;
        for case in &mut self.cases {
            case.makes_files &= partition.has(index);
            case.variants.retain(|_| {
                index += 1;
                partition.has(index - 1)
            });
        }
        self.cases.retain(|case| !case.variants.is_empty());
    }

    /// The number of variants, each counted once for each case.
    pub fn variant_count(&self) -> usize {
        self.cases.iter().map(|case| case.variants.len()).sum()
    }
}

impl Run<'_> {
    /// The tasks of all cases.
    pub(super) fn forecast(&self) -> Forecast {
        const SHORT: Duration = Duration::from_millis(50);
        let mut forecast = Forecast::default();
        for case in &self.plan.cases {
            forecast.add_case(case.experiment.name());
            let sampling = self.sampling(case.experiment);
            let round = sampling.assumed_round();
            let variants = case.variants.iter();
            let variants =
                variants.filter(|variant| self.resumed_row(case, variant.name()).is_none());
            for task in variants.flat_map(|&variant| self.tasks(variant)) {
                if task == Task::Pass(Pass::Time) {
                    forecast.add_tasks(task.name(), 1, round);
                    let later = sampling.rounds.count().saturating_sub(1);
                    forecast.add_tasks(LATER_ROUND, later, round);
                } else {
                    forecast.add_tasks(task.name(), 1, SHORT);
                }
            }
        }
        forecast
    }

    /// How to sample the times of this experiment, which may have a time budget of its own.
    pub(super) fn sampling(&self, experiment: &Declared) -> Sampling {
        let sampling = self.settings.sampling;
        let budget = experiment.time_budget();
        budget.map_or(sampling, |budget| sampling.within(budget))
    }

    /// The tasks of a variant: its passes, then its extras as far as this program can collect them.
    pub(super) fn tasks(&self, variant: Variant<'_>) -> Vec<Task> {
        if self.is_for_answers() {
            return vec![Task::Answer];
        }
        let can_collect = |extra: &Extra| !extra.needs_allocator() || alloc::installed().is_some();
        let passes = self.passes.iter().copied().map(Task::Pass);
        let extras = variant.extras().filter(can_collect).map(Task::Extra);
        passes.chain(extras).collect()
    }

    /// The keys of the variant's figures that differed from run to run in the earlier report, but for
    /// those that vary by nature.
    pub(super) fn varied_before(
        &self,
        case: &PlannedCase<'_>,
        variant: Variant<'_>,
    ) -> BTreeSet<String> {
        let row = find_case(self.earlier.as_ref(), case).and_then(|case| case.row(variant.name()));
        let heap = row.and_then(|row| row.heap.as_ref());
        let keys = heap.iter().flat_map(|heap| heap.varies.keys());
        let is_exact = |key: &&String| Figure::find(key).is_some_and(|figure| figure.is_exact);
        keys.filter(is_exact).cloned().collect()
    }

    /// The case of the run that was cut off, if it had begun with it.
    pub(super) fn resumed_case(&self, case: &PlannedCase<'_>) -> Option<&Case> {
        find_case(self.resumed.as_ref(), case)
    }

    /// The row of a variant that was measured before the run was cut off.
    pub(super) fn resumed_row(&self, case: &PlannedCase<'_>, variant: &str) -> Option<&Row> {
        let row = self.resumed_case(case)?.row(variant)?;
        let has_failed = matches!(row.outcome, Outcome::Failed { .. });
        (!has_failed).then_some(row)
    }

    /// Whether the run makes the files of an experiment.
    pub(super) fn attaches(&self, case: &PlannedCase<'_>) -> bool {
        case.makes_files && !self.is_for_answers()
    }

    fn is_for_answers(&self) -> bool {
        self.passes.is_empty()
    }
}

fn find_case<'r>(report: Option<&'r Report>, case: &PlannedCase<'_>) -> Option<&'r Case> {
    let mut cases = report?.cases.iter();
    let name = case.experiment.name();
    cases.find(|stored| stored.name == name && stored.input == *case.input.values())
}

/// Whether `word` is the name of a variant, or a pattern that selects any of `experiments`.
pub fn is_variant_or_pattern(word: &str, experiments: &[Declared]) -> bool {
    let mut variants = experiments.iter().flat_map(Declared::variants);
    variants.any(|variant| variant.name() == word)
        || select(experiments, &[word.to_string()]).is_ok()
}

/// The experiments that the patterns select, each with its selected variants.
fn select<'a>(
    experiments: &'a [Declared],
    patterns: &[String],
) -> Result<Vec<(&'a Declared, Vec<Variant<'a>>)>> {
    let names = experiments.iter().flat_map(|experiment| {
        let variants = experiment.variants().into_iter();
        variants.map(|variant| (experiment.name(), variant.name()))
    });
    let patterns = Patterns::new(patterns, names)?;
    let selected = experiments.iter().filter_map(|experiment| {
        let mut variants = experiment.variants();
        variants.retain(|variant| patterns.selects(experiment.name(), variant.name()));
        (!variants.is_empty()).then_some((experiment, variants))
    });
    Ok(selected.collect())
}

fn check_inputs_exist(
    selected: &[(&Declared, Vec<Variant<'_>>)],
    inputs: &[(String, String)],
) -> Result<()> {
    let known: Vec<&str> = selected
        .iter()
        .flat_map(|(experiment, _)| experiment.parameters())
        .map(|parameter| parameter.name.as_str())
        .collect();
    let mut names = inputs.iter().map(|(name, _)| name.as_str());
    match names.find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::unknown("input", name, known)),
    }
}

/// Every combination of the values given for an experiment's inputs, with defaults for the others.
fn input_combinations(
    experiment: &Declared,
    given: &[(String, String)],
    is_test: bool,
) -> Result<Vec<Input>> {
    let mut combinations: Vec<Vec<(String, Value)>> = vec![Vec::new()];
    for parameter in experiment.parameters() {
        let mut values: Vec<Value> = given
            .iter()
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, text)| parameter.parse(text))
            .collect::<Result<_>>()?;
        remove_duplicates(&mut values);
        let test_value = parameter.test_value.iter().filter(|_| is_test);
        if values.is_empty() {
            values.extend(test_value.cloned());
        }
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

fn remove_duplicates(values: &mut Vec<Value>) {
    let mut unique: Vec<Value> = Vec::with_capacity(values.len());
    values.retain(|value| {
        let is_new = !unique.contains(value);
        if is_new {
            unique.push(value.clone());
        }
        is_new
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Experiment;

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
            is_test: false,
        };
        let experiments = experiments();
        let plan = Plan::new(&experiments, &selection)?;
        let lines = plan.cases.iter().map(|case| {
            let values: Vec<String> = case.input.values().values().map(Value::to_string).collect();
            let variants: Vec<&str> = case.variants.iter().map(|variant| variant.name()).collect();
            format!(
                "{} {} {variants:?}",
                case.experiment.name(),
                values.join(",")
            )
        });
        Ok(lines.collect())
    }

    #[test]
    fn patterns_choose_experiments_variants_and_globs() {
        assert_eq!(
            planned(&[], &[], &[]).unwrap(),
            ["words 10,1 [\"set\", \"sorted\"]", "other  [\"set\"]"]
        );
        assert_eq!(planned(&["other"], &[], &[]).unwrap(), ["other  [\"set\"]"]);
        assert_eq!(
            planned(&["words/sorted"], &[], &[]).unwrap(),
            ["words 10,1 [\"sorted\"]"]
        );
        assert_eq!(
            planned(&["*/set"], &[], &[]).unwrap(),
            ["words 10,1 [\"set\"]", "other  [\"set\"]"]
        );
    }

    #[test]
    fn repeated_inputs_and_sizes_make_a_case_for_every_combination() {
        let seeds = [("seed", "1"), ("seed", "2"), ("seed", "1")];
        let cases = planned(&[], &seeds, &["1e3", "1e4"]).unwrap();
        let expected = [
            "words 1000,1 [\"set\", \"sorted\"]",
            "words 1000,2 [\"set\", \"sorted\"]",
            "words 10000,1 [\"set\", \"sorted\"]",
            "words 10000,2 [\"set\", \"sorted\"]",
            "other  [\"set\"]",
        ];
        assert_eq!(cases, expected);
    }

    #[test]
    fn an_unknown_name_is_reported_with_the_nearest() {
        let message = |result: Result<Vec<String>>| result.unwrap_err().to_string();
        assert!(
            message(planned(&["word"], &[], &[]))
                .starts_with("no experiment `word`; the nearest: `words`")
        );
        assert!(message(planned(&["words/sort"], &[], &[])).contains("nearest: `words/sorted`"));
        assert!(
            message(planned(&[], &[("sed", "1")], &[]))
                .contains("no input `sed`; the nearest: `seed`")
        );
        assert!(message(planned(&["other"], &[], &["10"])).contains("no input `n`: none exists"));
        assert!(message(planned(&["words/[a"], &[], &[])).starts_with("argument `words/[a`"));
        assert!(message(planned(&[], &[("n", "x")], &[])).contains("not a whole number"));
    }
}
