//! Checks the figures of a report against its budgets.

use indexmap::IndexMap;

use crate::compare::amount::{Amount, unit_suffix};
use crate::compare::rows::compare_by_name;
use crate::compare::time::{LeastReferences, TimeRule};
use crate::record::{Case, Figure, Outcome, Report, Row, Subject};

use super::budgets::{Budget, Budgets, VariantAtInput};
use super::limit::{BudgetLimit, LimitedFigure};

/// The result of checking budgets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BudgetCheck {
    /// The limits that are broken.
    pub broken: Vec<BrokenLimit>,
    /// A sentence for each limit that could not be checked, with the reason.
    pub unchecked: Vec<String>,
    /// A sentence for each limit on the growth of a time that seems to be broken, but the processor was disturbed.
    pub disturbed: Vec<String>,
    /// The number of limits that are kept.
    pub kept: usize,
}

/// A broken limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLimit {
    /// The index of the case in the report.
    pub case: usize,
    /// The variant's name.
    pub variant: String,
    /// The variant, the figure, its value and the limit.
    pub sentence: String,
    /// The path of the profile that has the call sites, relative to the report's folder. `None` if
    /// the figure does not describe the heap, or there is no profile.
    pub profile: Option<String>,
    /// Whether the figure describes the blocks live at one moment, not all blocks allocated.
    pub is_live: bool,
}

/// The result of checking one limit.
enum LimitResult {
    Kept,
    /// Broken, for this reason.
    Broken(String),
    /// Not checked, for this reason.
    Unchecked(String),
    /// Not checked, since the processor was disturbed.
    Disturbed(String),
}

impl Budgets {
    /// Checks every row of a report. `baselines` holds the baselines that the budgets name.
    pub fn check(&self, report: &Report, baselines: &IndexMap<String, Report>) -> BudgetCheck {
        let mut check = BudgetCheck::default();
        let references = LeastReferences::new(baselines.values().chain([report]));
        let rule = TimeRule::Reports(&references);
        for (index, case) in report.cases.iter().enumerate() {
            for row in &case.variants {
                for budget in &self.budgets {
                    self.check_row(budget, (index, case), row, (baselines, rule), &mut check);
                }
            }
        }
        check
    }

    fn check_row(
        &self,
        budget: &Budget,
        (index, case): (usize, &Case),
        row: &Row,
        (baselines, rule): (&IndexMap<String, Report>, TimeRule<'_>),
        check: &mut BudgetCheck,
    ) {
        let variant = VariantAtInput {
            experiment: &case.name,
            variant: &row.name,
            input: &case.input,
        };
        let is_measurable = !matches!(row.outcome, Outcome::NotApplicable { .. });
        if !is_measurable || !budget.applies_to(&variant) {
            return;
        }
        let place = format!("{}, budget {}", self.path.display(), budget.number);
        for (figure, limit) in &budget.limits {
            let before = limit
                .baseline()
                .and_then(|name| find_row(baselines.get(name)?, case, row));
            let name = || format!("{}: {}", case.name_at_input(row), figure.name());
            match limit.check(figure, row, before, rule) {
                LimitResult::Kept => check.kept += 1,
                LimitResult::Unchecked(reason) => {
                    check
                        .unchecked
                        .push(format!("{} {reason} ({place})", name()));
                }
                LimitResult::Disturbed(reason) => {
                    check
                        .disturbed
                        .push(format!("{} {reason} ({place})", name()));
                }
                LimitResult::Broken(reason) => check.broken.push(BrokenLimit {
                    case: index,
                    variant: row.name.clone(),
                    sentence: format!("{} {reason} ({place})", name()),
                    profile: heap_figure(figure).and_then(|figure| profile_of(figure, row)),
                    is_live: heap_figure(figure)
                        .is_some_and(|figure| figure.subject == Subject::LiveBlocks),
                }),
            }
        }
    }
}

/// The figure, if it describes the heap.
fn heap_figure(figure: &LimitedFigure) -> Option<&Figure> {
    match figure {
        LimitedFigure::Figure(figure) if figure.is_of_heap() => Some(figure),
        _ => None,
    }
}

/// The path of the profile with the blocks that a figure of the heap describes.
fn profile_of(figure: &Figure, row: &Row) -> Option<String> {
    let heap = row.heap.as_ref()?;
    let profile = if figure.is_of_c_code() {
        &heap.outside_profile
    } else {
        &heap.profile
    };
    profile.clone()
}

/// The row of the same variant at the same input in another report.
fn find_row<'a>(report: &'a Report, case: &Case, row: &Row) -> Option<&'a Row> {
    let is_same = |other: &&Case| (&other.name, &other.input) == (&case.name, &case.input);
    let case = report.cases.iter().find(is_same)?;
    case.variants.iter().find(|other| other.name == row.name)
}

impl BudgetLimit {
    /// Checks the value of `figure` in `row`. `before` is the row of the same variant in the
    /// baseline that the limit names, if any.
    fn check(
        &self,
        figure: &LimitedFigure,
        row: &Row,
        before: Option<&Row>,
        rule: TimeRule<'_>,
    ) -> LimitResult {
        let Some(value) = figure.value(row) else {
            let reason = match row.outcome.reason() {
                Some(_) => "is unknown, since the variant failed",
                None => "was not measured",
            };
            return LimitResult::Unchecked(reason.to_string());
        };
        let render = |amount: Amount| amount.render_exactly(figure.unit());
        match self {
            Self::Amount(most) if value.is_above(*most) => {
                LimitResult::Broken(format!("is {}, more than {}", render(value), render(*most)))
            }
            Self::Amount(_) => LimitResult::Kept,
            Self::PerElement(most) => match row.elements {
                Some(elements) if value.as_f64() / elements as f64 > *most => {
                    let unit = unit_suffix(figure.unit());
                    LimitResult::Broken(format!(
                        "is {}, more than {most}{unit} for each of {elements} elements",
                        render(value)
                    ))
                }
                Some(_) => LimitResult::Kept,
                None => LimitResult::Unchecked(String::from(
                    "has no value per element, since the variant reports no number of elements",
                )),
            },
            Self::Baseline { name, growth } => {
                match before.and_then(|before| compare_by_name(figure.name(), before, row, rule)) {
                    Some(change) => {
                        let [before, after] = change.greatest();
                        let is_exceeded = growth.is_exceeded(before, after);
                        let reason = || {
                            format!(
                                "is {}, more than {} above the {} of baseline `{name}`",
                                render(value),
                                growth.render(),
                                render(before)
                            )
                        };
                        if is_exceeded && change.is_disturbed() {
                            LimitResult::Disturbed(format!(
                                "{}, but something slowed the processor in one of the runs",
                                reason()
                            ))
                        } else if is_exceeded && !change.is_chance {
                            LimitResult::Broken(reason())
                        } else {
                            LimitResult::Kept
                        }
                    }
                    None => LimitResult::Unchecked(format!(
                        "has no counterpart in baseline `{name}`; save it again with --save-baseline {name}"
                    )),
                }
            }
        }
    }
}
