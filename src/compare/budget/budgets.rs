//! The budgets of one file, and the variants that they apply to.

use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};

use crate::error::{Error, Result};
use crate::record::{Pass, Patterns, Value};

use super::limit::{BudgetLimit, LimitedFigure};

/// The budgets of one file.
pub struct Budgets {
    pub(super) path: PathBuf,
    pub(super) budgets: Vec<Budget>,
}

/// One `[[budget]]` table of the file.
pub(super) struct Budget {
    /// The position of the budget in the file, from 1.
    pub(super) number: usize,
    /// The variants that the budget applies to.
    pub(super) variants: Patterns,
    /// The inputs that the budget applies to: their names, and values as on the command line.
    pub(super) input: Vec<(String, String)>,
    /// The limited figures and their limits.
    pub(super) limits: Vec<(LimitedFigure, BudgetLimit)>,
}

/// A variant at one set of input values.
#[derive(Debug, Clone, Copy)]
pub struct VariantAtInput<'a> {
    /// The experiment's name.
    pub experiment: &'a str,
    /// The variant's name.
    pub variant: &'a str,
    /// The input values by name.
    pub input: &'a IndexMap<String, Value>,
}

impl Budgets {
    /// The limits on one figure or metric only, given by its short name; `None` if it has none.
    #[must_use]
    pub fn only(mut self, name: &str) -> Option<Self> {
        for budget in &mut self.budgets {
            budget.limits.retain(|(figure, _)| figure.name() == name);
        }
        self.budgets.retain(|budget| !budget.limits.is_empty());
        (!self.budgets.is_empty()).then_some(self)
    }

    /// The baselines that the budgets name, each once.
    pub fn baselines(&self) -> IndexSet<&str> {
        let limits = self.budgets.iter().flat_map(|budget| &budget.limits);
        limits.filter_map(|(_, limit)| limit.baseline()).collect()
    }

    /// Checks that every budget of a variant in `plan` can be checked after a run that makes
    /// `passes`.
    ///
    /// `check_input` is called with the name of an experiment, the name of an input, and a value as
    /// it is written on the command line. It returns an error if the experiment has no such input,
    /// or the input does not allow the value.
    ///
    /// # Errors
    ///
    /// If none of `passes` measures a limited figure, or if `check_input` refuses an input of a
    /// budget.
    pub fn check_plan(
        &self,
        plan: &[VariantAtInput<'_>],
        passes: &[Pass],
        check_input: impl Fn(&str, &str, &str) -> Result<()>,
    ) -> Result<()> {
        for budget in &self.budgets {
            let located_error =
                |problem| Error::format(&self.path, format!("budget {}: {problem}", budget.number));
            let chosen = plan
                .iter()
                .filter(|planned| budget.variants.selects(planned.experiment, planned.variant));
            for planned in chosen {
                budget
                    .check_input(|name, value| check_input(planned.experiment, name, value))
                    .map_err(located_error)?;
                if budget.applies_to(planned) {
                    budget.check_passes(passes).map_err(located_error)?;
                }
            }
        }
        Ok(())
    }
}

impl Budget {
    /// Whether the budget applies to this variant at this input.
    pub(super) fn applies_to(&self, variant: &VariantAtInput<'_>) -> bool {
        let is_value = |(name, written): &(String, String)| {
            let value = variant.input.get(name);
            value.is_some_and(|value| value.is_written(written))
        };
        self.variants.selects(variant.experiment, variant.variant)
            && self.input.iter().all(is_value)
    }

    fn check_input(&self, check: impl Fn(&str, &str) -> Result<()>) -> Result<(), String> {
        self.input
            .iter()
            .try_for_each(|(name, value)| check(name, value))
            .map_err(|error| format!("`input`: {error}"))
    }

    fn check_passes(&self, passes: &[Pass]) -> Result<(), String> {
        self.limits
            .iter()
            .try_for_each(|(figure, _)| figure.check_passes(passes))
    }
}
