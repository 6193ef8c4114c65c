//! Limits on how much figures may grow between two reports or profiles.

use std::fmt::Display;
use std::str::FromStr;

use indexmap::IndexSet;

use crate::error::{Error, Result};
use crate::record::{Figure, Unit};
use crate::units;

use super::allowed_growth::{AllowedGrowth, render_percent};
use super::change::{Change, Significance};

/// The most sentences on figures that grew too much.
const MOST_SENTENCES: usize = 1000;

/// The limits of `--fail-above`, parsed from text such as `5%` or `peak=0,time=10%`.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthLimits(Vec<GrowthLimit>);

#[derive(Debug, Clone, PartialEq)]
struct GrowthLimit {
    /// The limited figure or metric. A limit without a name applies to every exact figure of the
    /// footprint.
    name: Option<String>,
    allowed: AllowedGrowth,
}

impl FromStr for GrowthLimits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl FromStr for GrowthLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, growth) = match text.split_once('=') {
            Some((name, growth)) => (Some(name.trim()), growth),
            None => (None, text),
        };
        Ok(Self {
            name: name.map(to_short_name),
            allowed: growth.parse()?,
        })
    }
}

/// The short name of a figure given by its key or short name; other names stay as they are.
fn to_short_name(name: &str) -> String {
    Figure::find(name)
        .map_or(name, |figure| figure.name)
        .to_string()
}

impl GrowthLimits {
    /// The limit on one figure or metric only, given by its short name; `None` if it has none. A limit
    /// without a name becomes one on the figure.
    pub fn only(&self, name: &str) -> Option<Self> {
        let find = |wanted: Option<&str>| {
            let mut limits = self.0.iter();
            limits.find(|limit| limit.name.as_deref() == wanted)
        };
        let limit = find(Some(name)).or_else(|| find(None))?;
        Some(Self(vec![GrowthLimit {
            name: Some(name.to_string()),
            allowed: limit.allowed,
        }]))
    }

    /// One sentence for each figure that grew by more than its limit allows; of very many, the first
    /// and the number of the others. `changes` pairs each change with the name of its variant.
    ///
    /// A limit without a name applies to the exact figures of the footprint that have no limit of
    /// their own. It does not apply to figures that vary from run to run, such as times, nor to
    /// metrics, because a greater metric may be better.
    ///
    /// # Errors
    ///
    /// If a limit names a figure that `changes` lacks.
    pub fn check(&self, changes: &[(impl Display, &Change)]) -> Result<Vec<String>> {
        let names: IndexSet<&str> = changes
            .iter()
            .map(|(_, change)| change.name.as_str())
            .collect();
        for name in self.0.iter().filter_map(|limit| limit.name.as_deref()) {
            if !names.contains(name) {
                return Err(missing_figure(name, names));
            }
        }
        let broken = self.0.iter().flat_map(|limit| {
            let changes = changes.iter();
            let broken = changes
                .filter(|(_, change)| self.applies(limit, change) && change.exceeds(limit.allowed));
            broken.map(move |(variant, change)| (limit, variant, change))
        });
        let mut sentences = IndexSet::new();
        let mut more = 0;
        for (limit, variant, change) in broken {
            if sentences.len() < MOST_SENTENCES {
                sentences.insert(limit.render_broken(&variant.to_string(), change));
            } else {
                more += 1;
            }
        }
        let more =
            (more > 0).then(|| format!("{} above the limit", units::count_of(more, "more figure")));
        Ok(sentences.into_iter().chain(more).collect())
    }

    fn applies(&self, limit: &GrowthLimit, change: &Change) -> bool {
        let is_named = |limit: &GrowthLimit| limit.name.as_ref() == Some(&change.name);
        let is_exact = || {
            let is_metric = change.unit == Unit::Number;
            let is_changed = change.significance == Significance::Changed;
            !is_metric && change.p_value.is_none() && is_changed && !change.has_range()
        };
        match limit.name {
            Some(_) => is_named(limit),
            None => is_exact() && !self.0.iter().any(is_named),
        }
    }
}

/// The error for a limit on a figure that is not among `names`, the figures that are compared.
fn missing_figure(name: &str, names: IndexSet<&str>) -> Error {
    match Figure::find(name) {
        Some(_) => Error::Argument {
            argument: format!("{name}=…"),
            problem: format!(
                "no variant has `{name}` on both sides at the same input, so its limit cannot be checked; measure both sides in the same way, or remove the limit"
            ),
        },
        None => Error::unknown("figure", name, names),
    }
}

impl GrowthLimit {
    fn render_broken(&self, variant: &str, change: &Change) -> String {
        let percent = change.growth_percent();
        let growth = if percent.is_finite() {
            format!("grew by {}", render_percent(percent))
        } else {
            String::from("grew from zero")
        };
        format!(
            "{variant}: {} {growth} ({}), from {} to {}; at most {} is allowed",
            change.name,
            change.difference().render(change.unit),
            change.before.render_exactly(change.unit),
            change.after.render_exactly(change.unit),
            self.allowed.render()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(limits: &str, figures: &[(&str, u64, u64)]) -> Vec<String> {
        let change = |&(name, before, after): &(&str, u64, u64)| {
            let mut change = Change::from_exact(name, Unit::Bytes, before, after);
            change.p_value = (name == "time").then_some(0.01);
            change
        };
        let changes: Vec<Change> = figures.iter().map(change).collect();
        let changes: Vec<(&str, &Change)> = changes.iter().map(|change| ("a/b", change)).collect();
        let limits: GrowthLimits = limits.parse().unwrap();
        limits
            .check(&changes)
            .unwrap_or_else(|error| vec![error.to_string()])
    }

    #[test]
    fn growth_above_the_limit_is_reported() {
        let figures = [("peak", 100, 106), ("total", 100, 90), ("time", 100, 200)];
        assert_eq!(
            broken("5%", &figures),
            ["a/b: peak grew by 6.00 % (+6 B), from 100 B to 106 B; at most 5.00 % is allowed"]
        );
        assert!(broken("6%", &figures).is_empty());
        assert_eq!(broken("peak_bytes=0,time=50%", &figures).len(), 2);
        assert!(broken("5%,peak=6%", &figures).is_empty());
        assert!(broken("total=0", &figures).is_empty());
        assert!(broken("0", &[("peak", 0, 1)])[0].contains("peak grew from zero"));
    }

    #[test]
    fn growth_equal_to_the_limit_is_allowed_for_any_decimals() {
        for tenths in 1..=100 {
            let limit = format!("{}.{}%", tenths / 10, tenths % 10);
            let count_broken = |bytes| broken(&limit, &[("peak", 1_000_000, bytes)]).len();
            assert_eq!(count_broken(1_000_000 + 1000 * tenths), 0, "{limit}");
            assert_eq!(count_broken(1_000_001 + 1000 * tenths), 1, "{limit}");
        }
        assert_eq!(broken("5%", &[("peak", u64::MAX - 1, u64::MAX)]).len(), 0);
        assert_eq!(broken("0", &[("peak", u64::MAX - 1, u64::MAX)]).len(), 1);
        assert_eq!(broken("1e300%", &[("peak", 1, u64::MAX)]).len(), 0);
    }

    #[test]
    fn one_figure_has_its_own_limit_or_the_common_one() {
        let only = |limits: &str| limits.parse::<GrowthLimits>().unwrap().only("time");
        let expected = "time=10%".parse::<GrowthLimits>().unwrap();
        assert_eq!(only("5%,time_median_ns=10%,peak=0"), Some(expected.clone()));
        assert_eq!(only("10%"), Some(expected));
        assert_eq!(only("peak=0"), None);
    }

    #[test]
    fn a_limit_that_cannot_be_checked_is_an_error() {
        let figures = [("peak", 100, 106)];
        assert!(broken("paek=0", &figures)[0].contains("no figure `paek`; the nearest: `peak`"));
        assert!(broken("held=0", &figures)[0].contains("no variant has `held` on both sides"));
        for wrong in ["", "5", "x%", "-1%", "peak", "peak=", "inf%", "NaN%"] {
            assert!(wrong.parse::<GrowthLimits>().is_err(), "{wrong}");
        }
    }
}
