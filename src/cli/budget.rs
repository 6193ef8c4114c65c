//! The budgets of a run: read and looked over before it, checked after it.

use std::path::{Path, PathBuf};

use clap::Args;
use indexmap::IndexMap;

use crate::compare::{AtInput, Broken, Budgets, Planned};
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::{self, Run};
use crate::record::{self, Report};
use crate::report;
use crate::units;

use super::yardsticks::Verdict;
use super::{baseline, differences, output, read};

const DEFAULT_FILE: &str = "heapwise.toml";

/// Which budgets hold.
#[derive(Debug, Default, Args)]
pub(super) struct BudgetArguments {
    /// The budgets to keep [default: heapwise.toml, where there is one]
    #[arg(long, value_name = "FILE", conflicts_with = "no_budget")]
    budget: Option<PathBuf>,

    /// Leave heapwise.toml aside
    #[arg(long)]
    no_budget: bool,
}

/// The budgets of a run, and the baselines that they name.
#[derive(Default)]
pub(super) struct Held {
    budgets: Option<Budgets>,
    baselines: IndexMap<String, Report>,
}

impl BudgetArguments {
    /// Reads the budgets, and whether all that `run` will measure can be held to them.
    ///
    /// # Errors
    ///
    /// Where the file or a baseline cannot be read, has a key or value that there is not, or limits
    /// a figure whose pass is left out.
    pub(super) fn load(&self, experiments: &[Declared], run: &Run<'_>) -> Result<Held> {
        let default = Path::new(DEFAULT_FILE);
        let path = match &self.budget {
            Some(path) => path,
            None if !self.no_budget && default.exists() => default,
            None => return Ok(Held::default()),
        };
        let budgets = self.read(path, experiments)?;
        let named = |pass: &measure::Pass| {
            record::Pass::ALL
                .into_iter()
                .find(|known| known.name() == pass.name())
        };
        let passes: Vec<record::Pass> = run.passes.iter().filter_map(named).collect();
        budgets.check_plan(&planned(run), &passes)?;
        let names = budgets.baselines().into_iter();
        let baselines = names
            .map(|name| baseline_of(path, name))
            .collect::<Result<_>>()?;
        Ok(Held {
            budgets: Some(budgets),
            baselines,
        })
    }

    fn read(&self, path: &Path, experiments: &[Declared]) -> Result<Budgets> {
        let names = experiments.iter().flat_map(|experiment| {
            let variants = experiment.variants().into_iter();
            variants.map(|(variant, _)| (experiment.name(), variant))
        });
        let text = read::text(path, "a file of budgets")?;
        if self.budget.is_some() {
            return Budgets::read(&text, path, names);
        }
        let (budgets, left_out) = Budgets::read_own(&text, path, names)?;
        for why in left_out {
            output::complain(&format!("warning: {why}"));
        }
        Ok(budgets)
    }
}

/// A baseline that the budgets at `path` name.
fn baseline_of(path: &Path, name: &str) -> Result<(String, Report)> {
    match baseline::load(name) {
        Ok(report) => Ok((name.to_string(), report)),
        Err(error @ Error::Unknown { .. }) => Err(Error::format(
            path,
            format!("`baseline`: {error}; save it with --save-baseline"),
        )),
        Err(error) => Err(error),
    }
}

/// What the run will measure.
fn planned<'a>(run: &'a Run<'_>) -> Vec<Planned<'a>> {
    let entries = run.plan.entries.iter();
    let planned = entries.flat_map(|entry| {
        let variants = entry.experiment.variants();
        let chosen = entry.variants.iter();
        chosen.map(move |&variant| Planned {
            variant: AtInput {
                experiment: entry.experiment.name(),
                variant: variants[variant].0,
                input: entry.input.values(),
            },
            parameters: entry.experiment.parameters(),
        })
    });
    planned.collect()
}

impl Held {
    /// Whether `report`, which lies in `folder`, keeps every budget; and which it does not, with the
    /// call sites that hold the most.
    ///
    /// # Errors
    ///
    /// Where a profile cannot be read.
    pub(super) fn check(&self, report: &Report, folder: &Path) -> Result<Verdict> {
        let Some(budgets) = &self.budgets else {
            return Ok(Verdict {
                is_well: true,
                ..Verdict::default()
            });
        };
        let checked = budgets.check(report, &self.baselines);
        let mut shown = String::new();
        for broken in &checked.broken {
            shown.push_str(&told(broken, folder)?);
        }
        let kept = units::count_of(checked.kept as u64, "budget limit");
        shown.push_str(&format!("{kept} kept, {} broken\n", checked.broken.len()));
        let why = checked.unchecked.iter();
        Ok(Verdict {
            shown,
            complaints: why
                .map(|why| format!("budget not checked: {why}"))
                .collect(),
            is_well: checked.broken.is_empty() && checked.unchecked.is_empty(),
        })
    }
}

fn told(broken: &Broken, folder: &Path) -> Result<String> {
    let profile = match &broken.profile {
        Some(file) => differences::profile(folder, file)?,
        None => None,
    };
    Ok(report::render_broken_budget(broken, profile.as_ref()))
}
