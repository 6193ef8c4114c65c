//! Metrics, series and a verdict beside the footprint.

use serde::{Deserialize, Serialize};

use crate::record::{Grade, Metric, Series, Verdict};

/// The most characters of a reason that a variant gives.
pub(super) const REASON_CHARS: usize = 2000;

/// The most characters of a name or a unit that a variant gives.
const NAME_CHARS: usize = 100;

/// A kind of extras that a variant may declare. Each is collected in a worker of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extra {
    /// Collected with every instrument off.
    Inspect,
    /// Collected under the counting allocator.
    MeasureHeap,
}

impl Extra {
    /// Every kind, in the order in which a run collects them.
    pub const ALL: [Self; 2] = [Self::Inspect, Self::MeasureHeap];

    /// The name, as progress and failures show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::MeasureHeap => "measure-heap",
        }
    }

    /// Whether extras of this kind need [`Alloc`](crate::Alloc) as the program's global allocator.
    pub fn needs_allocator(self) -> bool {
        self == Self::MeasureHeap
    }
}

/// Metrics and series, and a verdict if the experiment judges the variant.
///
/// ```
/// use heapwise::experiment::Extras;
/// use heapwise::record::{Grade, Metric};
///
/// let extras = Extras::default()
///     .metric(Metric::new("load_factor", 0.75, "").expected(0.8))
///     .verdict(Grade::Good, "as full as it should be");
/// assert_eq!(extras.metrics().len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[must_use]
pub struct Extras {
    metrics: Vec<Metric>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    series: Vec<Series>,
    verdict: Option<Verdict>,
}

impl Extras {
    /// Adds a metric. A metric with a value that is not finite is ignored, and so is a second metric
    /// of the same name. A name or a unit of more than 100 characters is cut.
    pub fn metric(mut self, mut metric: Metric) -> Self {
        for text in [&mut metric.name, &mut metric.unit] {
            truncate(text, NAME_CHARS);
        }
        let is_finite = |number: &Option<f64>| number.is_none_or(f64::is_finite);
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

    /// Adds metrics, as [`metric`](Self::metric) does.
    pub fn with_metrics(self, metrics: impl IntoIterator<Item = Metric>) -> Self {
        metrics.into_iter().fold(self, Self::metric)
    }

    /// Adds a series. Points that are not finite are ignored, and so is a series without points.
    pub fn series(mut self, mut series: Series) -> Self {
        let is_finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
        for text in [&mut series.name, &mut series.x, &mut series.y] {
            truncate(text, NAME_CHARS);
        }
        series.points.retain(is_finite);
        series.expected.retain(is_finite);
        if !series.points.is_empty() {
            self.series.push(series);
        }
        self
    }

    /// Sets the verdict. A reason of more than 2000 characters is cut.
    pub fn verdict(self, grade: Grade, why: impl Into<String>) -> Self {
        self.full_verdict(Verdict::new(grade, why))
    }

    /// Sets the verdict with all its parts. A reason, a caution or a note of more than 2000
    /// characters is cut.
    pub fn full_verdict(mut self, mut verdict: Verdict) -> Self {
        let texts = std::iter::once(&mut verdict.why).chain(&mut verdict.caution);
        texts
            .chain(&mut verdict.notes)
            .for_each(|text| truncate(text, REASON_CHARS));
        self.verdict = Some(verdict);
        self
    }

    /// Merges both. On a clash the first metric and the second verdict win.
    pub fn merge(mut self, other: Self) -> Self {
        self = self.with_metrics(other.metrics);
        self.series.extend(other.series);
        self.verdict = other.verdict.or(self.verdict);
        self
    }

    /// The metrics.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The metrics, the series and the verdict.
    pub fn into_parts(self) -> (Vec<Metric>, Vec<Series>, Option<Verdict>) {
        (self.metrics, self.series, self.verdict)
    }
}

/// The text, cut after so many characters.
pub(super) fn truncated(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars - 1) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", &text[..end]),
        _ => text.to_string(),
    }
}

fn truncate(text: &mut String, chars: usize) {
    if text.len() > chars {
        *text = truncated(text, chars);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_that_are_not_finite_are_ignored() {
        let metric = |value| Metric::new("a", value, "");
        let extras = Extras::default().with_metrics([
            metric(f64::NAN),
            metric(1.0).expected(f64::INFINITY),
            metric(2.0).deviations(f64::NAN),
            metric(3.0),
        ]);
        assert_eq!(extras.metrics(), [metric(3.0)]);
    }

    #[test]
    fn the_first_of_two_metrics_of_one_name_wins() {
        let one = |value| Extras::default().metric(Metric::new("a", value, ""));
        let both = one(1.0).metric(Metric::new("a", 2.0, "")).merge(one(3.0));
        assert_eq!(both, one(1.0));
    }

    #[test]
    fn the_last_verdict_wins() {
        let verdict = |grade| Extras::default().verdict(grade, "");
        let both = verdict(Grade::Suspect).merge(verdict(Grade::Good));
        assert_eq!(both, verdict(Grade::Good));
        let first = verdict(Grade::Suspect).merge(Extras::default());
        assert_eq!(first, verdict(Grade::Suspect));
    }

    #[test]
    fn points_that_are_not_finite_are_ignored() {
        let series = |points: &[(f64, f64)]| Series::new("a", "x", "y", points.to_vec());
        let extras = Extras::default()
            .series(series(&[(f64::NAN, 1.0)]))
            .series(series(&[(0.0, 1.0), (1.0, f64::INFINITY)]));
        let (_, stored, _) = extras.into_parts();
        assert_eq!(stored, [series(&[(0.0, 1.0)])]);
    }
}
