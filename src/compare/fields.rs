//! The figures of a variant by their names, as reports, limits and budgets name them.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::measure::Pass;
use crate::record::Row;
use crate::units;

use super::change::{Amount, Delta};

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Blocks or reallocations.
    Count,
    /// Nanoseconds.
    Nanoseconds,
    /// What a metric counts, or nothing.
    Number,
}

impl Unit {
    /// A figure as people read it; a whole one in three digits may be another that looks the same.
    pub fn shown(self, amount: Amount) -> String {
        match (self, amount) {
            (Self::Bytes, Amount::Whole(bytes)) => units::bytes(bytes),
            (Self::Nanoseconds, Amount::Whole(ns)) => units::nanoseconds(ns),
            (_, Amount::Whole(count)) => units::count(count),
            (_, Amount::Real(number)) => units::digits(number),
        }
    }

    /// A difference as people read it, with its sign.
    pub fn shown_difference(self, difference: Delta) -> String {
        let (sign, amount) = match difference {
            Delta::Whole(whole) => {
                let amount = u64::try_from(whole.unsigned_abs()).unwrap_or(u64::MAX);
                (whole < 0, Amount::Whole(amount))
            }
            Delta::Real(real) => (real < 0.0, Amount::Real(real.abs())),
        };
        format!("{}{}", if sign { "−" } else { "+" }, self.shown(amount))
    }
}

/// Whether a figure is the same in every run of one binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Always,
    /// Only where one thread allocates.
    OnOneThread,
    Never,
}

/// A figure that any variant may have.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its short name: `peak`.
    pub name: &'static str,
    /// Its name in the report: `peak_bytes`.
    pub name_in_report: &'static str,
    /// What it counts.
    pub unit: Unit,
    pub(super) repeats: Repeats,
    pub(super) passes: &'static [Pass],
    value: fn(&Row) -> Option<u64>,
}

const EITHER: &[Pass] = &[Pass::Count, Pass::Heap];
const COUNT: &[Pass] = &[Pass::Count];
const TIME: &[Pass] = &[Pass::Time];

#[rustfmt::skip]
const FIELDS: [Field; 12] = {
    use Repeats::{Always, Never, OnOneThread};
    use Unit::{Bytes, Count, Nanoseconds};
    [
        field(["peak", "peak_bytes"], Bytes, OnOneThread, EITHER, |row| Some(row.heap.as_ref()?.totals.peak_bytes)),
        field(["peak_blocks", "peak_blocks"], Count, OnOneThread, EITHER, |row| Some(row.heap.as_ref()?.totals.peak_blocks)),
        field(["copying_peak", "copying_peak_bytes"], Bytes, OnOneThread, COUNT, |row| row.heap.as_ref()?.copying_peak_bytes),
        field(["total", "total_bytes"], Bytes, Always, EITHER, |row| Some(row.heap.as_ref()?.totals.total_bytes)),
        field(["blocks", "total_blocks"], Count, Always, EITHER, |row| Some(row.heap.as_ref()?.totals.total_blocks)),
        field(["end", "end_bytes"], Bytes, OnOneThread, EITHER, |row| Some(row.heap.as_ref()?.totals.end_bytes)),
        field(["end_blocks", "end_blocks"], Count, OnOneThread, EITHER, |row| Some(row.heap.as_ref()?.totals.end_blocks)),
        field(["reallocs", "realloc_count"], Count, Always, COUNT, |row| row.heap.as_ref()?.realloc_count),
        field(["realloc_copy", "realloc_copy_bytes"], Bytes, Always, COUNT, |row| row.heap.as_ref()?.realloc_copy_bytes),
        field(["held", "held_peak_bytes"], Bytes, OnOneThread, COUNT, |row| row.heap.as_ref()?.held_peak_bytes),
        field(["time", "time_median_ns"], Nanoseconds, Never, TIME, |row| row.time.as_ref()?.median_ns()),
        field(["rss", "rss_peak_bytes"], Bytes, Never, TIME, |row| Some(row.rss.as_ref()?.peak_bytes)),
    ]
};

const fn field(
    [name, name_in_report]: [&'static str; 2],
    unit: Unit,
    repeats: Repeats,
    passes: &'static [Pass],
    value: fn(&Row) -> Option<u64>,
) -> Field {
    Field {
        name,
        name_in_report,
        unit,
        repeats,
        passes,
        value,
    }
}

impl Field {
    /// The fields, in the order in which they are shown.
    pub fn all() -> &'static [Self] {
        &FIELDS
    }

    /// The field of this name, short or as in the report.
    pub fn named(name: &str) -> Option<&'static Self> {
        let mut fields = FIELDS.iter();
        fields.find(|field| [field.name, field.name_in_report].contains(&name))
    }

    /// The error of a name that no field has; `more` are the names that it could have had besides.
    pub fn unknown<'a>(name: &str, more: impl IntoIterator<Item = &'a str>) -> Error {
        let names = FIELDS.iter().map(|field| field.name);
        Error::unknown("field", name, names.chain(more))
    }

    /// The figure of `row`; none where its pass was not asked for or could not tell.
    pub fn value(&self, row: &Row) -> Option<u64> {
        (self.value)(row)
    }

    /// Whether the figure is that of every run of the binary that gave `row`.
    pub(super) fn is_exact(&self, row: &Row) -> bool {
        let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
        match self.repeats {
            Repeats::Always => true,
            Repeats::OnOneThread => !several_threads,
            Repeats::Never => false,
        }
    }

    /// Whether one of `passes` gives the figure.
    ///
    /// # Errors
    ///
    /// Where none does: which would.
    pub(super) fn check_passes(&self, passes: &[Pass]) -> Result<(), String> {
        if passes.iter().any(|pass| self.passes.contains(pass)) {
            return Ok(());
        }
        let names: Vec<&str> = self.passes.iter().map(|pass| pass.name()).collect();
        Err(format!(
            "`{}` comes from the pass {}, which --passes leaves out",
            self.name,
            names.join(" or ")
        ))
    }
}
