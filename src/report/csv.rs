//! A report as CSV (RFC 4180): one line for each variant, every figure exact, an absent one empty.

use std::io::{self, Write};

use indexmap::{IndexMap, IndexSet};

use crate::record::{Case, Figure, Report, Row};

/// The number of metrics that have a column of their own however few rows have them. One of the
/// others must be in a hundredth of the rows: a CSV has a cell for each row and column.
const METRICS_WITH_COLUMN: usize = 200;
const LEAST_SHARE: usize = 100;

/// The last column, for metrics without a column of their own.
const OTHER_METRICS: &str = "other_metrics";

/// Renders a row's value of one column; `None` if the row has none.
type RenderCell = dyn Fn(&Case, &Row) -> Option<String>;

struct CsvColumn {
    name: &'static str,
    render_cell: Box<RenderCell>,
}

/// The header line, then the lines of every case. There are columns of verdicts and of metrics if
/// some row of the report has them; metrics are in the order in which the rows first have them. Rare
/// metrics of a report with very many share the last column.
///
/// `guard_cell` is applied to every cell, also of the header.
pub(super) fn write_csv(
    report: &Report,
    guard_cell: fn(String) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns(report);
    let metrics = MetricColumns::new(report);
    let mut writer = csv::Writer::from_writer(out);
    let names = columns.iter().map(|column| column.name);
    let names = names.chain(metrics.names()).map(String::from);
    writer.write_record(names.map(guard_cell))?;
    for case in &report.cases {
        for row in &case.variants {
            let cells = columns.iter().map(|column| (column.render_cell)(case, row));
            let cells = cells.map(Option::unwrap_or_default);
            let cells = cells.chain(metrics.render_cells(row));
            writer.write_record(cells.map(guard_cell))?;
        }
    }
    writer.flush()
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

fn columns(report: &Report) -> Vec<CsvColumn> {
    let mut columns = Vec::from(variant_columns());
    let heap = Figure::ALL.into_iter().filter(Figure::is_of_heap);
    columns.extend(heap.map(figure_column));
    columns.extend(process_columns());
    if report.rows().any(|row| row.verdict.is_some()) {
        columns.extend(verdict_columns());
    }
    columns
}

/// The columns of metrics.
struct MetricColumns<'a> {
    /// The metrics that have a column of their own.
    own: IndexSet<&'a str>,
    has_others: bool,
}

impl<'a> MetricColumns<'a> {
    fn new(report: &'a Report) -> Self {
        let mut counts: IndexMap<&str, usize> = IndexMap::new();
        for metric in report.rows().flat_map(|row| &row.metrics) {
            *counts.entry(&metric.name).or_default() += 1;
        }
        let least = report.rows().count().div_ceil(LEAST_SHARE);
        let metrics = counts.iter().enumerate();
        let own =
            metrics.filter(|(index, (_, count))| *index < METRICS_WITH_COLUMN || **count >= least);
        let own: IndexSet<&str> = own.map(|(_, (name, _))| *name).collect();
        Self {
            has_others: own.len() < counts.len(),
            own,
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        let others = self.has_others.then_some(OTHER_METRICS);
        self.own.iter().copied().chain(others)
    }

    fn render_cells(&self, row: &Row) -> Vec<String> {
        let mut cells = vec![String::new(); self.own.len()];
        let mut others = Vec::new();
        for metric in &row.metrics {
            match self.own.get_index_of(metric.name.as_str()) {
                Some(index) if cells[index].is_empty() => cells[index] = metric.value.to_string(),
                Some(_) => {}
                None => others.push(format!("{}={}", metric.name, metric.value)),
            }
        }
        cells.extend(self.has_others.then(|| others.join(" ")));
        cells
    }
}

fn variant_columns() -> [CsvColumn; 7] {
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

fn process_columns() -> [CsvColumn; 8] {
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

fn verdict_columns() -> [CsvColumn; 2] {
    [
        column("verdict", |_, row| {
            Some(row.verdict.as_ref()?.grade.name().to_string())
        }),
        column("why", |_, row| Some(row.verdict.as_ref()?.why.clone())),
    ]
}

fn figure_column(figure: Figure) -> CsvColumn {
    column(figure.key, move |_, row| {
        Some(figure.value(row)?.to_string())
    })
}

fn column(
    name: &'static str,
    render_cell: impl Fn(&Case, &Row) -> Option<String> + 'static,
) -> CsvColumn {
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
