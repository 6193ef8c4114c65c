//! The limits of budgets, and the figures that they limit.

use std::str::FromStr;

use toml::{Table, Value as Toml};

use crate::compare::allowed_growth::AllowedGrowth;
use crate::compare::amount::Amount;
use crate::error::Error;
use crate::record::{Figure, Pass, Row, Unit};
use crate::units;

/// What a budget limits.
#[derive(Debug, Clone)]
pub(super) enum LimitedFigure {
    Figure(Figure),
    /// The metric with this name.
    Metric(String),
}

/// The most that a figure may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BudgetLimit {
    /// This value.
    Amount(Amount),
    /// This value for each element of the variant.
    PerElement(f64),
    /// The value in a baseline, plus a percentage.
    Baseline { name: String, growth: AllowedGrowth },
}

impl LimitedFigure {
    /// Finds the figure with this key or short name.
    ///
    /// # Errors
    ///
    /// If there is none: the message suggests the nearest names, the other keys of a budget
    /// included.
    pub(super) fn find(name: &str) -> Result<Self, String> {
        let names = Figure::BY_IMPORTANCE.map(|figure| figure.name);
        let other_keys = ["variants", "input", "metrics"];
        Figure::find(name).map(Self::Figure).ok_or_else(|| {
            let known = names.into_iter().chain(other_keys);
            Error::unknown("figure", name, known).to_string()
        })
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Figure(figure) => figure.name,
            Self::Metric(name) => name,
        }
    }

    pub(super) fn unit(&self) -> Unit {
        match self {
            Self::Figure(figure) => figure.unit,
            Self::Metric(_) => Unit::Number,
        }
    }

    /// The value in `row` that a limit must hold for: of a figure that differs between runs the
    /// greatest, except for the time. `None` if the row lacks it.
    pub(super) fn value(&self, row: &Row) -> Option<Amount> {
        match self {
            Self::Figure(figure) if figure.is_of_heap() => figure
                .range(row)
                .map(|(_, greatest)| Amount::Whole(greatest)),
            Self::Figure(figure) => figure.value(row).map(Amount::Whole),
            Self::Metric(name) => {
                let metric = row.metrics.iter().find(|metric| metric.name == *name)?;
                Some(Amount::Real(metric.value))
            }
        }
    }

    /// Checks that one of `passes` measures the figure. Every pass reports metrics.
    ///
    /// # Errors
    ///
    /// If none does: the message names the passes that would.
    pub(super) fn check_passes(&self, passes: &[Pass]) -> Result<(), String> {
        let Self::Figure(figure) = self else {
            return Ok(());
        };
        if passes.iter().any(|pass| figure.passes.contains(pass)) {
            return Ok(());
        }
        let names: Vec<&str> = figure.passes.iter().map(|pass| pass.name()).collect();
        Err(format!(
            "`{}` needs the pass {}, which --passes leaves out; add it, or run with --no-budget",
            figure.name,
            names.join(" or ")
        ))
    }

    /// Reads a value of the figure.
    fn read_amount(&self, value: &Toml) -> Result<Amount, String> {
        let amount = match (self.unit(), value) {
            (
                Unit::Bytes | Unit::Blocks | Unit::Reallocations | Unit::PageFaults,
                Toml::Integer(whole),
            ) => u64::try_from(*whole).ok().map(Amount::Whole),
            (
                Unit::Bytes | Unit::Blocks | Unit::Reallocations | Unit::PageFaults,
                Toml::Float(real),
            ) => to_whole(*real).map(Amount::Whole),
            (Unit::Bytes, Toml::String(text)) => units::parse_bytes(text).ok().map(Amount::Whole),
            (Unit::Nanoseconds, Toml::String(text)) => {
                let duration = humantime::parse_duration(text).ok();
                let ns = duration.and_then(|time| u64::try_from(time.as_nanos()).ok());
                ns.map(Amount::Whole)
            }
            (Unit::Number, Toml::Integer(whole)) => Some(Amount::Real(*whole as f64)),
            (Unit::Number, Toml::Float(real)) if real.is_finite() => Some(Amount::Real(*real)),
            _ => None,
        };
        amount.ok_or_else(|| {
            let rule = match self.unit() {
                Unit::Bytes => {
                    "a valid number of bytes; give one such as 4096, \"8 MB\" or \"2 GiB\""
                }
                Unit::Blocks | Unit::Reallocations | Unit::PageFaults => "a valid count; give a whole number from 0 on",
                Unit::Nanoseconds => {
                    "a valid duration; give a text with a whole number and a unit, such as \"250 ms\""
                }
                Unit::Number => "a valid number; give one such as 0.9",
            };
            format!("{} is not {rule}", render_toml(value))
        })
    }

    /// Reads a value for each element, which may have a fraction.
    fn read_mean(&self, value: &Toml) -> Result<f64, String> {
        let mean = match (self.unit(), value) {
            (_, Toml::Float(mean)) => Some(*mean).filter(|mean| mean.is_finite() && *mean >= 0.0),
            (Unit::Bytes, Toml::String(text)) => units::parse_mean_bytes(text),
            _ => None,
        };
        mean.map_or_else(|| self.read_amount(value).map(Amount::as_f64), Ok)
    }
}

impl BudgetLimit {
    /// Reads the limit of a figure from the value of the figure's key.
    ///
    /// # Errors
    ///
    /// If the figure cannot have this limit: the message names the key and a valid value.
    pub(super) fn read(figure: &LimitedFigure, value: Toml) -> Result<Self, String> {
        let limit = match value {
            Toml::Table(table) => Self::read_relative(figure, table),
            value => figure.read_amount(&value).map(Self::Amount),
        };
        limit.map_err(|problem| format!("`{}`: {problem}", figure.name()))
    }

    /// Reads a limit for each element, or one relative to a baseline.
    fn read_relative(figure: &LimitedFigure, mut table: Table) -> Result<Self, String> {
        let [per_element, baseline, growth] =
            ["per_element", "baseline", "growth"].map(|key| table.remove(key));
        let limit = match (per_element, baseline, growth) {
            (Some(most), None, None) => Self::PerElement(figure.read_mean(&most)?),
            (None, Some(Toml::String(name)), None) => Self::Baseline {
                name,
                growth: AllowedGrowth::default(),
            },
            (None, Some(Toml::String(name)), Some(Toml::String(growth))) => Self::Baseline {
                name,
                growth: AllowedGrowth::from_str(&growth)?,
            },
            _ => return Err(String::from(FORMS)),
        };
        if table.is_empty() {
            Ok(limit)
        } else {
            Err(String::from(FORMS))
        }
    }

    /// The baseline that the limit is relative to, if any.
    pub(super) fn baseline(&self) -> Option<&str> {
        match self {
            Self::Baseline { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// Converts a float without a fraction to a whole number: TOML reads `4e6` as a float.
fn to_whole(real: f64) -> Option<u64> {
    let is_exact = real.fract() == 0.0 && (0.0..=2_f64.powi(53)).contains(&real);
    is_exact.then_some(real as u64)
}

fn render_toml(value: &Toml) -> String {
    match value {
        Toml::String(text) => format!("{text:?}"),
        Toml::Integer(whole) => whole.to_string(),
        Toml::Float(real) => real.to_string(),
        other => format!("a value of type {}", other.type_str()),
    }
}

const FORMS: &str = "give a value, { per_element = … }, { baseline = \"NAME\" } or { baseline = \"NAME\", growth = \"5%\" }";
