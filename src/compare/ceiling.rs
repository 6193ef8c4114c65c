//! The most that a figure may be.

use std::str::FromStr;

use toml::{Table, Value as Toml};

use crate::record::Row;
use crate::units;

use super::change::Amount;
use super::fields::{Field, Unit};
use super::limits::Growth;

/// What a budget limits.
#[derive(Debug, Clone)]
pub(super) enum Figure {
    Field(&'static Field),
    Metric(String),
}

/// The most that a figure may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ceiling {
    Amount(Amount),
    /// So much for each of the variant's elements.
    PerElement(f64),
    /// So much more than in a baseline.
    Baseline {
        name: String,
        growth: Growth,
    },
}

impl Figure {
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let field = Field::named(name).map(Self::Field);
        field.ok_or_else(|| Field::unknown(name, ["variants", "input", "metrics"]).to_string())
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Field(field) => field.name,
            Self::Metric(name) => name,
        }
    }

    pub(super) fn unit(&self) -> Unit {
        match self {
            Self::Field(field) => field.unit(),
            Self::Metric(_) => Unit::Number,
        }
    }

    pub(super) fn value(&self, row: &Row) -> Option<Amount> {
        match self {
            Self::Field(field) => field.value(row).map(Amount::Whole),
            Self::Metric(name) => {
                let metric = row.metrics.iter().find(|metric| metric.name == *name)?;
                Some(Amount::Real(metric.value))
            }
        }
    }

    fn amount(&self, value: &Toml) -> Result<Amount, String> {
        let amount = match (self.unit(), value) {
            (Unit::Bytes | Unit::Count, Toml::Integer(whole)) => {
                u64::try_from(*whole).ok().map(Amount::Whole)
            }
            (Unit::Bytes | Unit::Count, Toml::Float(real)) => whole(*real).map(Amount::Whole),
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
            let right = match self.unit() {
                Unit::Bytes => "a number of bytes, such as 4096, \"8 MB\" or \"2 GiB\"",
                Unit::Count => "a whole number from 0 on",
                Unit::Nanoseconds => "a text with a whole number and a unit, such as \"250 ms\"",
                Unit::Number => "a number",
            };
            format!("{} is not what it can be: give {right}", written(value))
        })
    }

    /// So much for each element, which may have a fraction.
    fn mean(&self, value: &Toml) -> Result<f64, String> {
        let mean = match (self.unit(), value) {
            (_, Toml::Float(mean)) => Some(*mean).filter(|mean| mean.is_finite() && *mean >= 0.0),
            (Unit::Bytes, Toml::String(text)) => units::parse_mean_bytes(text),
            _ => None,
        };
        mean.map_or_else(|| self.amount(value).map(Amount::as_f64), Ok)
    }
}

impl Ceiling {
    /// Reads the value of a figure's key.
    ///
    /// # Errors
    ///
    /// Where it is none that the figure can have: names the key, and what would be right.
    pub(super) fn read(figure: Figure, value: Toml) -> Result<(Figure, Self), String> {
        let ceiling = match value {
            Toml::Table(table) => Self::relative(&figure, table),
            value => figure.amount(&value).map(Self::Amount),
        };
        let ceiling = ceiling.map_err(|problem| format!("`{}`: {problem}", figure.name()))?;
        Ok((figure, ceiling))
    }

    fn relative(figure: &Figure, mut table: Table) -> Result<Self, String> {
        let [per_element, baseline, growth] =
            ["per_element", "baseline", "growth"].map(|key| table.remove(key));
        let ceiling = match (per_element, baseline, growth) {
            (Some(most), None, None) => Self::PerElement(figure.mean(&most)?),
            (None, Some(Toml::String(name)), None) => Self::Baseline {
                name,
                growth: Growth::default(),
            },
            (None, Some(Toml::String(name)), Some(Toml::String(growth))) => Self::Baseline {
                name,
                growth: Growth::from_str(&growth)?,
            },
            _ => return Err(String::from(FORMS)),
        };
        match table.is_empty() {
            true => Ok(ceiling),
            false => Err(String::from(FORMS)),
        }
    }

    pub(super) fn baseline(&self) -> Option<&str> {
        match self {
            Self::Baseline { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// Of floats that are whole, as `4e6` is one in TOML.
fn whole(real: f64) -> Option<u64> {
    let is_exact = real.fract() == 0.0 && (0.0..=2_f64.powi(53)).contains(&real);
    is_exact.then_some(real as u64)
}

fn written(value: &Toml) -> String {
    match value {
        Toml::String(text) => format!("{text:?}"),
        Toml::Integer(whole) => whole.to_string(),
        Toml::Float(real) => real.to_string(),
        other => format!("a value of type {}", other.type_str()),
    }
}

const FORMS: &str = "give a figure, { per_element = … }, { baseline = \"NAME\" } or { baseline = \"NAME\", growth = \"5%\" }";
