//! Reports in the JSON formats of two benchmark trackers.

use std::io::{self, Write};

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use crate::record::{Case, Figure, Outcome, Report, Row};
use crate::units::{self, EscapedWriter};

/// A figure in Bencher's metric format (<https://bencher.dev/docs/reference/bencher-metric-format>).
#[derive(Serialize)]
struct BencherMetric {
    value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_value: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_value: Option<u64>,
}

/// A figure in the format `customSmallerIsBetter` of github-action-benchmark.
#[derive(Serialize)]
struct TrackerFigure {
    name: String,
    unit: &'static str,
    value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
}

/// Writes Bencher's metric format. Each variant, named with its experiment and input, has the figures
/// of its footprint, the peak of its resident set, and its median time with the shortest and the
/// longest. Failed variants are left out.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_bencher(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let benchmarks: IndexMap<String, BencherMetrics<'_>> = measured_rows(report)
        .map(|(case, row)| (case.name_at_input(row), BencherMetrics(row)))
        .collect();
    let mut out = EscapedWriter::new(out, units::escape_json);
    serde_json::to_writer_pretty(&mut out, &benchmarks)?;
    out.write_all(b"\n")
}

/// Writes the list of `name`, `unit` and `value` that github-action-benchmark reads, with the figures
/// of [`write_bencher`].
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_tracker(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let figures = measured_rows(report).flat_map(|(case, row)| {
        let variant = case.name_at_input(row);
        measured_figures(row).map(move |(figure, value)| TrackerFigure {
            name: format!("{variant} {}", figure.key),
            unit: figure.unit.name(),
            value,
            range: shown_range(&figure, row).map(|(from, to)| format!("{from} to {to}")),
        })
    });
    let mut out = EscapedWriter::new(out, units::escape_json);
    serde_json::Serializer::pretty(&mut out).collect_seq(figures)?;
    out.write_all(b"\n")
}

fn measured_rows(report: &Report) -> impl Iterator<Item = (&Case, &Row)> {
    let rows = report
        .cases
        .iter()
        .flat_map(|case| case.variants.iter().map(move |row| (case, row)));
    rows.filter(|(_, row)| row.outcome == Outcome::Measured)
}

/// The figures of a row in Bencher's metric format.
struct BencherMetrics<'a>(&'a Row);

impl Serialize for BencherMetrics<'_> {
    /// Each figure has its slug: its key with hyphens instead of underscores.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(measured_figures(self.0).map(|(figure, value)| {
            let range = shown_range(&figure, self.0);
            let metric = BencherMetric {
                value,
                lower_value: range.map(|(from, _)| from),
                upper_value: range.map(|(_, to)| to),
            };
            (figure.key.replace('_', "-"), metric)
        }))
    }
}

/// The figures that a row has, with their values.
fn measured_figures(row: &Row) -> impl Iterator<Item = (Figure, u64)> {
    let heap = Figure::ALL.into_iter().filter(Figure::is_of_heap);
    let figures = heap.chain([Figure::RSS_PEAK_BYTES, Figure::TIME_MEDIAN_NS]);
    figures.filter_map(|figure| Some((figure, figure.value(row)?)))
}

/// The least and the greatest value, if the figure has several.
fn shown_range(figure: &Figure, row: &Row) -> Option<(u64, u64)> {
    let has_several = !figure.samples(row).is_empty();
    has_several.then(|| figure.range(row)).flatten()
}
