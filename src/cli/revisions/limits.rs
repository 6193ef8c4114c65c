//! The limits that a revision must keep.

use std::path::PathBuf;

use clap::Args;
use indexmap::IndexMap;

use crate::cli::differences::{self, NameAtInput};
use crate::cli::read;
use crate::compare::{Budgets, Change, GrowthLimits, ReportDifference};
use crate::error::{Error, Result};
use crate::record::Figure;

use super::measured::MeasuredRevision;

/// The options for limits.
#[derive(Debug, Args)]
pub(super) struct RevisionLimitArguments {
    /// Exit with status 1 if a figure grew by more than its limit from the first revision to the last:
    /// `5%` for every exact figure of the footprint, or limits by name: `peak=0,time=10%`
    #[arg(long, value_name = "LIMITS", conflicts_with = "budget")]
    fail_above: Option<GrowthLimits>,

    /// Exit with status 1 if the last revision breaks a budget of this file
    #[arg(long, value_name = "FILE")]
    budget: Option<PathBuf>,
}

/// The limits as the user gives them, before any variant is known.
pub(super) enum GivenLimits {
    None,
    Growth(GrowthLimits),
    /// The path of the budget file, and its text.
    Budget(PathBuf, String),
}

/// Limits that can be checked.
pub(super) enum RevisionLimits {
    None,
    /// How much figures may grow from the first revision.
    Growth(GrowthLimits),
    /// How much one figure may grow from the first revision.
    FigureGrowth(Figure, GrowthLimits),
    Budget(Budgets),
}

/// The result of checking the limits in one revision.
#[derive(Default)]
pub(super) struct LimitCheck {
    /// A sentence for each broken limit.
    pub(super) broken: Vec<String>,
    /// A sentence for each limit that could not be checked.
    pub(super) unchecked: Vec<String>,
    /// Whether any limit was checked.
    pub(super) is_checked: bool,
}

impl LimitCheck {
    /// Whether every limit is kept and was checked.
    pub(super) fn has_passed(&self) -> bool {
        self.broken.is_empty() && self.unchecked.is_empty()
    }
}

impl RevisionLimitArguments {
    /// Reads the limits.
    ///
    /// # Errors
    ///
    /// If the budget file cannot be read.
    pub(super) fn read(&self) -> Result<GivenLimits> {
        Ok(match (&self.fail_above, &self.budget) {
            (Some(limits), _) => GivenLimits::Growth(limits.clone()),
            (None, Some(path)) => {
                let text = read::text(path, "a budget file")?;
                GivenLimits::Budget(path.clone(), text)
            }
            (None, None) => GivenLimits::None,
        })
    }
}

impl GivenLimits {
    /// The limits for any two of the revisions. With a `figure`, only its limit; without any, it may
    /// not grow.
    ///
    /// # Errors
    ///
    /// If the budget file is invalid or has a limit that cannot be checked, or the figure has no limit.
    pub(super) fn resolve(
        self,
        revisions: [&MeasuredRevision; 2],
        figure: Option<Figure>,
    ) -> Result<RevisionLimits> {
        let without_limit = |figure: Figure| Error::Argument {
            argument: format!("--bisect {}", figure.name),
            problem: format!("`{0}` has no limit; add one, such as {0}=0", figure.name),
        };
        match (self, figure) {
            (Self::None, None) => Ok(RevisionLimits::None),
            (Self::None, Some(figure)) => {
                let limits = format!("{}=0", figure.name);
                let limits = limits.parse().expect("a figure and a growth are a limit");
                Ok(RevisionLimits::FigureGrowth(figure, limits))
            }
            (Self::Growth(limits), None) => Ok(RevisionLimits::Growth(limits)),
            (Self::Growth(limits), Some(figure)) => {
                let limits = limits.only(figure.name);
                let limits = limits.ok_or_else(|| without_limit(figure))?;
                Ok(RevisionLimits::FigureGrowth(figure, limits))
            }
            (Self::Budget(path, text), figure) => {
                let names = variant_names(revisions).into_iter();
                let budgets = Budgets::parse(&text, &path, names)?;
                if let Some(name) = budgets.baselines().first() {
                    let problem = format!(
                        "`baseline`: `{name}` is not used here; compare with the first revision by --fail-above, and budget amounts"
                    );
                    return Err(Error::format(&path, problem));
                }
                let budgets = match figure {
                    None => budgets,
                    Some(figure) => {
                        let budgets = budgets.only(figure.name);
                        budgets.ok_or_else(|| without_limit(figure))?
                    }
                };
                Ok(RevisionLimits::Budget(budgets))
            }
        }
    }
}

/// The variants of both revisions: the experiment's name and the variant's.
fn variant_names(revisions: [&MeasuredRevision; 2]) -> Vec<(&str, &str)> {
    let reports = revisions.into_iter().flat_map(|revision| &revision.reports);
    let cases = reports.flat_map(|report| &report.report.cases);
    let names = cases.flat_map(|case| {
        let rows = case.variants.iter();
        rows.map(|row| (case.name.as_str(), row.name.as_str()))
    });
    names.collect()
}

impl RevisionLimits {
    /// Checks a revision, compared with the first one.
    ///
    /// # Errors
    ///
    /// If a limit names a figure that is not compared.
    pub(super) fn check(
        &self,
        first: &MeasuredRevision,
        revision: &MeasuredRevision,
    ) -> Result<LimitCheck> {
        match self {
            Self::None => Ok(LimitCheck::default()),
            Self::Growth(limits) => {
                let programs = compare_programs(first, revision);
                let programs: Vec<&ReportDifference> = programs.iter().collect();
                let broken = differences::check_report_limits(&programs, limits)?;
                Ok(LimitCheck {
                    broken,
                    is_checked: true,
                    ..LimitCheck::default()
                })
            }
            Self::FigureGrowth(figure, limits) => {
                let programs = compare_programs(first, revision);
                let changes = programs.iter().flat_map(differences::named_changes);
                let changes = changes.filter(|(_, change)| change.name == figure.name);
                let changes: Vec<(NameAtInput<'_>, &Change)> = changes.collect();
                let is_checked = !changes.is_empty();
                let broken = if is_checked {
                    limits.check(&changes)?
                } else {
                    Vec::new()
                };
                Ok(LimitCheck {
                    broken,
                    is_checked,
                    ..LimitCheck::default()
                })
            }
            Self::Budget(budgets) => Ok(check_budgets(budgets, revision)),
        }
    }
}

/// The differences of the programs that both revisions have.
fn compare_programs(
    first: &MeasuredRevision,
    revision: &MeasuredRevision,
) -> Vec<ReportDifference> {
    let reports = revision.reports.iter();
    let differences = reports.filter_map(|new| {
        let old = first.find(&new.name)?;
        Some(ReportDifference::new(&old.report, &new.report))
    });
    differences.collect()
}

fn check_budgets(budgets: &Budgets, revision: &MeasuredRevision) -> LimitCheck {
    let mut all = LimitCheck::default();
    for report in &revision.reports {
        let check = budgets.check(&report.report, &IndexMap::new());
        all.is_checked |= check.kept > 0 || !check.broken.is_empty();
        let broken = check.broken.into_iter();
        all.broken.extend(broken.map(|broken| broken.sentence));
        all.unchecked.extend(check.unchecked);
    }
    all
}
