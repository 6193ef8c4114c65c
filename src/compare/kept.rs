//! Whether a report keeps its budgets.

use indexmap::IndexMap;

use crate::record::{Entry, Report, Row};

use super::budget::{AtInput, Budget, Budgets};
use super::ceiling::{Ceiling, Figure};
use super::reports::figure_of_both;

/// What became of the budgets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The limits that are broken.
    pub broken: Vec<Broken>,
    /// The limits that could not be checked, and why.
    pub unchecked: Vec<String>,
    /// How many limits are kept.
    pub kept: usize,
}

/// A broken limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Whose limit, which, and by what it is broken.
    pub sentence: String,
    /// The profile that tells the call sites, by its path in the report's folder. None where the
    /// figure has nothing to do with the heap.
    pub profile: Option<String>,
    /// Whether the figure is one of what was live at once, and not one of the total.
    pub is_live: bool,
}

/// What a figure comes to beside its limit.
enum Found {
    Kept,
    Above(String),
    Unknown(String),
}

impl Budgets {
    /// Checks a report. `baselines` are those that the budgets name.
    pub fn check(&self, report: &Report, baselines: &IndexMap<String, Report>) -> Checked {
        let mut checked = Checked::default();
        for entry in &report.experiments {
            for row in &entry.variants {
                for budget in &self.budgets {
                    self.check_row(budget, entry, row, baselines, &mut checked);
                }
            }
        }
        checked
    }

    fn check_row(
        &self,
        budget: &Budget,
        entry: &Entry,
        row: &Row,
        baselines: &IndexMap<String, Report>,
        checked: &mut Checked,
    ) {
        let variant = AtInput {
            experiment: &entry.name,
            variant: &row.name,
            input: &entry.input,
        };
        if !budget.applies_to(&variant) {
            return;
        }
        let whose = entry.name_at_input(row);
        let place = format!("{}, budget {}", self.path.display(), budget.number);
        for (figure, ceiling) in &budget.ceilings {
            let before = ceiling
                .baseline()
                .and_then(|name| row_in(baselines.get(name)?, entry, row));
            let told = format!("{}: {}", whose, figure.name());
            match ceiling.found(figure, row, before) {
                Found::Kept => checked.kept += 1,
                Found::Unknown(why) => checked.unchecked.push(format!("{told} {why} ({place})")),
                Found::Above(why) => checked.broken.push(Broken {
                    sentence: format!("{told} {why} ({place})"),
                    profile: profile_of(figure, row),
                    is_live: matches!(figure, Figure::Field(field) if field.is_live()),
                }),
            }
        }
    }
}

fn profile_of(figure: &Figure, row: &Row) -> Option<String> {
    match figure {
        Figure::Field(field) if field.is_of_heap() => row.heap.as_ref()?.profile.clone(),
        _ => None,
    }
}

/// The row of the same variant at the same input in another report.
fn row_in<'a>(report: &'a Report, entry: &Entry, row: &Row) -> Option<&'a Row> {
    let is_same = |other: &&Entry| (&other.name, &other.input) == (&entry.name, &entry.input);
    let entry = report.experiments.iter().find(is_same)?;
    entry.variants.iter().find(|other| other.name == row.name)
}

impl Ceiling {
    fn found(&self, figure: &Figure, row: &Row, before: Option<&Row>) -> Found {
        let Some(value) = figure.value(row) else {
            let why = match row.outcome.reason() {
                Some(_) => "is not known, since the variant failed",
                None => "is not to be had here",
            };
            return Found::Unknown(why.to_string());
        };
        let shown = |amount| figure.unit().shown_exactly(amount);
        match self {
            Self::Amount(most) => match value.is_above(*most) {
                true => Found::Above(format!("is {}, more than {}", shown(value), shown(*most))),
                false => Found::Kept,
            },
            Self::PerElement(most) => match row.elements {
                Some(elements) if value.as_f64() / elements as f64 > *most => {
                    let unit = figure.unit().suffix();
                    Found::Above(format!(
                        "is {}, more than {most}{unit} for each of {elements} elements",
                        shown(value)
                    ))
                }
                Some(_) => Found::Kept,
                None => Found::Unknown(String::from("has no elements that it could be divided by")),
            },
            Self::Baseline { name, growth } => {
                match before.and_then(|before| figure_of_both(figure.name(), before, row)) {
                    Some(change) if change.is_above(*growth) => Found::Above(format!(
                        "is {}, more than {} above the {} of baseline `{name}`",
                        shown(value),
                        growth.shown(),
                        shown(change.before)
                    )),
                    Some(_) => Found::Kept,
                    None => Found::Unknown(format!(
                        "has no counterpart in baseline `{name}`; save it anew"
                    )),
                }
            }
        }
    }
}
