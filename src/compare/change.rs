//! One figure before and after.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::record::Unit;

use super::allowed_growth::AllowedGrowth;
use super::amount::{Amount, Delta};

/// A figure or a metric in two reports. The JSON form also has `difference` and `ratio`.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The short name of the figure, or the name of the metric.
    pub name: String,
    /// What the figure counts.
    pub unit: Unit,
    /// The value in the old report.
    pub before: Amount,
    /// The value in the new report.
    pub after: Amount,
    /// The least and the greatest value in the old report, if the figure varies there.
    pub before_range: Option<(u64, u64)>,
    /// The least and the greatest value in the new report, if the figure varies there.
    pub after_range: Option<(u64, u64)>,
    /// Whether the difference counts as a change. In JSON the field is named `verdict`.
    pub significance: Significance,
    /// For a time: the probability that chance alone makes the samples differ at least this much.
    pub p_value: Option<f64>,
    /// For a time: whether chance explains the difference of the samples.
    pub is_chance: bool,
}

/// Whether a difference counts as a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Significance {
    /// The values are equal. Two times count as equal if their rounds show no difference; with few rounds,
    /// if their medians are at most 20 % apart or chance explains the difference of their samples. The
    /// rules are in `docs/figures.md`.
    Same,
    /// The values differ.
    Changed,
    /// The values differ, but they also differ between runs of one binary: a resident size, a
    /// metric in a unit of time, what several threads allocate, or a figure whose ranges overlap.
    Varies,
    /// The times differ, but the processor was disturbed while one was measured, which can explain it. The
    /// rules are in `docs/figures.md`.
    Disturbed,
}

impl Change {
    /// Compares a figure that is the same in every run of one binary.
    pub fn from_exact(name: &str, unit: Unit, before: u64, after: u64) -> Self {
        let significance = if before == after {
            Significance::Same
        } else {
            Significance::Changed
        };
        Self {
            name: name.to_string(),
            unit,
            before: Amount::Whole(before),
            after: Amount::Whole(after),
            before_range: None,
            after_range: None,
            significance,
            p_value: None,
            is_chance: false,
        }
    }

    /// The new value minus the old one.
    pub fn difference(&self) -> Delta {
        match (self.before, self.after) {
            (Amount::Whole(before), Amount::Whole(after)) => {
                Delta::Whole(i128::from(after) - i128::from(before))
            }
            (before, after) => Delta::Real(after.as_f64() - before.as_f64()),
        }
    }

    /// The new value divided by the old one; `None` if the old value is zero.
    pub fn ratio(&self) -> Option<f64> {
        let before = self.before.as_f64();
        (before != 0.0).then(|| self.after.as_f64() / before)
    }

    /// The growth in per cent of the old value: 0 if the new value is not greater, infinite if the
    /// old value is zero and the new one is greater.
    pub fn growth_percent(&self) -> f64 {
        let (before, after) = (self.before.as_f64(), self.after.as_f64());
        let growth = after - before;
        if growth > 0.0 {
            growth / before.abs() * 100.0
        } else {
            0.0
        }
    }

    /// Whether the figure grew by more than `allowed`, and chance does not explain it. A figure that
    /// varies grew if its least value exceeds the greatest one before.
    pub(super) fn exceeds(&self, allowed: AllowedGrowth) -> bool {
        let greatest = self
            .before_range
            .map(|(_, greatest)| Amount::Whole(greatest));
        let least = self.after_range.map(|(least, _)| Amount::Whole(least));
        let (before, after) = (greatest.unwrap_or(self.before), least.unwrap_or(self.after));
        !self.is_chance && allowed.is_exceeded(before, after)
    }

    /// The greatest value of each side.
    pub(super) fn greatest(&self) -> [Amount; 2] {
        let greatest = |range: Option<(u64, u64)>, value: Amount| {
            range.map_or(value, |(_, greatest)| Amount::Whole(greatest))
        };
        [
            greatest(self.before_range, self.before),
            greatest(self.after_range, self.after),
        ]
    }

    /// Whether the figure differs between runs on one side.
    pub fn has_range(&self) -> bool {
        self.before_range.is_some() || self.after_range.is_some()
    }

    /// Whether a disturbed processor can explain the difference of the times.
    pub fn is_disturbed(&self) -> bool {
        self.significance == Significance::Disturbed
    }

    /// Whether the difference counts as a change.
    pub fn is_changed(&self) -> bool {
        self.significance == Significance::Changed
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Change", 11)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("unit", &self.unit)?;
        fields.serialize_field("before", &self.before)?;
        fields.serialize_field("after", &self.after)?;
        for (name, range) in [
            ("before_range", self.before_range),
            ("after_range", self.after_range),
        ] {
            match range {
                Some(range) => fields.serialize_field(name, &range)?,
                None => fields.skip_field(name)?,
            }
        }
        fields.serialize_field("difference", &self.difference())?;
        fields.serialize_field("ratio", &self.ratio())?;
        fields.serialize_field("verdict", &self.significance)?;
        fields.serialize_field("p_value", &self.p_value)?;
        fields.serialize_field("is_chance", &self.is_chance)?;
        fields.end()
    }
}
