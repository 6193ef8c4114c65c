//! One variant's row of a report.

use serde::{Deserialize, Serialize};

use super::{Footprint, Resident, Series, Time};

/// What was measured of one variant. A part that was not asked for or not to be had is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The variant's name, without its experiment's.
    pub name: String,
    /// How it computes the answer.
    pub about: String,
    /// Whether it was measured, and if not, why.
    pub outcome: Outcome,
    /// The answer as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The logical units that the structure holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<u64>,
    /// From the count and heap passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heap: Option<Footprint>,
    /// From the time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// From the time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss: Option<Resident>,
    /// What the variant says of itself.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// What it says of itself at more than one point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// How it is judged, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Files that belong to the variant.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// How a variant's measuring ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Outcome {
    /// Every pass asked for gave its figures, and the answer is right.
    Measured,
    /// The answer is not the one that is known, or not that of the other variants.
    WrongAnswer {
        /// Which answer it gave, and which is right.
        reason: String,
    },
    /// A pass gave no figures, or two passes contradict each other.
    Failed {
        /// Which pass, and why.
        reason: String,
    },
}

/// A named figure beside the footprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// The name, the same from version to version.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What a theory expects, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// How many standard deviations the figure lies above what is expected, where the theory has
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations: Option<f64>,
    /// How probable a figure at least so far off would be by chance, where the theory tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// Whether it is left out of the tables.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detail: bool,
}

impl Metric {
    /// A figure.
    pub fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value,
            unit: unit.into(),
            expected: None,
            deviations: None,
            p_value: None,
            detail: false,
        }
    }

    /// Says what a theory expects.
    #[must_use]
    pub fn expected(mut self, expected: f64) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Says how many standard deviations the figure lies above what is expected.
    #[must_use]
    pub fn deviations(mut self, deviations: f64) -> Self {
        self.deviations = Some(deviations);
        self
    }

    /// Says how probable a figure at least so far off would be by chance.
    #[must_use]
    pub fn p_value(mut self, p_value: f64) -> Self {
        self.p_value = Some(p_value);
        self
    }

    /// Whether its unit is that of a time or of something per second: `ns`, `ms/key`, `MB/s`. Such
    /// figures differ from run to run.
    pub fn is_timed(&self) -> bool {
        let (part, per) = self.unit.split_once('/').unwrap_or((&self.unit, ""));
        ["ns", "µs", "us", "ms", "s"].contains(&part.trim()) || per.trim() == "s"
    }

    /// Leaves the figure out of the tables.
    #[must_use]
    pub fn detail(mut self) -> Self {
        self.detail = true;
        self
    }
}

/// A judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The grade.
    pub grade: Grade,
    /// The sentence that says why.
    pub why: String,
}

/// A grade; the better is the lesser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Nothing is wrong.
    Good,
    /// Something may be wrong.
    Suspect,
    /// Something is wrong.
    Bad,
}

/// A file beside the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it shows.
    pub name: String,
    /// Its path in the report's folder.
    pub file: String,
}

impl Grade {
    /// The grade as it stands in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspect => "suspect",
            Self::Bad => "bad",
        }
    }
}

impl Outcome {
    /// Why the variant is not well; none where it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Measured => None,
            Self::WrongAnswer { reason } | Self::Failed { reason } => Some(reason),
        }
    }

    /// The status as it stands in the report.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::WrongAnswer { .. } => "wrong-answer",
            Self::Failed { .. } => "failed",
        }
    }
}

impl Row {
    /// Bytes at the peak for each element.
    pub fn bytes_per_element(&self) -> Option<f64> {
        let elements = self.elements.filter(|&elements| elements > 0)?;
        let heap = self.heap.as_ref()?;
        Some(heap.totals.peak_bytes as f64 / elements as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_time_are_told_from_others() {
        let is_timed = |unit: &&str| Metric::new("m", 1.0, *unit).is_timed();
        let timed = [
            "ns", "µs", "us", "ms", "s", "ns/key", "ms / key", "GB/s", "1/s",
        ];
        assert!(timed.iter().all(is_timed));
        let others = [
            "",
            "B",
            "B/entry",
            "nsmall",
            "slots",
            "steps",
            "keys/slot",
            "m/slot",
        ];
        assert!(!others.iter().any(is_timed));
    }
}
