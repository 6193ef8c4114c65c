//! The table of one entry: a row for each variant, figures in the units that people read.

use comfy_table::{CellAlignment, Table, TableStyle};

use crate::record::{Entry, Footprint, Outcome, Row};
use crate::units;

/// What stands for a figure that was not asked for or not to be had.
const ABSENT: &str = "–";

type Figure = fn(&Row, &Bases) -> Option<String>;

/// The figures that the ratios of a table compare to.
struct Bases {
    peak_bytes: u64,
    median_ns: u64,
}

/// A ratio's column has no head of its own: it belongs to the figure before it.
const COLUMNS: [(&str, Figure); 10] = [
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
    ("blocks", |row, _| {
        in_heap(row, |heap| Some(units::count(heap.totals.total_blocks)))
    }),
    ("reallocs", |row, _| {
        in_heap(row, |heap| heap.realloc_count.map(units::count))
    }),
    ("held", |row, _| {
        in_heap(row, |heap| heap.held_peak_bytes.map(units::bytes))
    }),
    ("time", |row, _| median_ns(row).map(units::nanoseconds)),
    ("", |row, bases| bases.ratio_of_time(row)),
    ("B/element", |row, _| {
        row.bytes_per_element().map(units::digits)
    }),
];

/// The table of `entry`, in comfy-table's style for the form that is wanted. A column that no
/// variant fills is left out.
pub(super) fn of(entry: &Entry, style: TableStyle, escape: fn(&str) -> String) -> Table {
    let bases = Bases::of(entry);
    let columns: Vec<(&str, Vec<Option<String>>)> = COLUMNS
        .iter()
        .map(|(head, figure)| {
            let figures = entry.variants.iter().map(|row| figure(row, &bases));
            (*head, figures.collect())
        })
        .filter(|(_, figures): &(_, Vec<Option<String>>)| figures.iter().any(Option::is_some))
        .collect();

    let mut table = Table::new();
    table.load_style(style);
    table.set_header(std::iter::once("variant").chain(columns.iter().map(|(head, _)| *head)));
    for (index, row) in entry.variants.iter().enumerate() {
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

/// A variant's name; marked where it is not well, or where its peaks may differ from run to run.
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
