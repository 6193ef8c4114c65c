//! One variant's row of a report.

use serde::{Deserialize, Serialize};

use super::footprint::{Footprint, Resident};
use super::series::Series;
use super::time::Time;

/// The measurements of one variant. A part that was not requested, or is unavailable, is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The variant's name, without its experiment's.
    pub name: String,
    /// How the variant computes the answer.
    pub about: String,
    /// The variant whose program started the process of this row, in a report of whole programs. Such a
    /// row has a heap, and no answer, time or resident memory of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_of: Option<String>,
    /// Whether the variant was measured, and if not, the reason.
    pub outcome: Outcome,
    /// The answer as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The answer's digest in hexadecimal digits: equal for equal answers of one program, and almost
    /// surely different for others. Absent in reports of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_digest: Option<String>,
    /// The number of elements that the variant's structure holds, if the answer gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<u64>,
    /// The heap use, measured by the count and heap passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heap: Option<Box<Footprint>>,
    /// The wall time of the runs, measured by the time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The resident memory of the process, measured by the time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss: Option<Resident>,
    /// Further figures that the experiment collects.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// Metrics that are sampled at several points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// The experiment's judgement of the variant, if it makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Files that belong to the variant.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The machine on which the variant was measured, in a report whose parts come from several: the
    /// index of the first part from the same machine. Times of different machines do not compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<usize>,
}

/// What a report keeps of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The text to show.
    pub shown: String,
    /// A hash: equal for equal answers of one program, and almost surely different for others.
    pub digest: u64,
}

/// How the measurement of a variant ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Outcome {
    /// Every requested pass gave its figures, and the answer is right.
    Measured,
    /// The answer differs from the known answer, or from that of the other variants.
    WrongAnswer {
        /// The answer that the variant gave, and the right one.
        reason: String,
    },
    /// The variant does not apply on this machine or at this input, so it was not measured.
    NotApplicable {
        /// Why, as the variant says.
        reason: String,
    },
    /// A pass gave no figures, or two passes contradict each other.
    Failed {
        /// The pass, and why it failed.
        reason: String,
    },
}

/// A named number beside the footprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// The name. It stays the same from version to version.
    pub name: String,
    /// The value.
    pub value: f64,
    /// The unit of the value; empty if it has none.
    pub unit: String,
    /// The value that a theory expects, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// How many standard deviations the value lies above the expected one, if the theory has a
    /// variance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations: Option<f64>,
    /// The probability that chance alone gives a value at least as far from the expected one, if the
    /// theory has a distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// Whether tables omit the metric.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detail: bool,
}

impl Metric {
    /// A metric without an expected value.
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

    /// Sets the value that a theory expects.
    #[must_use]
    pub fn expected(mut self, expected: f64) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Sets how many standard deviations the value lies above the expected one.
    #[must_use]
    pub fn deviations(mut self, deviations: f64) -> Self {
        self.deviations = Some(deviations);
        self
    }

    /// Sets the probability that chance alone gives a value at least as far from the expected one.
    #[must_use]
    pub fn p_value(mut self, p_value: f64) -> Self {
        self.p_value = Some(p_value);
        self
    }

    /// Whether the unit is a time, or something per second: `ns`, `ms/key`, `MB/s`. Such metrics
    /// differ from run to run.
    pub fn is_timed(&self) -> bool {
        let (part, per) = self.unit.split_once('/').unwrap_or((&self.unit, ""));
        ["ns", "µs", "us", "ms", "s"].contains(&part.trim()) || per.trim() == "s"
    }

    /// Whether something is so, as 1 or 0 in the unit [`YES_OR_NO`](Self::YES_OR_NO). Tables show
    /// `yes` or `no`.
    pub fn yes_or_no(name: impl Into<String>, is_so: bool) -> Self {
        Self::new(name, f64::from(u8::from(is_so)), Self::YES_OR_NO)
    }

    /// The unit of a metric that is 1 for yes and 0 for no.
    pub const YES_OR_NO: &str = "yes/no";

    /// Omits the metric from tables.
    #[must_use]
    pub fn detail(mut self) -> Self {
        self.detail = true;
        self
    }
}

/// A judgement of a variant, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The grade.
    pub grade: Grade,
    /// The reason, in one sentence.
    pub why: String,
    /// The metric by which variants of one grade are ranked, the least first. Without it, the median
    /// time decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranked_by: Option<String>,
    /// Whether the figures are too few to recommend the variant. The reason contains why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_provisional: bool,
    /// What a user of the variant must know, in one clause. A recommendation repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
    /// Further findings, which do not change the grade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A grade. Better grades compare as less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// No defect was found.
    Good,
    /// There may be a defect.
    Suspect,
    /// There is a defect.
    Bad,
}

/// A file in the report's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What the file shows.
    pub name: String,
    /// The path of the file in the report's folder.
    pub file: String,
}

impl Verdict {
    /// A verdict without notes, by which variants are ranked by their median time.
    pub fn new(grade: Grade, why: impl Into<String>) -> Self {
        Self {
            grade,
            why: why.into(),
            ranked_by: None,
            is_provisional: false,
            caution: None,
            notes: Vec::new(),
        }
    }
}

impl Grade {
    /// The name of the grade, as the report stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspect => "suspect",
            Self::Bad => "bad",
        }
    }
}

impl Outcome {
    /// Why the variant has no valid measurement; `None` if it has one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Measured => None,
            Self::NotApplicable { reason }
            | Self::WrongAnswer { reason }
            | Self::Failed { reason } => Some(reason),
        }
    }

    /// Whether the variant failed or gave a wrong answer.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::WrongAnswer { .. } | Self::Failed { .. })
    }

    /// The name of the status, as the report stores it.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::NotApplicable { .. } => "not-applicable",
            Self::WrongAnswer { .. } => "wrong-answer",
            Self::Failed { .. } => "failed",
        }
    }
}

impl Row {
    /// Peak bytes divided by the number of elements; `None` if either is unknown or there are no
    /// elements.
    pub fn bytes_per_element(&self) -> Option<f64> {
        let elements = self.elements.filter(|&elements| elements > 0)?;
        let heap = self.heap.as_ref()?;
        Some(heap.totals.peak_bytes as f64 / elements as f64)
    }

    /// Whether the run was cut off before the last rounds of the time pass.
    pub fn lacks_rounds(&self) -> bool {
        let time = self.time.as_ref();
        self.outcome == Outcome::Measured && time.is_some_and(|time| time.rounds_left > 0)
    }

    /// The answer, if the report keeps its digest.
    pub fn stored_answer(&self) -> Option<StoredAnswer> {
        let digest = self.answer_digest.as_ref()?;
        Some(StoredAnswer {
            shown: self.answer.clone()?,
            digest: u64::from_str_radix(digest, 16).ok()?,
        })
    }

    /// Sets the answer.
    pub fn set_answer(&mut self, answer: StoredAnswer) {
        self.answer_digest = Some(format!("{:016x}", answer.digest));
        self.answer = Some(answer.shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_time_are_distinguished_from_others() {
        let is_timed = |unit: &&str| Metric::new("m", 1.0, *unit).is_timed();
        let timed = [
            "ns", "µs", "us", "ms", "s", "ns/key", "ms / key", "GB/s", "1/s",
        ];
        assert!(timed.iter().all(is_timed));
        let others = [
            "",
            "B",
            "B/case",
            "nsmall",
            "slots",
            "steps",
            "keys/slot",
            "m/slot",
        ];
        assert!(!others.iter().any(is_timed));
    }
}
