//! Reports in the two forms of JSON that trackers of benchmarks take.

use indexmap::IndexMap;
use serde::Serialize;

use crate::record::{Entry, Figure, Outcome, Report, Row, Unit};

/// A figure in Bencher's metric format (<https://bencher.dev/docs/reference/bencher-metric-format>).
#[derive(Serialize)]
struct Metric {
    value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_value: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_value: Option<u64>,
}

/// A figure as github-action-benchmark takes it under `customSmallerIsBetter`.
#[derive(Serialize)]
struct Named {
    name: String,
    unit: &'static str,
    value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
}

/// Bencher's metric format: for each variant, by its name and its experiment's input, every figure
/// of its footprint, its resident peak, and its median time between the shortest and the longest.
/// Variants that are not well are left out.
pub fn bencher(report: &Report) -> String {
    let benchmarks: IndexMap<String, IndexMap<String, Metric>> = well(report)
        .map(|(entry, row)| (entry.name_at_input(row), metrics(row).collect()))
        .collect();
    json(&benchmarks)
}

/// The list of `name`, `unit` and `value` that github-action-benchmark takes; the same figures.
pub fn tracker(report: &Report) -> String {
    let figures = well(report).flat_map(|(entry, row)| {
        let variant = entry.name_at_input(row);
        figures(row).map(move |(figure, value)| Named {
            name: format!("{variant} {}", figure.key),
            unit: figure.unit.name(),
            value,
            range: range(&figure, row).map(|(from, to)| format!("{from} to {to}")),
        })
    });
    json(&figures.collect::<Vec<Named>>())
}

fn well(report: &Report) -> impl Iterator<Item = (&Entry, &Row)> {
    let rows = report
        .experiments
        .iter()
        .flat_map(|entry| entry.variants.iter().map(move |row| (entry, row)));
    rows.filter(|(_, row)| row.outcome == Outcome::Measured)
}

/// A measure is known by a slug, in which words are joined by hyphens.
fn metrics(row: &Row) -> impl Iterator<Item = (String, Metric)> {
    figures(row).map(|(figure, value)| {
        let range = range(&figure, row);
        let metric = Metric {
            value,
            lower_value: range.map(|(from, _)| from),
            upper_value: range.map(|(_, to)| to),
        };
        (figure.key.replace('_', "-"), metric)
    })
}

/// The figures that a row has.
fn figures(row: &Row) -> impl Iterator<Item = (Figure, u64)> {
    let beside = [Figure::RSS_PEAK_BYTES, Figure::TIME_MEDIAN_NS];
    let all = Figure::ALL
        .into_iter()
        .filter(Figure::is_of_heap)
        .chain(beside);
    all.filter_map(|figure| Some((figure, figure.value(row)?)))
}

/// The shortest and the longest time; no other figure has a range.
fn range(figure: &Figure, row: &Row) -> Option<(u64, u64)> {
    let time = row.time.as_ref();
    let samples = time.filter(|_| figure.unit == Unit::Nanoseconds)?;
    let samples = samples.samples_ns.iter().copied();
    samples.clone().min().zip(samples.max())
}

fn json(value: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("names and whole numbers can be written");
    text.push('\n');
    text
}
