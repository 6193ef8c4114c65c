//! One figure before and after.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::fields::Unit;
use super::limits::Growth;

/// A figure in two reports. In JSON it tells its `difference` and its `ratio` too.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its name: a field's short one, or a metric's.
    pub name: String,
    /// What it counts.
    pub unit: Unit,
    /// In the old report.
    pub before: Amount,
    /// In the new one.
    pub after: Amount,
    /// Whether that is a change.
    pub verdict: Sameness,
    /// Of a time: how often chance alone gives samples that differ so much.
    pub p_value: Option<f64>,
    /// Of a time: whether chance explains how the samples differ.
    pub is_chance: bool,
}

/// A figure: a whole number, exact, or one with a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Amount {
    /// Bytes, blocks or nanoseconds.
    Whole(u64),
    /// A metric.
    Real(f64),
}

/// How much larger the new figure is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Delta {
    /// Of whole numbers, exact.
    Whole(i128),
    /// Of metrics.
    Real(f64),
}

/// Whether a figure has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sameness {
    /// The same. Of a time: less than 10 % apart, or no further than chance explains, which is
    /// what the test of Mann and Whitney says at 5 %; of samples too few for it, where they lie
    /// among each other.
    Same,
    /// Another.
    Changed,
    /// Another, but it differs from run to run of one binary too: a resident size, a metric that
    /// tells a time, what several threads allocate.
    Varies,
}

impl Amount {
    /// As a number with a fraction; of whole ones above 2^53 the nearest.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Whole(amount) => amount as f64,
            Self::Real(amount) => amount,
        }
    }

    /// Whether it is more than `most`; of whole numbers exactly.
    pub(super) fn is_above(self, most: Self) -> bool {
        match (self, most) {
            (Self::Whole(amount), Self::Whole(most)) => amount > most,
            (amount, most) => amount.as_f64() > most.as_f64(),
        }
    }
}

impl Change {
    /// A figure that is the same in every run of one binary.
    pub fn exact(name: &str, unit: Unit, before: u64, after: u64) -> Self {
        Self {
            name: name.to_string(),
            unit,
            before: Amount::Whole(before),
            after: Amount::Whole(after),
            verdict: match before == after {
                true => Sameness::Same,
                false => Sameness::Changed,
            },
            p_value: None,
            is_chance: false,
        }
    }

    /// The new figure less the old one.
    pub fn difference(&self) -> Delta {
        match (self.before, self.after) {
            (Amount::Whole(before), Amount::Whole(after)) => {
                Delta::Whole(i128::from(after) - i128::from(before))
            }
            (before, after) => Delta::Real(after.as_f64() - before.as_f64()),
        }
    }

    /// How many times the old figure the new one is; none where the old one is zero.
    pub fn ratio(&self) -> Option<f64> {
        let before = self.before.as_f64();
        (before != 0.0).then(|| self.after.as_f64() / before)
    }

    /// By how many per cent of the old figure the new one is above it. Of zero, anything above is
    /// infinitely so.
    pub fn growth_percent(&self) -> f64 {
        let (before, after) = (self.before.as_f64(), self.after.as_f64());
        let grown = after - before;
        match grown > 0.0 {
            true => grown / before.abs() * 100.0,
            false => 0.0,
        }
    }

    /// Whether the new figure is above the old one by more than it may, and not by chance.
    pub(super) fn is_above(&self, most: Growth) -> bool {
        !self.is_chance && most.is_exceeded(self.before, self.after)
    }

    /// Whether it counts as a difference.
    pub fn is_changed(&self) -> bool {
        self.verdict == Sameness::Changed
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut told = serializer.serialize_struct("Change", 9)?;
        told.serialize_field("name", &self.name)?;
        told.serialize_field("unit", &self.unit)?;
        told.serialize_field("before", &self.before)?;
        told.serialize_field("after", &self.after)?;
        told.serialize_field("difference", &self.difference())?;
        told.serialize_field("ratio", &self.ratio())?;
        told.serialize_field("verdict", &self.verdict)?;
        told.serialize_field("p_value", &self.p_value)?;
        told.serialize_field("is_chance", &self.is_chance)?;
        told.end()
    }
}
