//! The budgets of a run: loaded before it, checked after it.

use std::path::{Path, PathBuf};

use clap::Args;
use indexmap::IndexMap;

use crate::compare::{BrokenLimit, Budgets, VariantAtInput};
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::Run;
use crate::record::{Provenance, Report};
use crate::report::{self, ShownItems, StyledText, TextLayout};
use crate::units;

use super::excerpt::ExcerptArguments;
use super::gate_result::GateResult;
use super::{baseline, cargo, differences, output, read};

pub(super) const DEFAULT_FILE: &str = "heapwise.toml";

/// The options that name the budget file.
#[derive(Debug, Default, Args)]
pub(super) struct BudgetArguments {
    /// The file with the budgets to check [default: heapwise.toml, if it exists]
    #[arg(long, value_name = "FILE", conflicts_with = "no_budget")]
    budget: Option<PathBuf>,

    /// Ignore heapwise.toml
    #[arg(long)]
    no_budget: bool,
}

/// The budgets of a run, if any, and the baselines that they name.
#[derive(Default)]
pub(super) struct LoadedBudgets {
    budgets: Option<Budgets>,
    baselines: IndexMap<String, Report>,
}

impl BudgetArguments {
    /// Loads the budgets, and checks that they can be checked after `run`.
    ///
    /// # Errors
    ///
    /// If the file or a baseline that it names cannot be read, has an unknown key or an invalid
    /// value, or limits a figure that no pass of `run` measures.
    pub(super) fn load(
        &self,
        experiments: &[Declared],
        run: &Run<'_>,
        provenance: &Provenance,
    ) -> Result<LoadedBudgets> {
        let default = Path::new(DEFAULT_FILE);
        let path = match &self.budget {
            Some(path) => path,
            None if !self.no_budget && default.exists() => default,
            None => return Ok(LoadedBudgets::default()),
        };
        let budgets = self.read(path, experiments)?;
        let check_input = |experiment: &str, name: &str, value: &str| {
            let mut declared = experiments.iter();
            let declared = declared.find(|declared| declared.name() == experiment);
            declared.map_or(Ok(()), |declared| declared.check_input(name, value))
        };
        budgets.check_plan(&planned_variants(run), &run.passes, check_input)?;
        let names = budgets.baselines().into_iter();
        let baselines = names
            .map(|name| load_baseline(path, name, provenance))
            .collect::<Result<_>>()?;
        Ok(LoadedBudgets {
            budgets: Some(budgets),
            baselines,
        })
    }

    fn read(&self, path: &Path, experiments: &[Declared]) -> Result<Budgets> {
        let names = experiments.iter().flat_map(|experiment| {
            let variants = experiment.variants().into_iter();
            variants.map(|variant| (experiment.name(), variant.name()))
        });
        let text = read::text(path, "a budget file")?;
        if self.budget.is_some() {
            return Budgets::parse(&text, path, names);
        }
        let reports = cargo::reports_of_package().into_iter();
        let reports: Vec<Report> = reports
            .filter_map(|path| read::report(&path).ok())
            .collect();
        let others = reports.iter().flat_map(|report| &report.cases);
        let others = others.flat_map(|case| {
            let rows = case.variants.iter();
            rows.map(|row| (case.name.as_str(), row.name.as_str()))
        });
        let (budgets, warnings) = Budgets::parse_shared(&text, path, names, others)?;
        for warning in warnings {
            output::warn(&warning);
        }
        Ok(budgets)
    }
}

/// Loads a baseline that the budget file at `path` names.
fn load_baseline(path: &Path, name: &str, provenance: &Provenance) -> Result<(String, Report)> {
    match baseline::load(name) {
        Ok(report) => match report.provenance.different_programs(provenance) {
            None => Ok((name.to_string(), report)),
            Some((theirs, ours)) => Err(Error::format(
                path,
                format!(
                    "`baseline`: `{name}` is a report of `{theirs}`, not of `{ours}`; save it again with --save-baseline {name}"
                ),
            )),
        },
        Err(error @ Error::Unknown { .. }) => Err(Error::format(
            path,
            format!("`baseline`: {error}; save it with --save-baseline {name}"),
        )),
        Err(error) => Err(error),
    }
}

/// The variants that the run measures, each at its input.
fn planned_variants<'a>(run: &'a Run<'_>) -> Vec<VariantAtInput<'a>> {
    let cases = run.plan.cases.iter();
    let planned = cases.flat_map(|case| {
        let chosen = case.variants.iter();
        chosen.map(move |&variant| VariantAtInput {
            experiment: case.experiment.name(),
            variant: variant.name(),
            input: case.input.values(),
        })
    });
    planned.collect()
}

impl LoadedBudgets {
    /// Checks the report in `folder` against every budget. The text of the result lists the broken
    /// limits, each with its greatest call sites.
    ///
    /// # Errors
    ///
    /// If a profile cannot be read.
    pub(super) fn check(
        &self,
        report: &Report,
        folder: &Path,
        layout: TextLayout,
    ) -> Result<GateResult> {
        let Some(budgets) = &self.budgets else {
            return Ok(GateResult {
                has_passed: true,
                ..GateResult::default()
            });
        };
        let check = budgets.check(report, &self.baselines);
        let mut shown = ShownItems::failing_limits(layout);
        let mut text = StyledText::default();
        for broken in check.broken.iter().filter(|_| shown.allows_next()) {
            text.append(render_broken(broken, folder, layout)?);
        }
        let others = shown.render_others("broken limit", ExcerptArguments::REMEDY);
        text.push_str(&others.unwrap_or_default());
        let limits = units::count_of(check.kept as u64, "budget limit");
        text.push_str(&format!("{limits} kept, {} broken\n", check.broken.len()));
        Ok(GateResult {
            text,
            warnings: render_unchecked([&check.unchecked[..], &check.disturbed].concat(), layout),
            has_passed: check.broken.is_empty() && check.unchecked.is_empty(),
            broken: Some(check.broken),
            difference: None,
        })
    }
}

/// A warning for each limit that was not checked; of many, the first and the number of the others.
fn render_unchecked(unchecked: Vec<String>, layout: TextLayout) -> Vec<String> {
    let mut shown = ShownItems::failing_limits(layout);
    let first = unchecked.iter().filter(|_| shown.allows_next());
    let mut warnings: Vec<String> = first
        .map(|sentence| format!("budget not checked: {sentence}"))
        .collect();
    warnings.extend(shown.render_others("unchecked limit", ExcerptArguments::REMEDY));
    warnings
}

fn render_broken(broken: &BrokenLimit, folder: &Path, layout: TextLayout) -> Result<StyledText> {
    let profile = match &broken.profile {
        Some(file) => differences::read_profile(folder, file)?,
        None => None,
    };
    Ok(report::render_broken_budget(
        broken,
        profile.as_ref(),
        layout,
    ))
}
