//! Reports in the two forms of JSON that trackers of benchmarks take.

use indexmap::IndexMap;
use serde::Serialize;

use crate::record::{Entry, Outcome, Report, Row};

/// A figure with its unit, and the range of it where it has one.
struct Figure {
    name: &'static str,
    unit: &'static str,
    value: u64,
    range: Option<(u64, u64)>,
}

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
        .map(|(entry, row)| (full_name(entry, row), metrics(row)))
        .collect();
    json(&benchmarks)
}

/// The list of `name`, `unit` and `value` that github-action-benchmark takes; the same figures.
pub fn tracker(report: &Report) -> String {
    let figures = well(report).flat_map(|(entry, row)| {
        let variant = full_name(entry, row);
        let named = move |figure: Figure| Named {
            name: format!("{variant} {}", figure.name),
            unit: figure.unit,
            value: figure.value,
            range: figure.range.map(|(from, to)| format!("{from} to {to}")),
        };
        figures(row).into_iter().map(named)
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

fn full_name(entry: &Entry, row: &Row) -> String {
    let name = format!("{}/{} {}", entry.name, row.name, entry.input_line());
    name.trim_end().to_string()
}

/// A measure is known by a slug, in which words are joined by hyphens.
fn metrics(row: &Row) -> IndexMap<String, Metric> {
    let metric = |figure: Figure| Metric {
        value: figure.value,
        lower_value: figure.range.map(|(from, _)| from),
        upper_value: figure.range.map(|(_, to)| to),
    };
    let figures = figures(row).into_iter();
    figures
        .map(|figure| (figure.name.replace('_', "-"), metric(figure)))
        .collect()
}

fn figures(row: &Row) -> Vec<Figure> {
    let heap = row.heap.as_ref();
    let totals = heap.map(|heap| &heap.totals);
    let figure = |(name, unit, value): (_, _, Option<u64>)| {
        value.map(|value| Figure {
            name,
            unit,
            value,
            range: None,
        })
    };
    let exact = [
        ("total_bytes", "bytes", totals.map(|of| of.total_bytes)),
        ("total_blocks", "blocks", totals.map(|of| of.total_blocks)),
        ("peak_bytes", "bytes", totals.map(|of| of.peak_bytes)),
        ("peak_blocks", "blocks", totals.map(|of| of.peak_blocks)),
        ("end_bytes", "bytes", totals.map(|of| of.end_bytes)),
        ("end_blocks", "blocks", totals.map(|of| of.end_blocks)),
        (
            "copying_peak_bytes",
            "bytes",
            heap.and_then(|heap| heap.copying_peak_bytes),
        ),
        (
            "realloc_count",
            "reallocations",
            heap.and_then(|heap| heap.realloc_count),
        ),
        (
            "realloc_copy_bytes",
            "bytes",
            heap.and_then(|heap| heap.realloc_copy_bytes),
        ),
        (
            "held_peak_bytes",
            "bytes",
            heap.and_then(|heap| heap.held_peak_bytes),
        ),
        (
            "rss_peak_bytes",
            "bytes",
            row.rss.as_ref().map(|rss| rss.peak_bytes),
        ),
    ];
    exact
        .into_iter()
        .filter_map(figure)
        .chain(time(row))
        .collect()
}

fn time(row: &Row) -> Option<Figure> {
    let time = row.time.as_ref()?;
    let samples = time.samples_ns.iter().copied();
    Some(Figure {
        name: "time_median_ns",
        unit: "ns",
        value: time.median_ns()?,
        range: samples.clone().min().zip(samples.max()),
    })
}

fn json(value: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("names and whole numbers can be written");
    text.push('\n');
    text
}
