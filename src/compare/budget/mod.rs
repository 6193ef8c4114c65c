//! Budgets: limits that the footprints of a run must keep.

mod file;

use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};

use crate::error::{Error, Result};
use crate::experiment::Parameter;
use crate::record::{Pass, Patterns, Value};

use super::ceiling::{Ceiling, Figure};

/// The budgets of one file.
pub struct Budgets {
    pub(super) path: PathBuf,
    pub(super) budgets: Vec<Budget>,
}

/// One `[[budget]]`.
pub(super) struct Budget {
    /// Which one of the file, from 1.
    pub(super) number: usize,
    variants: Patterns,
    /// Names of inputs, and values as they are written for them.
    input: Vec<(String, String)>,
    pub(super) ceilings: Vec<(Figure, Ceiling)>,
}

/// A variant at one of its inputs.
#[derive(Debug, Clone, Copy)]
pub struct AtInput<'a> {
    /// The experiment's name.
    pub experiment: &'a str,
    /// The variant's.
    pub variant: &'a str,
    /// The input's values.
    pub input: &'a IndexMap<String, Value>,
}

/// A variant that a run will measure, and what its experiment declares.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Which one.
    pub variant: AtInput<'a>,
    /// The inputs.
    pub parameters: &'a [Parameter],
}

impl Budgets {
    /// The baselines that are named, each once.
    pub fn baselines(&self) -> IndexSet<&str> {
        let ceilings = self.budgets.iter().flat_map(|budget| &budget.ceilings);
        ceilings
            .filter_map(|(_, ceiling)| ceiling.baseline())
            .collect()
    }

    /// Whether every budget of a variant that will be measured can be checked after `passes`.
    ///
    /// # Errors
    ///
    /// Where one cannot, since no pass gives its figure; or where it asks for an input that its
    /// experiment does not have, or for a value that it may not have.
    pub fn check_plan(&self, plan: &[Planned<'_>], passes: &[Pass]) -> Result<()> {
        for budget in &self.budgets {
            let told =
                |problem| Error::format(&self.path, format!("budget {}: {problem}", budget.number));
            let chosen = plan.iter().filter(|planned| {
                let AtInput {
                    experiment,
                    variant,
                    ..
                } = planned.variant;
                budget.variants.choose(experiment, variant)
            });
            for planned in chosen {
                budget.check_input(planned.parameters).map_err(told)?;
                if budget.applies_to(&planned.variant) {
                    budget.check_passes(passes).map_err(told)?;
                }
            }
        }
        Ok(())
    }
}

impl Budget {
    /// Whether the budget is one of this variant at this input.
    pub(super) fn applies_to(&self, variant: &AtInput<'_>) -> bool {
        let has = |(name, value): &(String, String)| {
            let given = variant.input.get(name);
            given.is_some_and(|given| given.is_written(value))
        };
        self.variants.choose(variant.experiment, variant.variant) && self.input.iter().all(has)
    }

    fn check_input(&self, parameters: &[Parameter]) -> Result<(), String> {
        let names = parameters.iter().map(|parameter| parameter.name.as_str());
        let check = |(name, value): &(String, String)| {
            let parameter = parameters.iter().find(|parameter| parameter.name == *name);
            let parameter =
                parameter.ok_or_else(|| Error::unknown("input", name, names.clone()))?;
            parameter.parse(value).map(drop)
        };
        let wrong = |error: Error| format!("`input`: {error}");
        self.input.iter().try_for_each(check).map_err(wrong)
    }

    fn check_passes(&self, passes: &[Pass]) -> Result<(), String> {
        self.ceilings
            .iter()
            .try_for_each(|(figure, _)| match figure {
                Figure::Field(field) => field.check_passes(passes).map_err(|problem| {
                    format!("{problem}; make that pass too, or run with --no-budget")
                }),
                Figure::Metric(_) => Ok(()),
            })
    }
}
