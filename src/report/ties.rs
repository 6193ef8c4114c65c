//! Which variants of a case are best and worst, where times that are tied name no winner.

use crate::compare::are_tied;
use crate::record::{Figure, Grade, Outcome, Row, Time};

use super::styled::Tone;

/// The fastest of several variants.
pub(super) struct Fastest<'a> {
    /// The median time of the fastest variant.
    pub(super) ns: u64,
    /// This variant and those tied with it, in the order in which all were given.
    pub(super) rows: Vec<&'a Row>,
    /// Whether these are all variants.
    pub(super) is_all: bool,
}

impl<'a> Fastest<'a> {
    /// The fastest of `rows`; `None` if there are fewer than two, or one has no time.
    pub(super) fn new(rows: &[&'a Row]) -> Option<Self> {
        let have_times = rows.iter().all(|row| fastest_key(row).is_some());
        let best = find_fastest_row(rows).filter(|_| have_times && rows.len() > 1)?;
        let ns = Figure::TIME_MEDIAN_NS.value(best)?;
        let fastest: Vec<&Row> = rows
            .iter()
            .copied()
            .filter(|row| row.name == best.name || are_rows_tied(best, row))
            .collect();
        Some(Self {
            ns,
            is_all: fastest.len() == rows.len(),
            rows: fastest,
        })
    }

    /// The time of the fastest of them.
    pub(super) fn time(&self) -> Option<&'a Time> {
        find_fastest_row(&self.rows)?.time.as_ref()
    }

    /// The names of the variants.
    pub(super) fn names(&self) -> Vec<&'a str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }
}

/// The best and the worst variants of a case by peak or time.
#[derive(Default)]
pub(super) struct Extremes<'a> {
    best: Vec<&'a str>,
    worst: Vec<&'a str>,
}

impl<'a> Extremes<'a> {
    /// Those of `rows` by `figure`; none if all are alike, or for another figure. A bad variant is not the
    /// best.
    pub(super) fn new(figure: &Figure, rows: &[&'a Row]) -> Self {
        let is_time = figure.key == Figure::TIME_MEDIAN_NS.key;
        if !is_time && figure.key != Figure::PEAK_BYTES.key || is_time && !share_machine(rows) {
            return Self::default();
        }
        let rows = rows.iter().copied();
        let measured: Vec<&Row> = rows
            .filter(|row| row.outcome == Outcome::Measured && figure.value(row).is_some())
            .collect();
        let is_bad = |row: &Row| row.verdict.as_ref().is_some_and(|v| v.grade == Grade::Bad);
        let candidates = measured.iter().copied().filter(|row| !is_bad(row));
        let cost = |row: &&Row| {
            if is_time {
                fastest_key(row)
            } else {
                figure.value(row)
            }
        };
        let best = candidates.min_by_key(cost);
        let worst = measured.iter().copied().max_by_key(cost);
        let (Some(best), Some(worst)) = (best, worst) else {
            return Self::default();
        };
        let are_alike = |one: &Row, other: &Row| {
            one.name == other.name
                || figure.value(one) == figure.value(other)
                || is_time && are_rows_tied(one, other)
        };
        if are_alike(best, worst) {
            return Self::default();
        }
        let like = |extreme: &Row| {
            let rows = measured.iter().filter(|row| are_alike(extreme, row));
            rows.map(|row| row.name.as_str()).collect::<Vec<&str>>()
        };
        Self {
            best: like(best),
            worst: like(worst),
        }
    }

    /// The tone of a variant's value.
    pub(super) fn tone(&self, row: &Row) -> Option<Tone> {
        let name = row.name.as_str();
        if self.best.contains(&name) {
            Some(Tone::Good)
        } else {
            self.worst.contains(&name).then_some(Tone::Bad)
        }
    }
}

/// Whether the times of these rows compare: those of different machines do not.
pub(super) fn share_machine(rows: &[&Row]) -> bool {
    rows.windows(2)
        .all(|pair| pair[0].machine == pair[1].machine)
}

/// Whether both variants have times of one machine, and these are tied.
pub(super) fn are_rows_tied(one: &Row, other: &Row) -> bool {
    if !share_machine(&[one, other]) {
        return false;
    }
    let times = one.time.as_ref().zip(other.time.as_ref());
    times.is_some_and(|(one, other)| are_tied(one, other))
}

/// The fastest of the rows that have a time; `None` if they come from several machines.
pub(super) fn find_fastest_row<'a>(rows: &[&'a Row]) -> Option<&'a Row> {
    let rows = rows.iter().copied();
    let rows: Vec<&Row> = rows.filter(|row| fastest_key(row).is_some()).collect();
    let fastest = rows.iter().copied().min_by_key(|row| fastest_key(row));
    fastest.filter(|_| share_machine(&rows))
}

fn fastest_key(row: &Row) -> Option<u64> {
    row.time.as_ref().and_then(Time::median_ns)
}
