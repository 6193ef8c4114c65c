//! The figures of a variant by their names, as reports, limits and budgets name them.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::record::{self, Figure, Pass, Row};
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

    /// The same, with all digits beside it where there are more.
    pub fn shown_exactly(self, amount: Amount) -> String {
        let shown = self.shown(amount);
        match (self, amount) {
            (Self::Bytes | Self::Nanoseconds, Amount::Whole(whole)) if whole >= 1000 => {
                format!("{shown} ({whole}{})", self.suffix())
            }
            (_, Amount::Real(real)) if shown.parse() != Ok(real) => format!("{shown} ({real})"),
            _ => shown,
        }
    }

    /// What stands behind a figure in all its digits.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Bytes => " B",
            Self::Nanoseconds => " ns",
            Self::Count | Self::Number => "",
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

/// A figure that any variant may have.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its short name: `peak`.
    pub name: &'static str,
    figure: Figure,
    of: Of,
    pub(super) passes: &'static [Pass],
}

/// What a field tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// What is live at once.
    Live,
    /// All that is allocated.
    Allocated,
    /// The process, and not its heap alone.
    Process,
}

const EITHER: &[Pass] = &[Pass::Count, Pass::Heap];
const COUNT: &[Pass] = &[Pass::Count];
const TIME: &[Pass] = &[Pass::Time];

const FIELDS: [Field; 12] = [
    field("peak", Figure::PEAK_BYTES, Of::Live, EITHER),
    field("peak_blocks", Figure::PEAK_BLOCKS, Of::Live, EITHER),
    field("copying_peak", Figure::COPYING_PEAK_BYTES, Of::Live, COUNT),
    field("total", Figure::TOTAL_BYTES, Of::Allocated, EITHER),
    field("blocks", Figure::TOTAL_BLOCKS, Of::Allocated, EITHER),
    field("end", Figure::END_BYTES, Of::Live, EITHER),
    field("end_blocks", Figure::END_BLOCKS, Of::Live, EITHER),
    field("reallocs", Figure::REALLOC_COUNT, Of::Allocated, COUNT),
    field(
        "realloc_copy",
        Figure::REALLOC_COPY_BYTES,
        Of::Allocated,
        COUNT,
    ),
    field("held", Figure::HELD_PEAK_BYTES, Of::Live, COUNT),
    field("time", Figure::TIME_MEDIAN_NS, Of::Process, TIME),
    field("rss", Figure::RSS_PEAK_BYTES, Of::Process, TIME),
];

const fn field(name: &'static str, figure: Figure, of: Of, passes: &'static [Pass]) -> Field {
    Field {
        name,
        figure,
        of,
        passes,
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
        fields.find(|field| [field.name, field.figure.key].contains(&name))
    }

    /// The error of a name that no field has; `more` are the names that it could have had besides.
    pub fn unknown<'a>(name: &str, more: impl IntoIterator<Item = &'a str>) -> Error {
        let names = FIELDS.iter().map(|field| field.name);
        Error::unknown("field", name, names.chain(more))
    }

    /// The figure of `row`; none where its pass was not asked for or could not tell.
    pub fn value(&self, row: &Row) -> Option<u64> {
        self.figure.value(row)
    }

    /// What it counts.
    pub fn unit(&self) -> Unit {
        match self.figure.unit {
            record::Unit::Bytes => Unit::Bytes,
            record::Unit::Blocks | record::Unit::Reallocations => Unit::Count,
            record::Unit::Nanoseconds => Unit::Nanoseconds,
            record::Unit::Number => Unit::Number,
        }
    }

    /// Whether it tells of the heap.
    pub(super) fn is_of_heap(&self) -> bool {
        self.of != Of::Process
    }

    /// Whether it tells of what is live at once, and not of all that is allocated.
    pub(super) fn is_live(&self) -> bool {
        self.of == Of::Live
    }

    /// Whether the figure is that of every run of the binary that gave `row`.
    pub(super) fn is_exact(&self, row: &Row) -> bool {
        let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
        self.is_of_heap() && !several_threads
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_shown_with_all_its_digits_where_there_are_more() {
        for (unit, amount, shown) in [
            (Unit::Bytes, Amount::Whole(999), "999 B"),
            (Unit::Bytes, Amount::Whole(1007), "1.01 kB (1007 B)"),
            (
                Unit::Nanoseconds,
                Amount::Whole(500_400_000),
                "500 ms (500400000 ns)",
            ),
            (Unit::Count, Amount::Whole(123_456), "123 456"),
            (Unit::Number, Amount::Real(0.4882), "0.488 (0.4882)"),
            (Unit::Number, Amount::Real(-0.5), "-0.500"),
        ] {
            assert_eq!(unit.shown_exactly(amount), shown);
        }
    }
}
