//! The columns of an entry's table: a figure for each variant, in the units that people read.

use indexmap::IndexSet;

use crate::record::{Entry, Figure, Outcome, Row};
use crate::units;

/// A head, and a cell for each row where there is one.
pub(super) struct Column {
    pub(super) head: String,
    pub(super) cells: Vec<Option<Cell>>,
}

/// A figure: what is shown, what it is sorted by, and how many times the least it is.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    #[cfg_attr(not(feature = "page"), expect(dead_code, reason = "only a page sorts"))]
    pub(super) value: f64,
    pub(super) ratio: Option<String>,
}

/// What stands at the head of a column, and what in the cell of a row.
type Head = (&'static str, fn(&Row, &Bases) -> Option<Cell>);

/// The figures that the ratios of a table compare to.
pub(super) struct Bases {
    pub(super) peak_bytes: u64,
    pub(super) median_ns: u64,
}

const HEAP_COLUMNS: [Head; 6] = [
    ("peak", |row, bases| {
        let peak = Cell::bytes(Figure::PEAK_BYTES.value(row)?);
        Some(peak.times(bases.ratio_of_peak(row)))
    }),
    ("copying peak", |row, _| {
        Figure::COPYING_PEAK_BYTES.value(row).map(Cell::bytes)
    }),
    ("total", |row, _| {
        Figure::TOTAL_BYTES.value(row).map(Cell::bytes)
    }),
    BLOCKS,
    ("reallocs", |row, _| {
        Figure::REALLOC_COUNT.value(row).map(Cell::count)
    }),
    ("held", |row, _| {
        Figure::HELD_PEAK_BYTES.value(row).map(Cell::bytes)
    }),
];
const BLOCKS: Head = ("blocks", |row, _| {
    Figure::TOTAL_BLOCKS.value(row).map(Cell::count)
});
const END: Head = ("end", |row, _| {
    Figure::END_BYTES.value(row).map(Cell::bytes)
});
const TIME: Head = ("time", |row, bases| {
    let ns = Figure::TIME_MEDIAN_NS.value(row)?;
    let cell = Cell::new(units::nanoseconds(ns), ns as f64);
    Some(cell.times(bases.ratio_of_time(row)))
});
const BYTES_PER_ELEMENT: Head = ("B/element", |row, _| {
    let bytes = row.bytes_per_element()?;
    Some(Cell::new(units::digits(bytes), bytes))
});
const VERDICT: Head = ("verdict", |row, _| {
    let grade = row.verdict.as_ref()?.grade;
    Some(Cell::new(grade.name().to_string(), f64::from(grade as u8)))
});

/// The columns that some row fills. Where nobody allocates, that is all there is to say of it.
pub(super) fn of(entry: &Entry, rows: &[&Row]) -> Vec<Column> {
    let bases = Bases::of(entry);
    let end: &[Head] = if leaks(rows) { &[END] } else { &[] };
    let fixed: Vec<Head> = match allocates(rows) {
        true => [&HEAP_COLUMNS[..], end, &[TIME, BYTES_PER_ELEMENT]].concat(),
        false => vec![BLOCKS, TIME],
    };
    let column = |(head, figure): Head| Column {
        head: head.to_string(),
        cells: rows.iter().map(|row| figure(row, &bases)).collect(),
    };
    let columns = fixed.into_iter().map(column);
    let columns = columns.chain(metrics(rows, false)).chain([column(VERDICT)]);
    columns.filter(Column::is_filled).collect()
}

/// A column for each metric, in the order in which the rows tell them: those that are details, or
/// the others.
pub(super) fn metrics(rows: &[&Row], details: bool) -> Vec<Column> {
    let metrics = rows.iter().flat_map(|row| &row.metrics);
    let metrics = metrics.filter(|metric| metric.detail == details);
    let names: IndexSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
    let columns = names.into_iter().map(|name| Column {
        head: name.to_string(),
        cells: rows.iter().map(|row| metric(row, name)).collect(),
    });
    columns.collect()
}

/// Whether some variant allocates.
pub(super) fn allocates(rows: &[&Row]) -> bool {
    let mut blocks = rows.iter().map(|row| Figure::TOTAL_BLOCKS.value(row));
    blocks.any(|blocks| blocks > Some(0))
}

/// Whether of some variant anything is live at the end.
fn leaks(rows: &[&Row]) -> bool {
    rows.iter()
        .any(|row| Figure::END_BYTES.value(row) > Some(0))
}

/// A metric's value, and what is expected in parentheses where that is not next to nothing.
fn metric(row: &Row, name: &str) -> Option<Cell> {
    const NEXT_TO_NOTHING: f64 = 0.001;
    let metric = row.metrics.iter().find(|metric| metric.name == name)?;
    let value = number(metric.value);
    let expected = metric
        .expected
        .filter(|expected| expected.abs() >= NEXT_TO_NOTHING);
    let text = match expected {
        Some(expected) => format!("{value} ({})", number(expected)),
        None => value,
    };
    Some(Cell::new(text, metric.value))
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

impl Column {
    fn is_filled(&self) -> bool {
        self.cells.iter().any(Option::is_some)
    }
}

impl Cell {
    fn new(text: String, value: f64) -> Self {
        Self {
            text,
            value,
            ratio: None,
        }
    }

    fn bytes(bytes: u64) -> Self {
        Self::new(units::bytes(bytes), bytes as f64)
    }

    fn count(count: u64) -> Self {
        Self::new(units::count(count), count as f64)
    }

    fn times(self, ratio: Option<String>) -> Self {
        Self { ratio, ..self }
    }
}

impl Bases {
    /// Of the rows that are well: a variant that does nothing is no measure for the others.
    pub(super) fn of(entry: &Entry) -> Self {
        let well = || {
            entry
                .variants
                .iter()
                .filter(|row| row.outcome == Outcome::Measured)
        };
        let peaks = well().filter_map(|row| Figure::PEAK_BYTES.value(row));
        let medians = well().filter_map(|row| Figure::TIME_MEDIAN_NS.value(row));
        Self {
            peak_bytes: peaks.filter(|&peak| peak > 0).min().unwrap_or(0),
            median_ns: medians.min().unwrap_or(0),
        }
    }

    fn ratio_of_peak(&self, row: &Row) -> Option<String> {
        let peak_bytes = Figure::PEAK_BYTES.value(row)?;
        let compares = peak_bytes > 0 && row.outcome == Outcome::Measured;
        units::ratio(peak_bytes, self.peak_bytes).filter(|_| compares)
    }

    fn ratio_of_time(&self, row: &Row) -> Option<String> {
        let ratio = units::ratio(Figure::TIME_MEDIAN_NS.value(row)?, self.median_ns);
        ratio.filter(|_| row.outcome == Outcome::Measured)
    }
}
