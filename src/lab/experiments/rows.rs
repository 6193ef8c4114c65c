//! The figures of a case's rows, for the sentences in which experiments state their answers.

use crate::compare::{are_tied, time_ratio};
use crate::record::{Case, Figure, Outcome, Row, Time, Value};
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

    /// An input that is a whole number, not below zero.
    pub(super) fn whole_input(&self, name: &str) -> Option<u64> {
        match self.0.input.get(name)? {
            Value::Integer(value) => u64::try_from(*value).ok(),
            _ => None,
        }
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

    fn time(&self, variant: &str) -> Option<&'a Time> {
        self.row(variant)?.time.as_ref()
    }

    /// The time of a variant beside that of another: `in 1.18× the time`, `(tied in time)`.
    pub(super) fn times(&self, variant: &str, base: &str) -> Option<String> {
        let (base, time) = (self.time(base)?, self.time(variant)?);
        if are_tied(base, time) {
            return Some(String::from("(tied in time)"));
        }
        let ratio = units::digits(time_ratio(base, time));
        Some(format!("in {ratio}× the time"))
    }

    /// The number of elements that a variant stores.
    pub(super) fn elements(&self, variant: &str) -> Option<u64> {
        self.row(variant)?.elements
    }

    /// The peak of a variant divided by the number of elements that it stores.
    pub(super) fn bytes_per_element(&self, variant: &str) -> Option<f64> {
        self.row(variant)?.bytes_per_element()
    }

    /// The variant with the smallest peak, if all measured ones have a peak.
    pub(super) fn smallest(&self) -> Option<&'a str> {
        let measured = self.0.variants.iter();
        let measured = measured.filter(|row| row.outcome == Outcome::Measured);
        let peaks = measured.map(|row| Some((Figure::PEAK_BYTES.value(row)?, row.name.as_str())));
        let (_, name) = peaks.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        Some(name)
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
