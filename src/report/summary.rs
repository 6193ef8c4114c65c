//! The answer of each experiment in one sentence. `docs/summary.md` states the rules.

use indexmap::IndexMap;

use crate::record::{Case, Figure, Grade, Outcome, Row};
use crate::units;

use super::case_labels::case_labels;
use super::ranking::{ALIKE, rank_rows};

/// The answer of an experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name of the experiment.
    pub experiment: String,
    /// The sentence.
    pub sentence: String,
}

/// The answer of each experiment of a report that has one, from its cases.
pub fn summarize(cases: &[Case]) -> Vec<Summary> {
    let experiments = cases.chunk_by(|one, other| one.name == other.name);
    let summaries = experiments.filter_map(|cases| {
        let sentence = match cases {
            [case] => summarize_case(case),
            cases => summarize_cases(cases),
        };
        Some(Summary {
            experiment: cases[0].name.clone(),
            sentence: sentence?,
        })
    });
    summaries.collect()
}

/// The most names in a list.
const MOST_NAMES: usize = 3;

/// The most cases that are named instead of counted.
const MOST_LABELS: usize = 3;

/// The variants that win a case.
struct Winners<'a> {
    /// The smallest peak and the variants that have it, if peaks were measured and differ.
    smallest: Option<(u64, Vec<&'a str>)>,
    /// The shortest median time, the variant that has it, and those that are as fast.
    fastest: Option<(u64, Vec<&'a str>)>,
    /// The recommended variant, if there are verdicts.
    recommended: Option<&'a str>,
}

impl<'a> Winners<'a> {
    /// The winners among the measured variants that are not bad; `None` if there are fewer than two
    /// variants, or no such one.
    fn new(case: &'a Case) -> Option<Self> {
        let candidates = candidates(case);
        let best = candidates.first().filter(|_| case.variants.len() > 1)?;
        let has_verdict = best.verdict.is_some();
        Some(Self {
            smallest: least(&candidates, Figure::PEAK_BYTES, 1.0),
            fastest: least(&candidates, Figure::TIME_MEDIAN_NS, ALIKE),
            recommended: has_verdict.then_some(best.name.as_str()),
        })
    }

    /// The sentence without figures.
    fn render(&self) -> Option<String> {
        if let Some(name) = self.recommended {
            return Some(format!("{name} is recommended"));
        }
        let fastest = self.fastest.as_ref().map(|(_, names)| list(names));
        let smallest = self.smallest.as_ref().map(|(_, names)| list(names));
        match (smallest, fastest) {
            (Some(smallest), Some(fastest)) if smallest == fastest => {
                Some(format!("smallest and fastest: {smallest}"))
            }
            (Some(smallest), Some(fastest)) => {
                Some(format!("fastest: {fastest}; smallest: {smallest}"))
            }
            (Some(smallest), None) => Some(format!("smallest: {smallest}")),
            (None, Some(fastest)) => Some(format!("fastest: {fastest}")),
            (None, None) => None,
        }
    }
}

/// The measured variants that are not bad, in the order in which they are ranked.
fn candidates(case: &Case) -> Vec<&Row> {
    let is_candidate = |row: &&Row| {
        let is_bad = |verdict: &crate::record::Verdict| verdict.grade == Grade::Bad;
        row.outcome == Outcome::Measured && !row.verdict.as_ref().is_some_and(is_bad)
    };
    rank_rows(case).into_iter().filter(is_candidate).collect()
}

/// The least value of a figure, and the names of the variants within `alike` times it, the least
/// first; `None` if not all variants have the figure, or all have the same value.
fn least<'a>(rows: &[&'a Row], figure: Figure, alike: f64) -> Option<(u64, Vec<&'a str>)> {
    let values: Option<Vec<u64>> = rows.iter().map(|row| figure.value(row)).collect();
    let values = values?;
    let least = *values.iter().min()?;
    if values.iter().all(|&value| value == least) {
        return None;
    }
    let mut close: Vec<(u64, &str)> = values
        .into_iter()
        .zip(rows.iter().map(|row| row.name.as_str()))
        .filter(|(value, _)| *value as f64 <= least as f64 * alike)
        .collect();
    close.sort_by_key(|(value, _)| *value);
    Some((least, close.into_iter().map(|(_, name)| name).collect()))
}

/// Names in a row, the first of many.
fn list(names: &[&str]) -> String {
    let shown = names[..names.len().min(MOST_NAMES)].join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The winners of several cases, the most frequent ones first.
fn summarize_cases(cases: &[Case]) -> Option<String> {
    let mut labels: IndexMap<String, Vec<String>> = IndexMap::new();
    let mut is_recommendation = false;
    for (case, label) in cases.iter().zip(case_labels(cases)) {
        let Some(winners) = Winners::new(case) else {
            continue;
        };
        is_recommendation |= winners.recommended.is_some();
        let names = winners.recommended.map(String::from);
        let names = names.or_else(|| winners.render())?;
        labels.entry(names).or_default().push(label);
    }
    labels.sort_by(|_, one, _, other| other.len().cmp(&one.len()));
    let count = cases.len();
    let parts = labels
        .into_iter()
        .map(|(names, labels)| match labels.len() {
            shared if shared == count => format!("{names} in all {count} cases"),
            1..=MOST_LABELS => format!("{names} for {}", labels.join(", ")),
            shared => format!("{names} in {shared} of {count} cases"),
        });
    let parts = parts.collect::<Vec<String>>().join("; ");
    let prefix = if is_recommendation {
        "recommended: "
    } else {
        ""
    };
    (!parts.is_empty()).then(|| format!("{prefix}{parts}"))
}

/// The sentence with figures.
fn summarize_case(case: &Case) -> Option<String> {
    let winners = Winners::new(case)?;
    if winners.recommended.is_some() {
        return winners.render();
    }
    let parts = [describe_winners(case, &winners), describe_saving(case)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// How far the smallest peak above zero lies below that of the declared baseline variant.
fn describe_saving(case: &Case) -> Option<String> {
    let baseline = case.baseline.as_deref()?;
    let candidates = candidates(case);
    let peak = |row: &&&Row| Figure::PEAK_BYTES.value(row).filter(|&peak| peak > 0);
    let base = candidates.iter().find(|row| row.name == baseline)?;
    let base = peak(&base)?;
    let smaller = candidates
        .iter()
        .filter(|row| peak(row).is_some_and(|peak| peak < base));
    let smallest = smaller.min_by_key(peak)?;
    let bytes = peak(&smallest)?;
    Some(format!(
        "{} ({}) is {} below {baseline}",
        smallest.name,
        units::bytes(bytes),
        units::ratio(base, bytes)?
    ))
}

/// Which variants are smallest and fastest, with their figures.
fn describe_winners(case: &Case, winners: &Winners<'_>) -> Option<String> {
    match (&winners.smallest, &winners.fastest) {
        (Some((bytes, smallest)), Some((ns, fastest))) => {
            match smallest.iter().find(|name| fastest.contains(name)) {
                Some(both) => describe_one(both, *bytes, *ns, fastest),
                None => describe_two(case, (*bytes, smallest), (*ns, fastest)),
            }
        }
        (Some((bytes, smallest)), None) => {
            let bytes = units::bytes(*bytes);
            Some(format!("{} is smallest ({bytes})", list(smallest)))
        }
        (None, Some((ns, fastest))) => {
            let ns = units::nanoseconds(*ns);
            let alike = list_alike(fastest, fastest[0]);
            Some(format!("{} is fastest ({ns}){alike}", fastest[0]))
        }
        (None, None) => None,
    }
}

/// One variant is smallest and fastest.
fn describe_one(name: &str, bytes: u64, ns: u64, fastest: &[&str]) -> Option<String> {
    Some(format!(
        "{name} is smallest ({}) and fastest ({}){}",
        units::bytes(bytes),
        units::nanoseconds(ns),
        list_alike(fastest, name)
    ))
}

/// One variant is fastest, and others are smallest.
fn describe_two(
    case: &Case,
    (bytes, smallest): (u64, &[&str]),
    (ns, fastest): (u64, &[&str]),
) -> Option<String> {
    let row = |name: &str| case.variants.iter().find(|row| row.name == name);
    let peak_of_fastest = Figure::PEAK_BYTES.value(row(fastest[0])?)?;
    let time_of_smallest = Figure::TIME_MEDIAN_NS.value(row(smallest[0])?)?;
    Some(format!(
        "{} is fastest ({}){}; {} is smallest ({}, \u{2212}{:.0} %, {} the time)",
        fastest[0],
        units::nanoseconds(ns),
        list_alike(fastest, fastest[0]),
        list(smallest),
        units::bytes(bytes),
        100.0 * (1.0 - bytes as f64 / peak_of_fastest as f64),
        units::ratio(time_of_smallest, ns)?,
    ))
}

/// The variants that are as fast as `name`, if there are any.
fn list_alike(fastest: &[&str], name: &str) -> String {
    let others: Vec<&str> = fastest
        .iter()
        .copied()
        .filter(|other| *other != name)
        .collect();
    if others.is_empty() {
        String::new()
    } else {
        format!(", tied with {}", list(&others))
    }
}
