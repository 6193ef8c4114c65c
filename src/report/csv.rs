//! A report as CSV (RFC 4180): one line for each variant, every figure exact, an absent one empty.

use indexmap::IndexSet;

use crate::record::{Case, Figure, Report, Row};

/// Renders a row's value of one column; `None` if the row has none.
type RenderCell<'a> = dyn Fn(&Case, &Row) -> Option<String> + 'a;

struct CsvColumn<'a> {
    name: &'a str,
    render_cell: Box<RenderCell<'a>>,
}

/// The header line, then the lines of every case. There are columns of verdicts and of metrics if
/// some row of the report has them; metrics are in the order in which the rows first have them.
///
/// `guard_cell` is applied to every cell, also of the header.
pub(super) fn render_csv(report: &Report, guard_cell: fn(String) -> String) -> String {
    let columns = columns(report);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| column.name.to_string());
    let mut written = writer.write_record(names.map(guard_cell));
    for case in &report.cases {
        for row in &case.variants {
            let cells = columns.iter().map(|column| (column.render_cell)(case, row));
            let line = cells.map(|cell| guard_cell(cell.unwrap_or_default()));
            written = written.and_then(|()| writer.write_record(line));
        }
    }
    written.expect("a vector takes every byte, and every record has the same columns");
    let bytes = writer.into_inner().expect("a vector can be flushed");
    String::from_utf8(bytes).expect("cells of text make lines of text")
}

/// The cell, with a `'` before it if a spreadsheet would take its text for a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). Numbers stay as they are.
pub(super) fn neutralize_formula(cell: String) -> String {
    const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let is_formula = cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(STARTS);
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    if is_formula && !is_number {
        format!("'{cell}")
    } else {
        cell
    }
}

fn columns(report: &Report) -> Vec<CsvColumn<'_>> {
    let mut columns = Vec::from(variant_columns());
    let heap = Figure::ALL.into_iter().filter(Figure::is_of_heap);
    columns.extend(heap.map(figure_column));
    columns.extend(process_columns());
    if report.rows().any(|row| row.verdict.is_some()) {
        columns.extend(verdict_columns());
    }
    let metrics = report.rows().flat_map(|row| &row.metrics);
    let metrics: IndexSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
    columns.extend(metrics.into_iter().map(metric_column));
    columns
}

fn variant_columns<'a>() -> [CsvColumn<'a>; 7] {
    [
        column("experiment", |case, _| Some(case.name.clone())),
        column("input", |case, _| Some(case.input_line())),
        column("variant", |_, row| Some(row.name.clone())),
        column("status", |_, row| Some(row.outcome.status().to_string())),
        column("reason", |_, row| row.outcome.reason().map(String::from)),
        column("answer", |_, row| row.answer.clone()),
        column("elements", |_, row| Some(row.elements?.to_string())),
    ]
}

fn process_columns<'a>() -> [CsvColumn<'a>; 8] {
    [
        column("varies", |_, row| {
            let figures = Figure::varying_in(row);
            let ranges = figures.filter_map(|figure| {
                let (least, greatest) = figure.range(row)?;
                Some(format!("{}={least}..{greatest}", figure.key))
            });
            Some(ranges.collect::<Vec<String>>().join(" ")).filter(|ranges| !ranges.is_empty())
        }),
        column("several_threads", |_, row| {
            Some(row.heap.as_ref()?.several_threads.to_string())
        }),
        column("profile", |_, row| row.heap.as_ref()?.profile.clone()),
        figure_column(Figure::TIME_MEDIAN_NS),
        column("time_samples", |_, row| {
            Some(row.time.as_ref()?.samples_ns.len().to_string())
        }),
        figure_column(Figure::RSS_PEAK_BYTES),
        figure_column(Figure::RSS_GROWTH_BYTES),
        figure_column(Figure::PAGE_FAULTS),
    ]
}

fn verdict_columns<'a>() -> [CsvColumn<'a>; 2] {
    [
        column("verdict", |_, row| {
            Some(row.verdict.as_ref()?.grade.name().to_string())
        }),
        column("why", |_, row| Some(row.verdict.as_ref()?.why.clone())),
    ]
}

fn metric_column(name: &str) -> CsvColumn<'_> {
    column(name, move |_, row| {
        let metric = row.metrics.iter().find(|metric| metric.name == name)?;
        Some(metric.value.to_string())
    })
}

fn figure_column<'a>(figure: Figure) -> CsvColumn<'a> {
    column(figure.key, move |_, row| {
        Some(figure.value(row)?.to_string())
    })
}

fn column<'a>(
    name: &'a str,
    render_cell: impl Fn(&Case, &Row) -> Option<String> + 'a,
) -> CsvColumn<'a> {
    CsvColumn {
        name,
        render_cell: Box::new(render_cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_formula_and_numbers_stay_numbers() {
        for text in [
            "=1+1", "+a", "-a", "-inf", "@SUM(A1)", "\t=1", "\rx", " =1", "＝1",
        ] {
            assert_eq!(neutralize_formula(text.to_string()), format!("'{text}"));
        }
        for text in ["", "-5", "+1.5e3", "a=1", "words", "1-2"] {
            assert_eq!(neutralize_formula(text.to_string()), text);
        }
    }
}
