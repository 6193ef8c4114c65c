//! Two reports: which variants are new, gone or failing, and which figures of the others changed.

use serde::Serialize;

use crate::record::{self, Entry, Metric, Outcome, Report, Row};

use super::change::{Amount, Change, Sameness};
use super::fields::{Field, Unit};
use super::matched::matched;
use super::profiles::ProfileDifference;
use super::time;

/// What is different between two reports.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ReportDifference {
    /// One for each experiment and input of either.
    pub entries: Vec<EntryDifference>,
}

/// One experiment at one input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryDifference {
    /// The experiment's name.
    pub experiment: String,
    /// Its input in one line.
    pub input: String,
    /// One for each variant of either report.
    pub variants: Vec<VariantDifference>,
}

/// One variant, or a pair of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantDifference {
    /// Its name; of a pair, both.
    pub variant: String,
    /// What became of it.
    pub fate: VariantFate,
    /// The figures that both reports have of it.
    pub figures: Vec<Change>,
    /// Whether several threads allocated, so that its figures may differ from run to run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub several_threads: bool,
    /// Its call sites, where they were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_sites: Option<ProfileDifference>,
    /// The paths of its profiles in the reports' folders.
    #[serde(skip)]
    pub profiles: Option<(String, String)>,
}

/// What became of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum VariantFate {
    /// Well in both reports.
    Kept,
    /// Only in the new one.
    Added,
    /// Only in the old one.
    Removed,
    /// Well in the old one, and no longer.
    NowFailing {
        /// Why, in the new one.
        reason: String,
    },
    /// Not well in the old one, and well in the new one.
    Recovered,
    /// Not well in either.
    StillFailing {
        /// Why, in the new one.
        reason: String,
    },
}

impl ReportDifference {
    /// Compares two reports: entries by experiment and input, variants by name.
    pub fn of(old: &Report, new: &Report) -> Self {
        let entries = matched(&old.experiments, &new.experiments, |entry| {
            let values = entry.input.iter();
            let mut input: Vec<(&String, String)> = values
                .map(|(name, value)| (name, value.to_string()))
                .collect();
            input.sort();
            (&entry.name, input)
        });
        let entries = entries.into_iter();
        Self {
            entries: entries
                .filter_map(|(old, new)| EntryDifference::of(old, new))
                .collect(),
        }
    }

    /// Compares two variants of one experiment in one report, at each of its inputs that has both.
    pub fn of_variants(report: &Report, experiment: &str, [old, new]: [&str; 2]) -> Self {
        let entries = report.experiments.iter().filter(|e| e.name == experiment);
        let pair = |entry: &Entry| {
            let row = |name| entry.variants.iter().find(|row| row.name == name);
            let mut difference = VariantDifference::of(Some(row(old)?), Some(row(new)?))?;
            difference.variant = format!("{old} → {new}");
            Some(EntryDifference {
                experiment: entry.name.clone(),
                input: entry.input_line(),
                variants: vec![difference],
            })
        };
        Self {
            entries: entries.filter_map(pair).collect(),
        }
    }

    /// Whether nothing is different that one binary's runs have in common.
    pub fn is_none(&self) -> bool {
        self.variants().all(|(_, variant)| !variant.is_different())
    }

    /// All variants, each with its entry.
    pub fn variants(&self) -> impl Iterator<Item = (&EntryDifference, &VariantDifference)> {
        self.entries.iter().flat_map(|entry| {
            let variants = entry.variants.iter();
            variants.map(move |variant| (entry, variant))
        })
    }
}

impl EntryDifference {
    /// None where neither report has the entry.
    fn of(old: Option<&Entry>, new: Option<&Entry>) -> Option<Self> {
        let known = new.or(old)?;
        let [old, new] = [old, new].map(|entry| entry.map_or(&[][..], |entry| &entry.variants));
        let rows = matched(old, new, |row| &row.name).into_iter();
        Some(Self {
            experiment: known.name.clone(),
            input: known.input_line(),
            variants: rows
                .filter_map(|(old, new)| VariantDifference::of(old, new))
                .collect(),
        })
    }

    /// The full name of one of its variants, with the input: `julia/stored width=1000`.
    pub fn name_at_input(&self, variant: &VariantDifference) -> String {
        record::name_at_input(&self.experiment, &variant.variant, &self.input)
    }
}

impl VariantDifference {
    /// None where there is neither row.
    fn of(old: Option<&Row>, new: Option<&Row>) -> Option<Self> {
        let heaps = [old, new].map(|row| row?.heap.as_ref());
        let [profile_before, profile_after] = heaps.map(|heap| heap?.profile.clone());
        Some(Self {
            variant: new.or(old)?.name.clone(),
            fate: VariantFate::of(old, new),
            figures: old
                .zip(new)
                .map_or_else(Vec::new, |(old, new)| figures(old, new)),
            several_threads: heaps.iter().flatten().any(|heap| heap.several_threads),
            call_sites: None,
            profiles: profile_before.zip(profile_after),
        })
    }

    /// Whether anything is different that one binary's runs have in common, or nothing could be
    /// compared.
    pub fn is_different(&self) -> bool {
        let is_kept = match self.fate {
            VariantFate::Kept => !self.figures.is_empty(),
            VariantFate::StillFailing { .. } => true,
            _ => false,
        };
        let sites = self.call_sites.as_ref();
        !is_kept
            || self.figures.iter().any(Change::is_changed)
            || sites.is_some_and(|sites| !sites.is_none() && !self.several_threads)
    }
}

impl VariantFate {
    fn of(old: Option<&Row>, new: Option<&Row>) -> Self {
        let is_well = |row: &Row| row.outcome == Outcome::Measured;
        let reason = |row: &Row| row.outcome.reason().unwrap_or_default().to_string();
        match (old, new) {
            (None, _) => Self::Added,
            (_, None) => Self::Removed,
            (Some(old), Some(new)) => match (is_well(old), is_well(new)) {
                (true, true) => Self::Kept,
                (true, false) => Self::NowFailing {
                    reason: reason(new),
                },
                (false, true) => Self::Recovered,
                (false, false) => Self::StillFailing {
                    reason: reason(new),
                },
            },
        }
    }
}

/// The figures that both rows have: the fields, then the metrics.
fn figures(old: &Row, new: &Row) -> Vec<Change> {
    let fields = Field::all()
        .iter()
        .filter_map(|field| of_field(field, old, new));
    let metrics = matched(&old.metrics, &new.metrics, |metric| &metric.name);
    let metrics = metrics
        .into_iter()
        .filter_map(|(old, new)| Some(of_metric(old?, new?)));
    fields.chain(metrics).collect()
}

/// The figure of this name, where both rows have it.
pub(super) fn figure_of_both(name: &str, old: &Row, new: &Row) -> Option<Change> {
    let mut figures = figures(old, new).into_iter();
    figures.find(|change| change.name == name)
}

fn of_field(field: &Field, old: &Row, new: &Row) -> Option<Change> {
    let (before, after) = (field.value(old)?, field.value(new)?);
    let mut change = Change::exact(field.name, field.unit(), before, after);
    if let (Unit::Nanoseconds, Some(old), Some(new)) = (field.unit(), &old.time, &new.time) {
        let comparison = time::Comparison::of(old, new);
        change.p_value = Some(comparison.p_value);
        change.is_chance = comparison.is_chance;
        change.verdict = match time::are_far_apart(before, after) && !comparison.is_chance {
            true => Sameness::Changed,
            false => Sameness::Same,
        };
    } else if before != after && !(field.is_exact(old) && field.is_exact(new)) {
        change.verdict = Sameness::Varies;
    }
    Some(change)
}

fn of_metric(before: &Metric, after: &Metric) -> Change {
    let verdict = match before.value == after.value {
        true => Sameness::Same,
        false if before.is_timed() || after.is_timed() => Sameness::Varies,
        false => Sameness::Changed,
    };
    Change {
        name: after.name.clone(),
        unit: Unit::Number,
        before: Amount::Real(before.value),
        after: Amount::Real(after.value),
        verdict,
        p_value: None,
        is_chance: false,
    }
}
