//! What a variant tells of itself beside its footprint.

use serde::{Deserialize, Serialize};

use crate::record::{Grade, Metric, Verdict};

/// Metrics, and a verdict where the variant is judged.
///
/// ```
/// use heapwise::experiment::Examination;
/// use heapwise::record::{Grade, Metric};
///
/// let examination = Examination::default()
///     .metric(Metric::new("load_factor", 0.75, "").expected(0.8))
///     .verdict(Grade::Good, "as full as it should be");
/// assert_eq!(examination.metrics().len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[must_use]
pub struct Examination {
    metrics: Vec<Metric>,
    verdict: Option<Verdict>,
}

impl Examination {
    /// Adds a figure. One that is no finite number is not to be had, and left out.
    pub fn metric(mut self, metric: Metric) -> Self {
        let is_finite = |figure: &Option<f64>| figure.is_none_or(f64::is_finite);
        let Metric {
            value,
            expected,
            deviations,
            p_value,
            ..
        } = metric;
        if [Some(value), expected, deviations, p_value]
            .iter()
            .all(is_finite)
        {
            self.metrics.push(metric);
        }
        self
    }

    /// Adds figures.
    pub fn all(self, metrics: impl IntoIterator<Item = Metric>) -> Self {
        metrics.into_iter().fold(self, Self::metric)
    }

    /// Judges the variant.
    pub fn verdict(mut self, grade: Grade, why: impl Into<String>) -> Self {
        let why = why.into();
        self.verdict = Some(Verdict { grade, why });
        self
    }

    /// What both tell; of two verdicts the other's.
    pub fn and(mut self, other: Self) -> Self {
        self.metrics.extend(other.metrics);
        self.verdict = other.verdict.or(self.verdict);
        self
    }

    /// The figures.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The figures and the verdict.
    pub fn into_parts(self) -> (Vec<Metric>, Option<Verdict>) {
        (self.metrics, self.verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_finite_number_is_not_to_be_had() {
        let metric = |value| Metric::new("a", value, "");
        let examination = Examination::default().all([
            metric(f64::NAN),
            metric(1.0).expected(f64::INFINITY),
            metric(2.0).deviations(f64::NAN),
            metric(3.0),
        ]);
        assert_eq!(examination.metrics(), [metric(3.0)]);
    }
}
