//! One variant's row of a report.

use serde::{Deserialize, Serialize};

use super::{Footprint, Resident, Time};

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
}

/// A judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The grade.
    pub grade: Grade,
    /// The sentence that says why.
    pub why: String,
}

/// A grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
