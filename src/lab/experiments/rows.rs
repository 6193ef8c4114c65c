//! The figures of a case's rows, for the sentences in which experiments state their answers.

use crate::record::{Case, Figure, Outcome, Row};
use crate::units;

/// The measured rows of a case. A figure that was not measured is `None`.
pub(super) struct Rows<'a>(pub(super) &'a Case);

impl<'a> Rows<'a> {
    fn row(&self, variant: &str) -> Option<&'a Row> {
        let row = self.0.row(variant)?;
        (row.outcome == Outcome::Measured).then_some(row)
    }

    pub(super) fn value(&self, variant: &str, figure: &Figure) -> Option<u64> {
        figure.value(self.row(variant)?)
    }

    /// A size in bytes as text.
    pub(super) fn bytes(&self, variant: &str, figure: &Figure) -> Option<String> {
        self.value(variant, figure).map(units::bytes)
    }

    pub(super) fn metric(&self, variant: &str, name: &str) -> Option<f64> {
        let mut metrics = self.row(variant)?.metrics.iter();
        metrics
            .find(|metric| metric.name == name)
            .map(|metric| metric.value)
    }

    /// The time of a variant as a multiple of that of another: `1.18×`.
    pub(super) fn times(&self, variant: &str, base: &str) -> Option<String> {
        let median_ns = |variant| self.value(variant, &Figure::TIME_MEDIAN_NS);
        let (time, base) = (median_ns(variant)?, median_ns(base)?);
        units::ratio(time, base)
    }

    /// The one of `variants` with the least metric `name`, of those that have it.
    pub(super) fn least<'v>(&self, variants: &[&'v str], name: &str) -> Option<&'v str> {
        let metrics = variants
            .iter()
            .filter_map(|&variant| Some((variant, self.metric(variant, name)?)));
        let least = metrics.min_by(|(_, one), (_, other)| one.total_cmp(other));
        least.map(|(variant, _)| variant)
    }
}
