//! How much a figure may grow before a comparison fails.

use std::str::FromStr;

use indexmap::IndexSet;

use crate::error::{Error, Result};
use crate::units;

use super::change::{Change, Sameness};
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

/// A share by which a figure may grow: 0.05 for 5 %.
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
            .map(|percent| Self(percent / 100.0))
            .ok_or_else(|| format!("`{text}` is no growth: give 0, or per cent such as 5% or 2.5%"))
    }
}

impl Growth {
    pub(super) fn shown(self) -> String {
        format!("{} %", units::digits(self.0 * 100.0))
    }
}

fn canonical(name: &str) -> String {
    Field::named(name)
        .map_or(name, |field| field.name)
        .to_string()
}

impl Limits {
    /// A sentence on each figure that grew by more than it may. A limit on no figure by its name
    /// holds for those of the footprint that are exact: neither for times and what else differs from
    /// run to run, nor for metrics, of which more may be better.
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
            let broken = figures
                .iter()
                .filter(|(_, change)| limit.is_broken_by(change));
            broken.map(|(whose, change)| limit.sentence(whose, change))
        });
        let sentences: IndexSet<String> = sentences.collect();
        Ok(sentences.into_iter().collect())
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
    fn is_broken_by(&self, change: &Change) -> bool {
        let is_meant = match &self.name {
            Some(name) => *name == change.name,
            None => {
                let is_metric = change.unit == Unit::Number;
                !is_metric && change.p_value.is_none() && change.verdict == Sameness::Changed
            }
        };
        is_meant && change.is_above(self.growth.0)
    }

    fn sentence(&self, whose: &str, change: &Change) -> String {
        let grown = match change.growth() {
            grown if grown.is_finite() => format!("grew by {}", Growth(grown).shown()),
            _ => String::from("grew from nothing"),
        };
        format!(
            "{whose}: {} {grown} ({}), from {} to {}; at most {} is allowed",
            change.name,
            change.unit.shown_difference(change.difference()),
            change.unit.shown(change.before),
            change.unit.shown(change.after),
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
        assert!(broken("total=0", &figures).is_empty());
        assert!(broken("0", &[("peak", 0, 1)])[0].contains("peak grew from nothing"));
    }

    #[test]
    fn what_cannot_be_held_to_a_limit_is_refused() {
        let figures = [("peak", 100, 106)];
        assert!(
            broken("paek=0", &figures)[0].contains("unknown figure `paek`; the nearest: `peak`")
        );
        assert!(broken("held=0", &figures)[0].contains("nothing that is compared has `held`"));
        for wrong in ["", "5", "x%", "-1%", "peak", "peak=", "inf%", "NaN%"] {
            assert!(wrong.parse::<Limits>().is_err(), "{wrong}");
        }
    }
}
