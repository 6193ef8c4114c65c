//! What a run is held against, and what it becomes a yardstick of itself: baselines and budgets.

use std::path::Path;

use clap::Args;

use crate::error::Result;
use crate::experiment::Declared;
use crate::measure::Run;
use crate::record::Report;

use super::baseline;
use super::budget::{BudgetArguments, Held};

/// Which baselines and budgets.
#[derive(Debug, Default, Args)]
pub(super) struct YardstickArguments {
    /// Keep the report as a baseline too, in reports/baselines/NAME, in place of what is there; not
    /// where a variant failed or gave a wrong answer
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    save_baseline: Option<String>,

    /// Show what is different from this baseline
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    baseline: Option<String>,

    #[command(flatten)]
    budget: BudgetArguments,
}

/// What the report is held against, and the baseline that it becomes.
pub(super) struct Yardsticks {
    baseline: Option<(String, Report)>,
    budgets: Held,
    saved: Option<String>,
}

/// What came of holding a report against them.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// For stdout.
    pub(super) shown: String,
    /// For stderr, a line each.
    pub(super) complaints: Vec<String>,
    /// Whether the budgets are kept.
    pub(super) is_well: bool,
}

impl YardstickArguments {
    /// Whether the report may go to `folder`.
    ///
    /// # Errors
    ///
    /// Where that is the folder of a baseline that is named.
    pub(super) fn check_out(&self, folder: &Path) -> Result<()> {
        let mut names = self.baseline.iter().chain(&self.save_baseline);
        names.try_for_each(|name| baseline::check_out(name, folder))
    }

    /// Reads what is named, and whether all that `run` will measure can be held to it and be kept.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, or cannot serve.
    pub(super) fn load(&self, experiments: &[Declared], run: &Run<'_>) -> Result<Yardsticks> {
        let baseline = |name: &String| Ok((name.clone(), baseline::load(name)?));
        if let Some(name) = &self.save_baseline {
            baseline::check_saving(name)?;
        }
        Ok(Yardsticks {
            baseline: self.baseline.as_ref().map(baseline).transpose()?,
            budgets: self.budget.load(experiments, run)?,
            saved: self.save_baseline.clone(),
        })
    }
}

impl Yardsticks {
    /// Whether the whole report, which lies in `folder`, keeps the budgets, and what is different
    /// from the baseline. Only then may it replace that: where all is well, even if it is more than
    /// a budget allows.
    ///
    /// # Errors
    ///
    /// Where a profile cannot be read, or the new baseline not be kept.
    pub(super) fn hold(&self, report: &Report, folder: &Path) -> Result<Verdict> {
        let mut verdict = self.budgets.check(report, folder)?;
        if let Some((name, baseline)) = &self.baseline {
            let difference = baseline::difference(name, baseline, report, folder)?;
            verdict.shown.insert_str(0, &difference);
        }
        match &self.saved {
            Some(name) if report.is_well() => {
                baseline::save(name, report, folder)?;
                let saved = format!("saved as baseline {name}\n");
                verdict.shown.push_str(&saved);
            }
            Some(name) => verdict.complaints.push(format!(
                "not saved as baseline {name}: a variant failed or gave a wrong answer"
            )),
            None => {}
        }
        Ok(verdict)
    }
}
