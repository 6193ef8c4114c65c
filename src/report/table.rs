//! The table of one entry: a row for each variant, figures in the units that people read.

use comfy_table::{CellAlignment, Table, TableStyle};

use indexmap::IndexSet;

use crate::record::{Entry, Footprint, Outcome, Row};
use crate::units;

use super::rank;

/// What stands for a figure that was not asked for or not to be had.
pub(super) const ABSENT: &str = "–";

type Figure = fn(&Row, &Bases) -> Option<String>;

/// The figures that the ratios of a table compare to.
struct Bases {
    peak_bytes: u64,
    median_ns: u64,
}

/// A head, and a cell for each row where there is one.
type Column = (String, Vec<Option<String>>);

/// A ratio's column has no head of its own: it belongs to the figure before it.
const HEAP_COLUMNS: [(&str, Figure); 7] = [
    ("peak", |row, _| {
        in_heap(row, |heap| Some(units::bytes(heap.totals.peak_bytes)))
    }),
    ("", |row, bases| bases.ratio_of_peak(row)),
    ("copying peak", |row, _| {
        in_heap(row, |heap| heap.copying_peak_bytes.map(units::bytes))
    }),
    ("total", |row, _| {
        in_heap(row, |heap| Some(units::bytes(heap.totals.total_bytes)))
    }),
    BLOCKS,
    ("reallocs", |row, _| {
        in_heap(row, |heap| heap.realloc_count.map(units::count))
    }),
    ("held", |row, _| {
        in_heap(row, |heap| heap.held_peak_bytes.map(units::bytes))
    }),
];
const BLOCKS: (&str, Figure) = ("blocks", |row, _| {
    in_heap(row, |heap| Some(units::count(heap.totals.total_blocks)))
});
const TIME_COLUMNS: [(&str, Figure); 2] = [
    ("time", |row, _| median_ns(row).map(units::nanoseconds)),
    ("", |row, bases| bases.ratio_of_time(row)),
];
const BYTES_PER_ELEMENT: (&str, Figure) = ("B/element", |row, _| {
    row.bytes_per_element().map(units::digits)
});
const VERDICT: (&str, Figure) = ("verdict", |row, _| {
    row.verdict
        .as_ref()
        .map(|verdict| verdict.grade.name().to_string())
});

/// The table of `entry`, in comfy-table's style for the form that is wanted. A column that no
/// variant fills is left out.
pub(super) fn of(entry: &Entry, style: TableStyle, escape: fn(&str) -> String) -> Table {
    let rows = rank::ranked(entry);
    let columns = columns(entry, &rows, escape);
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(
        std::iter::once("variant").chain(columns.iter().map(|(head, _)| head.as_str())),
    );
    for (index, row) in rows.iter().enumerate() {
        let figures = columns.iter().map(|(head, figures)| {
            let absent = if head.is_empty() { "" } else { ABSENT };
            figures[index].clone().unwrap_or_else(|| absent.to_string())
        });
        table.add_row(std::iter::once(name(row, escape)).chain(figures));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// The columns that some row fills. Where nobody allocates, that is all there is to say of it.
fn columns(entry: &Entry, rows: &[&Row], escape: fn(&str) -> String) -> Vec<Column> {
    let bases = Bases::of(entry);
    let allocates = |row: &&Row| {
        row.heap
            .as_ref()
            .is_some_and(|heap| heap.totals.total_blocks > 0)
    };
    let fixed: Vec<(&str, Figure)> = match rows.iter().any(allocates) {
        true => [&HEAP_COLUMNS[..], &TIME_COLUMNS, &[BYTES_PER_ELEMENT]].concat(),
        false => [&[BLOCKS][..], &TIME_COLUMNS].concat(),
    };
    let column = |(head, figure): (&str, Figure)| -> Column {
        let cells = rows.iter().map(|row| figure(row, &bases)).collect();
        (head.to_string(), cells)
    };
    let metrics = metric_names(rows).into_iter().map(|name| {
        let cells = rows.iter().map(|row| metric(row, name)).collect();
        (escape(name), cells)
    });
    let columns = fixed.into_iter().map(column).chain(metrics);
    let columns = columns.chain(std::iter::once(column(VERDICT)));
    columns
        .filter(|(_, cells)| cells.iter().any(Option::is_some))
        .collect()
}

/// The metrics that are no details, in the order in which the rows tell them.
fn metric_names<'a>(rows: &[&'a Row]) -> Vec<&'a str> {
    let mut names = IndexSet::new();
    let metrics = rows.iter().flat_map(|row| &row.metrics);
    names.extend(
        metrics
            .filter(|metric| !metric.detail)
            .map(|metric| metric.name.as_str()),
    );
    names.into_iter().collect()
}

/// A metric's value, and what is expected in parentheses where that is not next to nothing.
fn metric(row: &Row, name: &str) -> Option<String> {
    const NEXT_TO_NOTHING: f64 = 0.001;
    let metric = row.metrics.iter().find(|metric| metric.name == name)?;
    let value = number(metric.value);
    let expected = metric
        .expected
        .filter(|expected| expected.abs() >= NEXT_TO_NOTHING);
    Some(match expected {
        Some(expected) => format!("{value} ({})", number(expected)),
        None => value,
    })
}

/// A whole number, and a large one, in all its digits; any other in three.
fn number(value: f64) -> String {
    const LARGE: f64 = 9999.5;
    const MOST: f64 = 1e15;
    let is_count = value.fract() == 0.0 || value.abs() >= LARGE;
    match is_count && value.abs() < MOST {
        true => {
            let sign = if value < 0.0 { "-" } else { "" };
            format!("{sign}{}", units::count(value.abs().round() as u64))
        }
        false => units::digits(value),
    }
}

/// What each `×` of the table compares to; none where there is no `×`.
pub(super) fn legend(entry: &Entry) -> Option<String> {
    let bases = Bases::of(entry);
    let parts = [
        (bases.peak_bytes > 0).then_some("to the smallest peak above zero"),
        (bases.median_ns > 0).then_some("to the shortest median time"),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("× compares {}.", parts.join(", and ")))
}

/// One sentence on the answer: what it is, and who agrees on it.
pub(super) fn answer(entry: &Entry) -> Option<String> {
    let answer = entry.answer()?;
    let well = entry
        .variants
        .iter()
        .filter(|row| row.outcome.reason().is_none());
    Some(match (well.count(), entry.variants.len()) {
        (1, 1) => format!("answer: {answer}"),
        (agreed, all) if agreed == all => {
            format!("answer: {answer}, the same from all {all} variants")
        }
        (agreed, all) => format!("answer: {answer}, from {agreed} of {all} variants"),
    })
}

/// A variant's name; marked where it is not well, or where its figures may differ from run to run.
fn name(row: &Row, escape: fn(&str) -> String) -> String {
    let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
    let mark = match row.outcome.reason() {
        Some(_) => format!(" ({})", row.outcome.status()),
        None if several_threads => String::from(" (several threads)"),
        None => String::new(),
    };
    format!("{}{mark}", escape(&row.name))
}

impl Bases {
    /// Of the rows that are well: a variant that does nothing is no measure for the others.
    fn of(entry: &Entry) -> Self {
        let well = || {
            entry
                .variants
                .iter()
                .filter(|row| row.outcome == Outcome::Measured)
        };
        let peaks = well().filter_map(|row| Some(row.heap.as_ref()?.totals.peak_bytes));
        let medians = well().filter_map(median_ns);
        Self {
            peak_bytes: peaks.filter(|&peak| peak > 0).min().unwrap_or(0),
            median_ns: medians.min().unwrap_or(0),
        }
    }

    fn ratio_of_peak(&self, row: &Row) -> Option<String> {
        let peak_bytes = row.heap.as_ref()?.totals.peak_bytes;
        let compares = peak_bytes > 0 && row.outcome == Outcome::Measured;
        units::ratio(peak_bytes, self.peak_bytes).filter(|_| compares)
    }

    fn ratio_of_time(&self, row: &Row) -> Option<String> {
        let ratio = units::ratio(median_ns(row)?, self.median_ns);
        ratio.filter(|_| row.outcome == Outcome::Measured)
    }
}

fn in_heap(row: &Row, figure: impl FnOnce(&Footprint) -> Option<String>) -> Option<String> {
    row.heap.as_ref().and_then(figure)
}

fn median_ns(row: &Row) -> Option<u64> {
    row.time.as_ref()?.median_ns()
}
