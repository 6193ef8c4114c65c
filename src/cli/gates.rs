//! The gates of a run: the baseline and the budgets that its report is checked against, and the
//! baseline that it becomes.

use std::path::Path;

use clap::Args;

use crate::error::Result;
use crate::experiment::Declared;
use crate::measure::Run;
use crate::record::{Provenance, Report};
use crate::report::TextLayout;

use super::baseline;
use super::budget::{BudgetArguments, LoadedBudgets};
use super::gate_result::GateResult;

/// The options that name baselines and budgets.
#[derive(Debug, Default, Args)]
pub(super) struct GateArguments {
    /// Also save the report as a baseline in reports/baselines/NAME, unless a variant fails or gives
    /// a wrong answer; an earlier baseline of this name is replaced
    #[arg(long, value_name = "NAME", value_parser = baseline::parse_saved_name)]
    save_baseline: Option<String>,

    /// Show the differences from this baseline
    #[arg(long, value_name = "NAME", value_parser = baseline::parse_saved_name)]
    baseline: Option<String>,

    #[command(flatten)]
    budget: BudgetArguments,
}

/// The loaded baseline and budgets, and the name under which the report is saved.
pub(super) struct Gates {
    baseline: Option<(String, Report)>,
    budgets: LoadedBudgets,
    save_as: Option<String>,
}

impl GateArguments {
    /// Checks that the report may be written to `folder`.
    ///
    /// # Errors
    ///
    /// If it is the folder of one of the named baselines.
    pub(super) fn check_out_folder(&self, folder: &Path) -> Result<()> {
        let mut names = self.baseline.iter().chain(&self.save_baseline);
        names.try_for_each(|name| baseline::check_out_folder(name, folder))
    }

    /// Loads the named baseline and the budgets, and checks that the report of `run`, with this
    /// provenance, can be checked against them and be saved.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is invalid, the baseline cannot be compared, a budget cannot be
    /// checked after `run`, or the report cannot be saved as a baseline.
    pub(super) fn load(
        &self,
        experiments: &[Declared],
        run: &Run<'_>,
        provenance: &Provenance,
    ) -> Result<Gates> {
        let load_named = |name: &String| {
            let report = baseline::load(name)?;
            baseline::check_comparable(name, &report, run, provenance)?;
            Ok((name.clone(), report))
        };
        if let Some(name) = &self.save_baseline {
            baseline::check_saving(name)?;
        }
        Ok(Gates {
            baseline: self.baseline.as_ref().map(load_named).transpose()?,
            budgets: self.budget.load(experiments, run, provenance)?,
            save_as: self.save_baseline.clone(),
        })
    }
}

impl Gates {
    /// Checks the complete report in `folder` against the budgets and compares it with the baseline.
    /// Then saves it as the new baseline if no variant failed or gave a wrong answer, even if a budget
    /// is broken.
    ///
    /// # Errors
    ///
    /// If a profile cannot be read, or the new baseline cannot be written.
    pub(super) fn check(
        &self,
        report: &Report,
        folder: &Path,
        layout: TextLayout,
    ) -> Result<GateResult> {
        let mut result = self.budgets.check(report, folder, layout)?;
        if let Some((name, baseline)) = &self.baseline {
            let (mut text, difference) =
                baseline::render_difference_from(name, baseline, report, folder, layout)?;
            text.append(std::mem::take(&mut result.text));
            result.text = text;
            result.difference = Some((name.clone(), difference));
        }
        match &self.save_as {
            Some(name) if report.is_well() => {
                baseline::save(name, report, folder)?;
                result.text.push_str(&format!("saved as baseline {name}\n"));
            }
            Some(name) => result.warnings.push(format!(
                "not saved as baseline {name}: a variant failed or gave a wrong answer"
            )),
            None => {}
        }
        Ok(result)
    }
}
