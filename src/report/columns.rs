//! The columns of a case's table: a value for each variant, in the units that people read.

use indexmap::IndexMap;

use crate::compare::time_ratio;
use crate::record::{Case, Figure, Grade, Metric, Outcome, Row, Time};
use crate::units;

use super::programs::has_programs;
use super::styled::Tone;
use super::ties::{Extremes, are_rows_tied, find_fastest_row, share_machine};
use super::varying::render_with_range;

/// A column of a table: its heading, and a cell for each row; `None` where the row lacks the value.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) heading: String,
    /// The column's place if the columns are sorted by importance.
    pub(super) rank: usize,
    pub(super) cells: Vec<Option<Cell>>,
}

/// A value in a table.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The number that a page sorts the value by.
    #[cfg_attr(not(feature = "page"), expect(dead_code, reason = "only a page sorts"))]
    pub(super) value: f64,
    /// How far the rounds of a time lie apart: `±2 %`.
    pub(super) spread: Option<String>,
    /// The value as a multiple of that of the variant that the table compares to, or `tied`.
    pub(super) ratio: Option<String>,
    /// Whether the value is the best or the worst of the table, or how good a verdict is.
    pub(super) tone: Option<Tone>,
}

/// What the ratios of a table compare to.
pub(super) struct RatioBases<'a> {
    /// The declared baseline variant, if it was measured.
    pub(super) variant: Option<&'a str>,
    /// The peak that is the base; zero if no row has one.
    pub(super) peak_bytes: u64,
    /// The resident peak that is the base; zero if no row has one.
    rss_bytes: u64,
    /// The variant whose time is the base.
    pub(super) time: Option<&'a Row>,
    /// The variants whose time is tied with that of the base; with the base itself, unless it is
    /// declared.
    tied: Vec<&'a str>,
}

const HEAP_FIGURES: [Figure; 6] = [
    Figure::PEAK_BYTES,
    Figure::COPYING_PEAK_BYTES,
    Figure::TOTAL_BYTES,
    Figure::TOTAL_BLOCKS,
    Figure::REALLOC_COUNT,
    Figure::HELD_PEAK_BYTES,
];

/// The most important figures, the first one first, and those that matter least, the last one least.
const FIRST_FIGURES: [Figure; 6] = [
    Figure::PEAK_BYTES,
    Figure::TIME_MEDIAN_NS,
    Figure::RSS_PEAK_BYTES,
    Figure::END_BYTES,
    Figure::OUTSIDE_PEAK_BYTES,
    Figure::RSS_GROWTH_BYTES,
];
const LAST_FIGURES: [Figure; 5] = [
    Figure::TOTAL_BYTES,
    Figure::TOTAL_BLOCKS,
    Figure::HELD_PEAK_BYTES,
    Figure::COPYING_PEAK_BYTES,
    Figure::REALLOC_COUNT,
];

/// The metrics that matter more than the last figures.
const FIRST_METRICS: usize = 4;

const BYTES_PER_ELEMENT: &str = "B/element";
const VERDICT: &str = "verdict";

/// The columns that at least one row fills. If no variant allocates, the columns of bytes are left
/// out.
pub(super) fn build_columns(case: &Case, rows: &[&Row]) -> Vec<Column> {
    let bases = RatioBases::new(case, rows);
    let figure = |figure: Figure| figure_column(&figure, rows, &bases);
    let has_outside = |row: &&Row| Figure::OUTSIDE_PEAK_BYTES.value(row) > Some(0);
    let outside = rows.iter().any(has_outside);
    let outside = outside.then_some(Figure::OUTSIDE_PEAK_BYTES);
    let growth = rows.iter().any(|row| grows_beyond_heap(row));
    let growth = growth.then_some(Figure::RSS_GROWTH_BYTES);
    let rss = has_programs(rows).then_some(Figure::RSS_PEAK_BYTES);
    let mut columns: Vec<Column> = if has_allocations(rows) {
        let end = has_live_at_end(rows).then_some(Figure::END_BYTES);
        let heap = HEAP_FIGURES.into_iter().chain(end).chain(outside);
        let figures = heap
            .chain(growth)
            .chain(rss)
            .chain([Figure::TIME_MEDIAN_NS])
            .map(figure);
        let bytes_per_element = column(BYTES_PER_ELEMENT, 50, rows, bytes_per_element);
        figures.chain([bytes_per_element]).collect()
    } else {
        let figures = [Figure::TOTAL_BLOCKS].into_iter();
        let figures = figures.chain(outside).chain(growth).chain(rss);
        figures
            .chain([Figure::TIME_MEDIAN_NS])
            .map(figure)
            .collect()
    };
    columns.extend(metric_columns(rows, false));
    columns.push(column(VERDICT, 0, rows, verdict));
    columns.retain(Column::is_filled);
    columns
}

/// A column for each metric, in the order in which the rows first have them. If `details`, only the
/// metrics that are details have columns, otherwise only the others.
pub(super) fn metric_columns(rows: &[&Row], details: bool) -> Vec<Column> {
    let metrics = rows.iter().flat_map(|row| &row.metrics);
    let metrics = metrics.filter(|metric| metric.detail == details);
    let mut columns: IndexMap<&str, Column> = metrics
        .map(|metric| (metric.name.as_str(), Column::new(&metric.name, rows.len())))
        .collect();
    for (index, column) in columns.values_mut().enumerate() {
        column.rank = index + if index < FIRST_METRICS { 10 } else { 200 };
    }
    for (index, row) in rows.iter().enumerate() {
        for metric in &row.metrics {
            if let Some(column) = columns.get_mut(metric.name.as_str()) {
                column.cells[index].get_or_insert_with(|| metric_cell(metric));
            }
        }
    }
    columns.into_values().collect()
}

/// Whether the resident set grew by far more than the allocators explain: by more than 1.5 times the
/// peak, and 1 MB above it. What C code held counts, if it is known.
pub(super) fn grows_beyond_heap(row: &Row) -> bool {
    let growth = Figure::RSS_GROWTH_BYTES.value(row);
    let outside = Figure::OUTSIDE_PEAK_BYTES.value(row).unwrap_or(0);
    let peak = Figure::PEAK_BYTES.value(row);
    let peak = peak.map(|peak| peak.saturating_add(outside));
    growth.zip(peak).is_some_and(|(growth, peak)| {
        growth > peak.saturating_add(peak / 2) && growth > peak.saturating_add(1_000_000)
    })
}

/// True if some variant allocates.
pub(super) fn has_allocations(rows: &[&Row]) -> bool {
    let mut blocks = rows.iter().map(|row| Figure::TOTAL_BLOCKS.value(row));
    blocks.any(|blocks| blocks > Some(0))
}

/// True if some variant has live blocks at the end of its scope.
fn has_live_at_end(rows: &[&Row]) -> bool {
    rows.iter()
        .any(|row| Figure::END_BYTES.value(row) > Some(0))
}

fn column(
    heading: &str,
    rank: usize,
    rows: &[&Row],
    cell: impl Fn(&Row) -> Option<Cell>,
) -> Column {
    Column {
        heading: heading.to_string(),
        rank,
        cells: rows.iter().map(|row| cell(row)).collect(),
    }
}

fn figure_column(figure: &Figure, rows: &[&Row], bases: &RatioBases) -> Column {
    let place = |figures: &[Figure]| figures.iter().position(|other| other.key == figure.key);
    let rank = place(&FIRST_FIGURES).or_else(|| place(&LAST_FIGURES).map(|place| 100 + place));
    let extremes = Extremes::new(figure, rows);
    column(&figure.heading(), rank.unwrap_or(0), rows, |row| {
        let cell = Cell::from_figure(figure, row)?;
        let ratio = bases.ratio(figure, row);
        let tone = extremes.tone(row);
        Some(Cell {
            ratio,
            tone,
            ..cell
        })
    })
}

fn bytes_per_element(row: &Row) -> Option<Cell> {
    let bytes = row.bytes_per_element()?;
    Some(Cell::new(units::digits(bytes), bytes))
}

fn verdict(row: &Row) -> Option<Cell> {
    let grade = row.verdict.as_ref()?.grade;
    let cell = Cell::new(grade.name().to_string(), f64::from(grade as u8));
    let tone = Some(grade_tone(grade));
    Some(Cell { tone, ..cell })
}

/// How good a grade is.
pub(super) fn grade_tone(grade: Grade) -> Tone {
    match grade {
        Grade::Good => Tone::Good,
        Grade::Suspect => Tone::Caution,
        Grade::Bad => Tone::Bad,
    }
}

/// The value of a metric, and its expected value in parentheses unless that is close to zero.
fn metric_cell(metric: &Metric) -> Cell {
    const CLOSE_TO_ZERO: f64 = 0.001;
    if metric.unit == Metric::YES_OR_NO {
        let text = if metric.value == 0.0 { "no" } else { "yes" };
        return Cell::new(text.to_string(), metric.value);
    }
    let value = number(metric.value);
    let expected = metric
        .expected
        .filter(|expected| expected.abs() >= CLOSE_TO_ZERO);
    let text = match expected {
        Some(expected) => format!("{value} ({})", number(expected)),
        None => value,
    };
    Cell::new(text, metric.value)
}

/// Renders a number: whole and large ones with all digits, any other with three significant digits.
fn number(value: f64) -> String {
    const LARGE: f64 = 9999.5;
    const MOST: f64 = 1e15;
    let is_count = value.fract() == 0.0 || value.abs() >= LARGE;
    if is_count && value.abs() < MOST {
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}{}", units::count(value.abs().round() as u64))
    } else {
        units::digits(value)
    }
}

impl Column {
    fn new(heading: &str, rows: usize) -> Self {
        Self {
            heading: heading.to_string(),
            rank: 0,
            cells: vec![None; rows],
        }
    }

    fn is_filled(&self) -> bool {
        self.cells.iter().any(Option::is_some)
    }
}

impl Cell {
    fn new(text: String, value: f64) -> Self {
        Self {
            text,
            value,
            spread: None,
            ratio: None,
            tone: None,
        }
    }

    /// The value of a figure in its own unit; `None` if no pass measured it.
    pub(super) fn from_figure(figure: &Figure, row: &Row) -> Option<Self> {
        let value = figure.value(row)?;
        let is_time = figure.key == Figure::TIME_MEDIAN_NS.key;
        let range = if is_time {
            (value, value)
        } else {
            figure.range(row)?
        };
        let text = render_with_range(value, range, figure.unit);
        let time = row.time.as_ref().filter(|_| is_time);
        Some(Self {
            spread: time.and_then(Time::spread).map(render_spread),
            ..Self::new(text, value as f64)
        })
    }
}

/// The variants of `measured` whose times are tied with the shortest one of `bases`. That one itself is
/// among them if another of `bases` is.
fn find_tied<'a>(bases: &[&'a Row], measured: impl Iterator<Item = &'a Row>) -> Vec<&'a str> {
    let Some(base) = find_fastest_row(bases) else {
        return Vec::new();
    };
    let is_tied = |row: &&Row| row.name != base.name && are_rows_tied(base, row);
    let is_base_tied = bases.iter().any(is_tied);
    let tied = measured.filter(|row| is_tied(row) || is_base_tied && row.name == base.name);
    tied.map(|row| row.name.as_str()).collect()
}

/// A spread in per cent: `±0.4 %`, `±12 %`.
fn render_spread(spread: f64) -> String {
    let percent = 100.0 * spread;
    if percent < 0.95 {
        format!("±{percent:.1} %")
    } else {
        format!("±{percent:.0} %")
    }
}

impl<'a> RatioBases<'a> {
    /// The figures of the declared baseline variant of the case, or else the smallest peak above zero and the
    /// fastest, of those of `rows` that were measured and are not bad: a table compares to what it shows. A
    /// variant that allocates nothing is no base for the others.
    pub(super) fn new(case: &Case, rows: &[&'a Row]) -> Self {
        let is_base = |row: &&Row| row.outcome == Outcome::Measured && row.child_of.is_none();
        let measured: Vec<&Row> = rows.iter().copied().filter(is_base).collect();
        let measured = measured.iter().copied();
        let baseline = case.baseline.as_deref();
        let baseline = baseline.and_then(|name| measured.clone().find(|row| row.name == name));
        let is_bad = |row: &Row| row.verdict.as_ref().is_some_and(|v| v.grade == Grade::Bad);
        let bases: Vec<&Row> = match baseline {
            Some(baseline) => vec![baseline],
            None => measured.clone().filter(|row| !is_bad(row)).collect(),
        };
        let least = |figure: Figure| {
            let peaks = bases.iter().filter_map(|row| figure.value(row));
            peaks.filter(|&peak| peak > 0).min().unwrap_or(0)
        };
        Self {
            variant: baseline.map(|row| row.name.as_str()),
            peak_bytes: least(Figure::PEAK_BYTES),
            rss_bytes: least(Figure::RSS_PEAK_BYTES),
            time: find_fastest_row(&bases),
            tied: find_tied(&bases, measured),
        }
    }

    /// The time of a row as a multiple of the base, or that they are tied.
    fn time_ratio(&self, row: &Row) -> Option<String> {
        if self.tied.contains(&row.name.as_str()) {
            return Some(String::from("tied"));
        }
        let base = self.time.filter(|base| share_machine(&[base, row]))?;
        let (base, time) = (base.time.as_ref()?, row.time.as_ref()?);
        let ratio = units::digits(time_ratio(base, time));
        Some(format!("{ratio}×"))
    }

    /// Whether a time is tied with the one that the table compares to.
    pub(super) fn has_ties(&self) -> bool {
        !self.tied.is_empty()
    }

    /// The ratio of a figure to its base; `None` if the figure has no base, the row failed, or it is that of
    /// a process that a program has started.
    fn ratio(&self, figure: &Figure, row: &Row) -> Option<String> {
        let value = figure.value(row)?;
        let is_measured = row.outcome == Outcome::Measured && row.child_of.is_none();
        let ratio = if figure.key == Figure::PEAK_BYTES.key && value > 0 {
            units::ratio(value, self.peak_bytes)
        } else if figure.key == Figure::RSS_PEAK_BYTES.key && value > 0 {
            units::ratio(value, self.rss_bytes)
        } else if figure.key == Figure::TIME_MEDIAN_NS.key {
            self.time_ratio(row)
        } else {
            None
        };
        ratio.filter(|_| is_measured)
    }
}
