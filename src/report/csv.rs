//! A report as CSV (RFC 4180): one line for each variant, every figure exact, an absent one empty.

use indexmap::IndexSet;

use crate::record::{Entry, Figure, Report, Row};

/// What stands in the field of a row.
type Text<'a> = dyn Fn(&Entry, &Row) -> Option<String> + 'a;

/// A field: its name, and what stands in it.
struct Field<'a> {
    name: &'a str,
    text: Box<Text<'a>>,
}

/// The head line, then the lines of every entry. Verdicts and metrics have fields where the
/// report has some, metrics in the order in which they come.
pub(super) fn render(report: &Report) -> String {
    let fields = fields(report);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(fields.iter().map(|field| field.name));
    for entry in &report.experiments {
        for row in &entry.variants {
            let texts = fields.iter().map(|field| (field.text)(entry, row));
            let line = texts.map(Option::unwrap_or_default);
            written = written.and_then(|()| writer.write_record(line));
        }
    }
    written.expect("a vector takes every byte, and every record has the same fields");
    let bytes = writer.into_inner().expect("a vector can be flushed");
    String::from_utf8(bytes).expect("fields of text make lines of text")
}

fn fields(report: &Report) -> Vec<Field<'_>> {
    let mut fields = Vec::from(who());
    fields.extend(
        Figure::ALL
            .into_iter()
            .filter(Figure::is_of_heap)
            .map(figure),
    );
    fields.extend(beside());
    if report.rows().any(|row| row.verdict.is_some()) {
        fields.extend(verdict());
    }
    let metrics = report.rows().flat_map(|row| &row.metrics);
    let metrics: IndexSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
    fields.extend(metrics.into_iter().map(metric));
    fields
}

fn who<'a>() -> [Field<'a>; 7] {
    [
        field("experiment", |entry, _| Some(entry.name.clone())),
        field("input", |entry, _| Some(entry.input_line())),
        field("variant", |_, row| Some(row.name.clone())),
        field("status", |_, row| Some(row.outcome.status().to_string())),
        field("reason", |_, row| row.outcome.reason().map(String::from)),
        field("answer", |_, row| row.answer.clone()),
        field("elements", |_, row| Some(row.elements?.to_string())),
    ]
}

fn beside<'a>() -> [Field<'a>; 5] {
    [
        field("several_threads", |_, row| {
            Some(row.heap.as_ref()?.several_threads.to_string())
        }),
        field("profile", |_, row| row.heap.as_ref()?.profile.clone()),
        figure(Figure::TIME_MEDIAN_NS),
        field("time_samples", |_, row| {
            Some(row.time.as_ref()?.samples_ns.len().to_string())
        }),
        figure(Figure::RSS_PEAK_BYTES),
    ]
}

fn verdict<'a>() -> [Field<'a>; 2] {
    [
        field("verdict", |_, row| {
            Some(row.verdict.as_ref()?.grade.name().to_string())
        }),
        field("why", |_, row| Some(row.verdict.as_ref()?.why.clone())),
    ]
}

fn metric(name: &str) -> Field<'_> {
    field(name, move |_, row| {
        let metric = row.metrics.iter().find(|metric| metric.name == name)?;
        Some(metric.value.to_string())
    })
}

fn figure<'a>(figure: Figure) -> Field<'a> {
    field(figure.key, move |_, row| {
        Some(figure.value(row)?.to_string())
    })
}

fn field<'a>(name: &'a str, text: impl Fn(&Entry, &Row) -> Option<String> + 'a) -> Field<'a> {
    Field {
        name,
        text: Box::new(text),
    }
}
