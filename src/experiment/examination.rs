//! What a variant tells of itself beside its footprint.

use serde::{Deserialize, Serialize};

use crate::record::{Grade, Metric, Series, Verdict};

/// Metrics and series, and a verdict where the variant is judged.
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    series: Vec<Series>,
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
        let is_new = self.metrics.iter().all(|known| known.name != metric.name);
        if is_new
            && [Some(value), expected, deviations, p_value]
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

    /// Adds a series. Points that are no finite numbers are not to be had, and left out; so is a
    /// series without any.
    pub fn series(mut self, mut series: Series) -> Self {
        let is_finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
        series.points.retain(is_finite);
        series.expected.retain(is_finite);
        if !series.points.is_empty() {
            self.series.push(series);
        }
        self
    }

    /// Judges the variant.
    pub fn verdict(mut self, grade: Grade, why: impl Into<String>) -> Self {
        let why = why.into();
        self.verdict = Some(Verdict { grade, why });
        self
    }

    /// What both tell; of two figures of one name the first, of two verdicts the other's.
    pub fn and(mut self, other: Self) -> Self {
        self = self.all(other.metrics);
        self.series.extend(other.series);
        self.verdict = other.verdict.or(self.verdict);
        self
    }

    /// The figures.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The figures, the series and the verdict.
    pub fn into_parts(self) -> (Vec<Metric>, Vec<Series>, Option<Verdict>) {
        (self.metrics, self.series, self.verdict)
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

    #[test]
    fn of_two_figures_of_one_name_the_first_stands() {
        let one = |value| Examination::default().metric(Metric::new("a", value, ""));
        let both = one(1.0).metric(Metric::new("a", 2.0, "")).and(one(3.0));
        assert_eq!(both, one(1.0));
    }

    #[test]
    fn the_last_verdict_stands() {
        let verdict = |grade| Examination::default().verdict(grade, "");
        let both = verdict(Grade::Suspect).and(verdict(Grade::Good));
        assert_eq!(both, verdict(Grade::Good));
        let first = verdict(Grade::Suspect).and(Examination::default());
        assert_eq!(first, verdict(Grade::Suspect));
    }

    #[test]
    fn points_that_are_not_to_be_had_are_left_out() {
        let series = |points: &[(f64, f64)]| Series::new("a", "x", "y", points.to_vec());
        let examination = Examination::default()
            .series(series(&[(f64::NAN, 1.0)]))
            .series(series(&[(0.0, 1.0), (1.0, f64::INFINITY)]));
        let (_, told, _) = examination.into_parts();
        assert_eq!(told, [series(&[(0.0, 1.0)])]);
    }
}
