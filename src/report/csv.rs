//! A report as CSV (RFC 4180): one line for each variant, every figure exact, an absent one empty.

use indexmap::IndexSet;

use crate::record::{Entry, Report, Row};

type Field = fn(&Entry, &Row) -> Option<String>;

const FIELDS: [(&str, Field); 22] = [
    ("experiment", |entry, _| Some(entry.name.clone())),
    ("input", |entry, _| Some(entry.input_line())),
    ("variant", |_, row| Some(row.name.clone())),
    ("status", |_, row| Some(row.outcome.status().to_string())),
    ("reason", |_, row| row.outcome.reason().map(String::from)),
    ("answer", |_, row| row.answer.clone()),
    ("elements", |_, row| number(row.elements)),
    ("total_bytes", |_, row| {
        number(Some(row.heap.as_ref()?.totals.total_bytes))
    }),
    ("total_blocks", |_, row| {
        number(Some(row.heap.as_ref()?.totals.total_blocks))
    }),
    ("peak_bytes", |_, row| {
        number(Some(row.heap.as_ref()?.totals.peak_bytes))
    }),
    ("peak_blocks", |_, row| {
        number(Some(row.heap.as_ref()?.totals.peak_blocks))
    }),
    ("end_bytes", |_, row| {
        number(Some(row.heap.as_ref()?.totals.end_bytes))
    }),
    ("end_blocks", |_, row| {
        number(Some(row.heap.as_ref()?.totals.end_blocks))
    }),
    ("copying_peak_bytes", |_, row| {
        number(row.heap.as_ref()?.copying_peak_bytes)
    }),
    ("realloc_count", |_, row| {
        number(row.heap.as_ref()?.realloc_count)
    }),
    ("realloc_copy_bytes", |_, row| {
        number(row.heap.as_ref()?.realloc_copy_bytes)
    }),
    ("held_peak_bytes", |_, row| {
        number(row.heap.as_ref()?.held_peak_bytes)
    }),
    ("several_threads", |_, row| {
        Some(row.heap.as_ref()?.several_threads.to_string())
    }),
    ("profile", |_, row| row.heap.as_ref()?.profile.clone()),
    ("time_median_ns", |_, row| {
        number(row.time.as_ref()?.median_ns())
    }),
    ("time_samples", |_, row| {
        number(Some(row.time.as_ref()?.samples_ns.len() as u64))
    }),
    ("rss_peak_bytes", |_, row| {
        number(Some(row.rss.as_ref()?.peak_bytes))
    }),
];

const VERDICT_FIELDS: [(&str, Field); 2] = [
    ("verdict", |_, row| {
        Some(row.verdict.as_ref()?.grade.name().to_string())
    }),
    ("why", |_, row| Some(row.verdict.as_ref()?.why.clone())),
];

/// The head line, then the lines of every entry. Verdicts and metrics have fields where the
/// report has some, metrics in the order in which they come.
pub(super) fn render(report: &Report) -> String {
    let is_judged = report.rows().any(|row| row.verdict.is_some());
    let judged: &[(&str, Field)] = if is_judged { &VERDICT_FIELDS } else { &[] };
    let fields = [&FIELDS, judged].concat();
    let metrics = report.rows().flat_map(|row| &row.metrics);
    let metrics: IndexSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();

    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = fields
        .iter()
        .map(|(name, _)| *name)
        .chain(metrics.iter().copied());
    let mut written = writer.write_record(head);
    for entry in &report.experiments {
        for row in &entry.variants {
            let fixed = fields.iter().map(|(_, field)| field(entry, row));
            let metrics = metrics.iter().map(|name| metric(row, name));
            let line = fixed.chain(metrics).map(Option::unwrap_or_default);
            written = written.and_then(|()| writer.write_record(line));
        }
    }
    written.expect("a vector takes every byte, and every record has the same fields");
    let bytes = writer.into_inner().expect("a vector can be flushed");
    String::from_utf8(bytes).expect("fields of text make lines of text")
}

fn metric(row: &Row, name: &str) -> Option<String> {
    let metric = row.metrics.iter().find(|metric| metric.name == name)?;
    Some(metric.value.to_string())
}

fn number(number: Option<u64>) -> Option<String> {
    number.map(|number| number.to_string())
}
