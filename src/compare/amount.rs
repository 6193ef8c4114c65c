//! The values that are compared, and how they are written in their unit.

use serde::Serialize;

use crate::record::Unit;
use crate::units;

/// The value of a figure or a metric.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Amount {
    /// The exact value of a figure.
    Whole(u64),
    /// The value of a metric.
    Real(f64),
}

/// A difference: the new value minus the old one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Delta {
    /// The exact difference of two whole numbers.
    Whole(i128),
    /// The difference of two metrics.
    Real(f64),
}

impl Amount {
    /// The amount as a float; whole numbers above 2^53 are rounded.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Whole(amount) => amount as f64,
            Self::Real(amount) => amount,
        }
    }

    /// Whether the amount is greater than `most`. Two whole numbers are compared exactly.
    pub(super) fn is_above(self, most: Self) -> bool {
        match (self, most) {
            (Self::Whole(amount), Self::Whole(most)) => amount > most,
            (amount, most) => amount.as_f64() > most.as_f64(),
        }
    }

    /// The amount with its unit, as people read it. Bytes, durations and metrics are rounded to
    /// three digits, so two different amounts may look the same.
    pub fn render(self, unit: Unit) -> String {
        match (unit, self) {
            (Unit::Bytes, Self::Whole(bytes)) => units::bytes(bytes),
            (Unit::Nanoseconds, Self::Whole(ns)) => units::nanoseconds(ns),
            (_, Self::Whole(count)) => units::count(count),
            (_, Self::Real(number)) => units::digits(number),
        }
    }

    /// Like [`render`](Self::render), followed by all digits in parentheses if rounding dropped
    /// some: `1.01 kB (1007 B)`.
    pub fn render_exactly(self, unit: Unit) -> String {
        let rounded = self.render(unit);
        match (unit, self) {
            (Unit::Bytes | Unit::Nanoseconds, Self::Whole(whole)) if whole >= 1000 => {
                format!("{rounded} ({whole}{})", unit_suffix(unit))
            }
            (_, Self::Real(real)) if rounded.parse() != Ok(real) => format!("{rounded} ({real})"),
            _ => rounded,
        }
    }
}

impl Delta {
    /// The difference with its sign and its unit, as people read it: `−35.1 MB`.
    pub fn render(self, unit: Unit) -> String {
        let (is_negative, amount) = match self {
            Self::Whole(whole) => {
                let amount = u64::try_from(whole.unsigned_abs()).unwrap_or(u64::MAX);
                (whole < 0, Amount::Whole(amount))
            }
            Self::Real(real) => (real < 0.0, Amount::Real(real.abs())),
        };
        let sign = if is_negative { "−" } else { "+" };
        format!("{sign}{}", amount.render(unit))
    }
}

/// The unit as it follows an unrounded number: ` B`, ` ns` or nothing.
pub(super) fn unit_suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => " B",
        Unit::Nanoseconds => " ns",
        Unit::Blocks | Unit::Reallocations | Unit::PageFaults | Unit::Number => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_amount_is_followed_by_all_its_digits() {
        for (unit, amount, rendered) in [
            (Unit::Bytes, Amount::Whole(999), "999 B"),
            (Unit::Bytes, Amount::Whole(1007), "1.01 kB (1007 B)"),
            (
                Unit::Nanoseconds,
                Amount::Whole(500_400_000),
                "500 ms (500400000 ns)",
            ),
            (Unit::Blocks, Amount::Whole(123_456), "123 456"),
            (Unit::Number, Amount::Real(0.4882), "0.488 (0.4882)"),
            (Unit::Number, Amount::Real(-0.5), "-0.500"),
        ] {
            assert_eq!(amount.render_exactly(unit), rendered);
        }
    }
}
