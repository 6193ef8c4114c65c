//! How much a figure may grow before a comparison fails.

use std::str::FromStr;

use indexmap::IndexSet;

use crate::error::{Error, Result};
use crate::units;

use super::change::{Amount, Change, Sameness};
use super::fields::{Field, Unit};

/// Limits on growth, as `5%` or `peak=0,time=10%` gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits(Vec<Limit>);

#[derive(Debug, Clone, PartialEq)]
struct Limit {
    /// Of every exact figure of the footprint where none is named.
    name: Option<String>,
    growth: Growth,
}

/// By how many per cent a figure may grow.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Growth(pub(super) f64);

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let limit = |text: &str| {
            let (name, growth) = match text.split_once('=') {
                Some((name, growth)) => (Some(name.trim()), growth),
                None => (None, text),
            };
            Ok(Limit {
                name: name.map(canonical),
                growth: growth.parse()?,
            })
        };
        text.split(',')
            .map(limit)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl FromStr for Growth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let percent: Option<f64> = match text.strip_suffix('%') {
            Some(number) => number.trim().parse().ok(),
            None => text.parse().ok().filter(|percent| *percent == 0.0),
        };
        percent
            .filter(|percent| percent.is_finite() && *percent >= 0.0)
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no growth: give 0, or per cent such as 5% or 2.5%"))
    }
}

impl Growth {
    /// Whether `after` is above `before` by more. Of whole numbers exactly, for a limit of up to
    /// nine decimals.
    pub(super) fn is_exceeded(self, before: Amount, after: Amount) -> bool {
        const BILLION: u128 = 1_000_000_000;
        match (before, after) {
            (Amount::Whole(before), Amount::Whole(after)) => {
                let grown = u128::from(after.saturating_sub(before));
                let billionths = (self.0 * 1e9).round() as u128;
                grown * 100 * BILLION > u128::from(before).saturating_mul(billionths)
            }
            (before, after) => {
                let (before, after) = (before.as_f64(), after.as_f64());
                (after - before) * 100.0 > self.0 * before.abs()
            }
        }
    }

    pub(super) fn shown(self) -> String {
        format!("{} %", units::digits(self.0))
    }
}

fn canonical(name: &str) -> String {
    Field::named(name)
        .map_or(name, |field| field.name)
        .to_string()
}

impl Limits {
    /// A sentence on each figure that grew by more than it may. A limit on no figure by its name
    /// holds for those of the footprint that are exact and have no limit of their own: neither for
    /// times and what else differs from run to run, nor for metrics, of which more may be better.
    ///
    /// # Errors
    ///
    /// Where a limit names a figure that there is none of.
    pub fn broken(&self, figures: &[(String, Change)]) -> Result<Vec<String>> {
        let names: IndexSet<&str> = figures
            .iter()
            .map(|(_, change)| change.name.as_str())
            .collect();
        for name in self.0.iter().filter_map(|limit| limit.name.as_deref()) {
            if !names.contains(name) {
                return Err(none_of(name, names));
            }
        }
        let sentences = self.0.iter().flat_map(|limit| {
            let broken = figures.iter().filter(|(_, change)| {
                self.holds_for(limit, change) && change.is_above(limit.growth)
            });
            broken.map(|(whose, change)| limit.sentence(whose, change))
        });
        let sentences: IndexSet<String> = sentences.collect();
        Ok(sentences.into_iter().collect())
    }

    fn holds_for(&self, limit: &Limit, change: &Change) -> bool {
        let is_named = |limit: &Limit| limit.name.as_ref() == Some(&change.name);
        let is_exact = || {
            let is_metric = change.unit == Unit::Number;
            !is_metric && change.p_value.is_none() && change.verdict == Sameness::Changed
        };
        match limit.name {
            Some(_) => is_named(limit),
            None => is_exact() && !self.0.iter().any(is_named),
        }
    }
}

fn none_of(name: &str, names: IndexSet<&str>) -> Error {
    match Field::named(name) {
        Some(_) => Error::Argument {
            argument: format!("{name}=…"),
            problem: format!(
                "nothing that is compared has `{name}` on both sides, so it cannot be held to a limit"
            ),
        },
        None => Error::unknown("figure", name, names),
    }
}

impl Limit {
    fn sentence(&self, whose: &str, change: &Change) -> String {
        let grown = match change.growth_percent() {
            grown if grown.is_finite() => format!("grew by {}", Growth(grown).shown()),
            _ => String::from("grew from nothing"),
        };
        format!(
            "{whose}: {} {grown} ({}), from {} to {}; at most {} is allowed",
            change.name,
            change.unit.shown_difference(change.difference()),
            change.unit.shown_exactly(change.before),
            change.unit.shown_exactly(change.after),
            self.growth.shown()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(limits: &str, figures: &[(&str, u64, u64)]) -> Vec<String> {
        let change = |&(name, before, after): &(&str, u64, u64)| {
            let mut change = Change::exact(name, Unit::Bytes, before, after);
            change.p_value = (name == "time").then_some(0.01);
            (String::from("a/b"), change)
        };
        let figures: Vec<_> = figures.iter().map(change).collect();
        let limits: Limits = limits.parse().unwrap();
        limits
            .broken(&figures)
            .unwrap_or_else(|error| vec![error.to_string()])
    }

    #[test]
    fn growth_above_the_limit_is_told() {
        let figures = [("peak", 100, 106), ("total", 100, 90), ("time", 100, 200)];
        assert_eq!(
            broken("5%", &figures),
            ["a/b: peak grew by 6.00 % (+6 B), from 100 B to 106 B; at most 5.00 % is allowed"]
        );
        assert!(broken("6%", &figures).is_empty());
        assert_eq!(broken("peak_bytes=0,time=50%", &figures).len(), 2);
        assert!(broken("5%,peak=6%", &figures).is_empty());
        assert!(broken("total=0", &figures).is_empty());
        assert!(broken("0", &[("peak", 0, 1)])[0].contains("peak grew from nothing"));
    }

    #[test]
    fn growth_of_just_the_limit_is_allowed_whatever_its_decimals() {
        for tenths in 1..=100 {
            let limit = format!("{}.{}%", tenths / 10, tenths % 10);
            let grown = |bytes| broken(&limit, &[("peak", 1_000_000, bytes)]).len();
            assert_eq!(grown(1_000_000 + 1000 * tenths), 0, "{limit}");
            assert_eq!(grown(1_000_001 + 1000 * tenths), 1, "{limit}");
        }
        assert_eq!(broken("5%", &[("peak", u64::MAX - 1, u64::MAX)]).len(), 0);
        assert_eq!(broken("0", &[("peak", u64::MAX - 1, u64::MAX)]).len(), 1);
        assert_eq!(broken("1e300%", &[("peak", 1, u64::MAX)]).len(), 0);
    }

    #[test]
    fn what_cannot_be_held_to_a_limit_is_refused() {
        let figures = [("peak", 100, 106)];
        assert!(broken("paek=0", &figures)[0].contains("no figure `paek`; the nearest: `peak`"));
        assert!(broken("held=0", &figures)[0].contains("nothing that is compared has `held`"));
        for wrong in ["", "5", "x%", "-1%", "peak", "peak=", "inf%", "NaN%"] {
            assert!(wrong.parse::<Limits>().is_err(), "{wrong}");
        }
    }
}
