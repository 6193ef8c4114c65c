//! The figures and metrics of one variant in two rows.

use crate::record::{Figure, Metric, Row, Unit};

use super::amount::Amount;
use super::change::{Change, Significance};
use super::pair_by_key::pair_by_key;
use super::time::TimeRule;

/// Compares every figure and metric that both rows have: the figures in the order of
/// [`Figure::BY_IMPORTANCE`], then the metrics in the order of `new`.
pub(super) fn compare_rows(old: &Row, new: &Row, rule: TimeRule<'_>) -> Vec<Change> {
    let figures = Figure::BY_IMPORTANCE
        .iter()
        .filter_map(|figure| compare_figure(figure, old, new, rule));
    let metrics = pair_by_key(&old.metrics, &new.metrics, |metric| &metric.name);
    let metrics = metrics
        .into_iter()
        .filter_map(|(old, new)| Some(compare_metric(old?, new?)));
    figures.chain(metrics).collect()
}

/// Compares the figure or metric with this name in two reports; `None` if a row lacks it.
pub(super) fn compare_by_name(
    name: &str,
    old: &Row,
    new: &Row,
    rule: TimeRule<'_>,
) -> Option<Change> {
    let mut changes = compare_rows(old, new, rule).into_iter();
    changes.find(|change| change.name == name)
}

fn compare_figure(figure: &Figure, old: &Row, new: &Row, rule: TimeRule<'_>) -> Option<Change> {
    let (before, after) = (figure.value(old)?, figure.value(new)?);
    let mut change = Change {
        before_range: measured_range(figure, old),
        after_range: measured_range(figure, new),
        ..Change::from_exact(figure.name, figure.unit, before, after)
    };
    let is_time = figure.unit == Unit::Nanoseconds;
    if is_time && old.machine != new.machine {
        return None;
    }
    if let (true, Some(comparison)) = (is_time, rule.compare(old, new)) {
        change.p_value = Some(comparison.p_value);
        change.is_chance = comparison.is_chance;
        change.significance = comparison.significance;
    } else if before != after && !(figure.is_exact_in(old) && figure.is_exact_in(new)) {
        change.significance = if are_apart(figure, old, new) {
            Significance::Changed
        } else {
            Significance::Varies
        };
    }
    Some(change)
}

/// The range of a figure that differs between runs, but for the time.
fn measured_range(figure: &Figure, row: &Row) -> Option<(u64, u64)> {
    let varies = figure.unit != Unit::Nanoseconds && !figure.samples(row).is_empty();
    varies.then(|| figure.range(row)).flatten()
}

/// The fewest runs of a figure that varies from which its range is known well enough. If it varies on both
/// sides, chance alone separates the ranges of as many runs once in 35 times.
const FEWEST_RUNS: usize = 4;

/// Whether every run of one side is above every run of the other, and enough runs were made to rule
/// out chance.
fn are_apart(figure: &Figure, old: &Row, new: &Row) -> bool {
    let is_known = |row: &Row| {
        let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
        figure.is_exact_in(row) || !several_threads && figure.samples(row).len() >= FEWEST_RUNS
    };
    let (Some(old_range), Some(new_range)) = (figure.range(old), figure.range(new)) else {
        return false;
    };
    let are_disjoint = old_range.1 < new_range.0 || new_range.1 < old_range.0;
    // What varies in the heap by nature depends on the addresses of blocks.
    let may_change = figure.is_exact || !figure.is_of_heap();
    may_change && are_disjoint && is_known(old) && is_known(new)
}

fn compare_metric(before: &Metric, after: &Metric) -> Change {
    let significance = if before.value == after.value {
        Significance::Same
    } else if before.is_timed() || after.is_timed() {
        Significance::Varies
    } else {
        Significance::Changed
    };
    Change {
        name: after.name.clone(),
        unit: Unit::Number,
        before: Amount::Real(before.value),
        after: Amount::Real(after.value),
        before_range: None,
        after_range: None,
        significance,
        p_value: None,
        is_chance: false,
    }
}
