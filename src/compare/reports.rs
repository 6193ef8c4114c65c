//! Compares two reports: finds the variants that are new, gone or failing, and the figures of the
//! others that changed.

use serde::Serialize;

use crate::record::{self, Case, Figure, Outcome, Report, Row};

use super::change::Change;
use super::pair_by_key::pair_by_key;
use super::profiles::ProfileDifference;
use super::rows::compare_rows;
use super::time::{LeastReferences, TimeRule};

/// The differences between two reports.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ReportDifference {
    /// The programs of the old and the new report, if they are known to differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programs: Option<(String, String)>,
    /// The wrapped allocators of the old and the new report, if they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocators: Option<(String, String)>,
    /// The differences of each case that either report has.
    #[serde(rename = "entries")]
    pub cases: Vec<CaseDifference>,
}

/// One experiment at one set of input values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseDifference {
    /// The experiment's name.
    pub experiment: String,
    /// The input values in one line.
    pub input: String,
    /// The differences of each variant that either report has.
    pub variants: Vec<VariantDifference>,
}

/// One variant in two reports, or two variants of one report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantDifference {
    /// The variant's name, or both names of two variants.
    pub variant: String,
    /// Whether the variant is new, gone or failing. In JSON the field is named `fate`.
    #[serde(rename = "fate")]
    pub status: VariantStatus,
    /// The figures and metrics that both reports have of the variant.
    pub figures: Vec<Change>,
    /// Whether several threads allocated, so that the figures may differ from run to run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub several_threads: bool,
    /// Whether a figure differed between the runs of one report.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub varies: bool,
    /// The differences of the call sites, if they were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_sites: Option<Box<ProfileDifference>>,
    /// The paths of the old and the new profile, relative to the folder of their report.
    #[serde(skip)]
    pub profiles: Option<(String, String)>,
}

/// Whether a variant is new, gone or failing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum VariantStatus {
    /// Measured in both reports. In JSON: `kept`.
    #[serde(rename = "kept")]
    Measured,
    /// The variant does not apply on one side, so it was not measured there.
    NotApplicable {
        /// Why.
        reason: String,
    },
    /// Only in the new report.
    Added,
    /// Only in the old report.
    Removed,
    /// Measured in the old report, failing in the new one.
    NowFailing {
        /// The reason in the new report.
        reason: String,
    },
    /// Failing in the old report, measured in the new one.
    Recovered,
    /// Failing in both reports.
    StillFailing {
        /// The reason in the new report.
        reason: String,
    },
}

impl ReportDifference {
    /// Compares two reports. Cases are paired by experiment and input, variants by name.
    pub fn new(old: &Report, new: &Report) -> Self {
        let cases = pair_by_key(&old.cases, &new.cases, |case| {
            let values = case.input.iter();
            let mut input: Vec<(&String, String)> = values
                .map(|(name, value)| (name, value.to_string()))
                .collect();
            input.sort();
            (&case.name, input)
        });
        let cases = cases.into_iter();
        let references = LeastReferences::new([old, new]);
        let rule = TimeRule::Reports(&references);
        let [before, after] = [old, new].map(|report| report.provenance.allocator.clone());
        Self {
            programs: old.provenance.different_programs(&new.provenance),
            allocators: before.zip(after).filter(|(before, after)| before != after),
            cases: cases
                .filter_map(|(old, new)| CaseDifference::new(old, new, rule))
                .collect(),
        }
    }

    /// Compares two variants of one experiment in one report, at each input where the report has
    /// both.
    pub fn from_variants(report: &Report, experiment: &str, [old, new]: [&str; 2]) -> Self {
        let cases = report.cases.iter().filter(|e| e.name == experiment);
        let compare_in = |case: &Case| {
            let row = |name| case.variants.iter().find(|row| row.name == name);
            let mut difference =
                VariantDifference::new(Some(row(old)?), Some(row(new)?), TimeRule::Variants)?;
            difference.variant = format!("{old} → {new}");
            Some(CaseDifference {
                experiment: case.name.clone(),
                input: case.input_line(),
                variants: vec![difference],
            })
        };
        Self {
            programs: None,
            allocators: None,
            cases: cases.filter_map(compare_in).collect(),
        }
    }

    /// Whether no variant differs in anything that is the same in every run of one binary.
    pub fn is_empty(&self) -> bool {
        self.variants().all(|(_, variant)| !variant.is_different())
    }

    /// All variants, each with its case.
    pub fn variants(&self) -> impl Iterator<Item = (&CaseDifference, &VariantDifference)> {
        self.cases.iter().flat_map(|case| {
            let variants = case.variants.iter();
            variants.map(move |variant| (case, variant))
        })
    }
}

impl CaseDifference {
    /// Compares two cases. One of them may be missing; `None` if both are.
    fn new(old: Option<&Case>, new: Option<&Case>, rule: TimeRule<'_>) -> Option<Self> {
        let newest = new.or(old)?;
        let [old, new] = [old, new].map(|case| case.map_or(&[][..], |case| &case.variants));
        let rows = pair_by_key(old, new, |row| &row.name).into_iter();
        Some(Self {
            experiment: newest.name.clone(),
            input: newest.input_line(),
            variants: rows
                .filter_map(|(old, new)| VariantDifference::new(old, new, rule))
                .collect(),
        })
    }

    /// The full name of one of the case's variants, with the input: `words/sorted n=1000`.
    pub fn name_at_input(&self, variant: &VariantDifference) -> String {
        record::name_at_input(&self.experiment, &variant.variant, &self.input)
    }
}

impl VariantDifference {
    /// Compares two rows. One of them may be missing; `None` if both are, or if the variant applies on
    /// neither side.
    fn new(old: Option<&Row>, new: Option<&Row>, rule: TimeRule<'_>) -> Option<Self> {
        let applies = |row: &Row| !matches!(row.outcome, Outcome::NotApplicable { .. });
        if !old.is_some_and(applies) && !new.is_some_and(applies) {
            return None;
        }
        let heaps = [old, new].map(|row| row?.heap.as_ref());
        let [profile_before, profile_after] = heaps.map(|heap| heap?.profile.clone());
        Some(Self {
            variant: new.or(old)?.name.clone(),
            status: VariantStatus::new(old, new),
            figures: old
                .zip(new)
                .map_or_else(Vec::new, |(old, new)| compare_rows(old, new, rule)),
            several_threads: heaps.iter().flatten().any(|heap| heap.several_threads),
            varies: [old, new]
                .into_iter()
                .flatten()
                .any(|row| Figure::varying_in(row).next().is_some()),
            call_sites: None,
            profiles: profile_before.zip(profile_after),
        })
    }

    /// Whether anything differs that is the same in every run of one binary, or no figure could be
    /// compared.
    pub fn is_different(&self) -> bool {
        let has_same_status = match self.status {
            VariantStatus::Measured => !self.figures.is_empty(),
            VariantStatus::StillFailing { .. } => true,
            _ => false,
        };
        let sites = self.call_sites.as_ref();
        !has_same_status
            || self.figures.iter().any(Change::is_changed)
            || sites.is_some_and(|sites| !sites.is_empty() && !self.several_threads && !self.varies)
    }
}

impl VariantStatus {
    fn new(old: Option<&Row>, new: Option<&Row>) -> Self {
        let is_measured = |row: &Row| row.outcome == Outcome::Measured;
        let reason = |row: &Row| row.outcome.reason().unwrap_or_default().to_string();
        let not_applicable = |row: &&Row| matches!(row.outcome, Outcome::NotApplicable { .. });
        let is_failure = new.is_some_and(|row| row.outcome.is_failure());
        let side = new.filter(not_applicable).or(old.filter(not_applicable));
        if let (Some(row), false) = (side, is_failure) {
            return Self::NotApplicable {
                reason: reason(row),
            };
        }
        match (old, new) {
            (None, _) => Self::Added,
            (_, None) => Self::Removed,
            (Some(old), Some(new)) => match (!old.outcome.is_failure(), is_measured(new)) {
                (true, true) => Self::Measured,
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
