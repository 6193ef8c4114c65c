//! The answer of each experiment in one sentence. `docs/summary.md` states the rules.

use indexmap::{IndexMap, IndexSet};

use crate::compare::time_ratio;
use crate::record::{Case, Figure, Grade, Outcome, Row};
use crate::units;

use super::case_labels::case_labels;
use super::columns::grows_beyond_heap;
use super::programs::memory_figure;
use super::ranking::{common_measure, find_best, find_best_in_all, rank_rows};
use super::ties::Fastest;

/// The answer of an experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name of the experiment.
    pub experiment: String,
    /// The sentence.
    pub sentence: String,
}

/// Whether a sentence has the name of a variant, and not only as a part of another name or of a number.
pub(super) fn names_variant(sentence: &str, variant: &str) -> bool {
    let is_of_name = |character: char| character.is_alphanumeric() || "-_".contains(character);
    let is_apart = |beside: &[Option<char>; 2]| match *beside {
        [Some('.'), next] => !next.is_some_and(is_of_name),
        [next, _] => !next.is_some_and(is_of_name),
    };
    let mut places = sentence.match_indices(variant);
    !variant.is_empty()
        && places.any(|(start, _)| {
            let mut before = sentence[..start].chars().rev();
            let mut after = sentence[start + variant.len()..].chars();
            is_apart(&[before.next(), before.next()]) && is_apart(&[after.next(), after.next()])
        })
}

/// The answer of each experiment of a report that has one, from its cases.
pub fn summarize(cases: &[Case]) -> Vec<Summary> {
    let experiments = cases.chunk_by(|one, other| one.name == other.name);
    let summaries = experiments.filter_map(|cases| {
        let sentence = match cases {
            [case] => case.conclusion.clone().or_else(|| summarize_case(case)),
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
    /// The fastest variants, if all have times.
    fastest: Option<Fastest<'a>>,
    /// The recommended variants, if there are verdicts.
    recommended: Vec<&'a str>,
}

impl<'a> Winners<'a> {
    /// The winners among the measured variants that are not bad; `None` if there are fewer than two
    /// variants, or no such one.
    fn new(case: &'a Case) -> Option<Self> {
        let candidates = candidates(case);
        candidates
            .first()
            .filter(|_| case.variant_rows().count() > 1)?;
        let best = find_best(case).into_iter();
        Some(Self {
            smallest: find_smallest(&candidates),
            fastest: Fastest::new(&candidates),
            recommended: best.map(|row| row.name.as_str()).collect(),
        })
    }

    /// The recommended variants; `None` without verdicts.
    fn render_recommended(&self) -> Option<String> {
        match self.recommended.as_slice() {
            [] => None,
            [name] => Some(name.to_string()),
            names => Some(format!("{} (tied)", list(names))),
        }
    }

    /// The smallest variants.
    fn render_smallest(&self) -> Option<String> {
        self.smallest.as_ref().map(|(_, names)| list(names))
    }

    /// The fastest variants.
    fn render_fastest(&self) -> Option<String> {
        let fastest = self.fastest.as_ref()?;
        Some(match fastest.names().as_slice() {
            [name] => name.to_string(),
            _ if fastest.is_all => String::from("all tied"),
            names => format!("{} (tied)", list(names)),
        })
    }
}

/// The measured variants that are not bad, in the order in which they are ranked.
fn candidates(case: &Case) -> Vec<&Row> {
    let is_candidate = |row: &&Row| {
        let is_bad = |verdict: &crate::record::Verdict| verdict.grade == Grade::Bad;
        row.outcome == Outcome::Measured && !row.verdict.as_ref().is_some_and(is_bad)
    };
    let rows = rank_rows(case).into_iter();
    let variants = rows.filter(|row| row.child_of.is_none());
    variants.filter(is_candidate).collect()
}

/// Peaks that differ by less than this part of the smaller one count as equal.
const LEAST_DIFFERENCE: u64 = 200;

/// The growth of a resident set is less than another if it is so by more than this part of that one: that of one variant
/// differs by as much from run to run.
const LEAST_DIFFERENCE_OF_GROWTHS: u64 = 10;

/// The smallest peak, and the names of the variants that have it; `None` if not all variants have a
/// peak, or all have the same. Resident peaks whose ranges overlap are the same.
fn find_smallest<'a>(rows: &[&'a Row]) -> Option<(u64, Vec<&'a str>)> {
    let figure = memory_figure(rows);
    let range = |row: &Row, peak: u64| {
        if figure.is_of_heap() {
            Some((peak, peak))
        } else {
            figure.range(row)
        }
    };
    let peaks = rows.iter().map(|row| {
        let peak = figure.value(row)?;
        Some((row.name.as_str(), peak, range(row, peak)?))
    });
    let peaks = peaks.collect::<Option<Vec<_>>>()?;
    let &(_, least, (_, greatest)) = peaks.iter().min_by_key(|(_, peak, _)| *peak)?;
    let smallest = peaks.iter().filter(|(_, peak, (lowest, _))| {
        peak - least <= least / LEAST_DIFFERENCE || *lowest <= greatest
    });
    let smallest: Vec<&str> = smallest.map(|(name, _, _)| *name).collect();
    (smallest.len() < rows.len()).then_some((least, smallest))
}

/// That these variants have the smallest peak, with its size and what else `size` says. If resident sets grow by far
/// more than the peaks, also which variant has the least growth, if that is another; otherwise the growth of the first
/// one, beside that of the row `other`.
fn describe_smallest(case: &Case, names: &[&str], size: &str, other: Option<&Row>) -> String {
    let have = if names.len() == 1 { "has" } else { "have" };
    let smallest = format!("{} {have} the smallest peak ({size}", list(names));
    let figure = Figure::RSS_GROWTH_BYTES;
    let (growth, heading) = (|row: &Row| figure.value(row), figure.heading());
    let first = names.first().and_then(|name| case.row(name));
    let Some((first, own)) = first.and_then(|row| Some((row, growth(row)?))) else {
        return format!("{smallest})");
    };
    let own_size = units::bytes(own);
    if other.is_some() {
        let candidates = candidates(case);
        let least = candidates
            .iter()
            .filter_map(|row| Some((growth(row)?, row)));
        let least = least.min_by_key(|(growth, _)| *growth);
        let is_far = candidates.iter().any(|row| grows_beyond_heap(row));
        if let Some((least, row)) = least
            && is_far
            && least < own - own / LEAST_DIFFERENCE_OF_GROWTHS
        {
            let (names, least, row) = (list(names), units::bytes(least), &row.name);
            return format!(
                "smallest: {names} by peak ({size}), {row} by {heading} ({least} against {own_size})"
            );
        }
    }
    let far = grows_beyond_heap(first).then(|| match other.and_then(growth) {
        None => format!("; {heading} {own_size}"),
        Some(other) => format!("; {heading} {own_size} against {}", units::bytes(other)),
    });
    format!("{smallest}{})", far.unwrap_or_default())
}

/// Names in a row, the first of many.
fn list(names: &[&str]) -> String {
    let shown = names[..names.len().min(MOST_NAMES)].join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The winners of several cases, each with the labels of its cases, the most frequent ones first.
fn collect_winners(
    cases: &[Case],
    render: impl Fn(&Winners<'_>) -> Option<String>,
) -> IndexMap<String, Vec<String>> {
    let mut labels: IndexMap<String, Vec<String>> = IndexMap::new();
    for (case, label) in cases.iter().zip(case_labels(cases)) {
        if let Some(names) = Winners::new(case).and_then(|winners| render(&winners)) {
            labels.entry(names).or_default().push(label);
        }
    }
    labels.sort_by(|_, one, _, other| other.len().cmp(&one.len()));
    labels
}

/// The winners of several cases.
fn summarize_cases(cases: &[Case]) -> Option<String> {
    let count = cases.len();
    let recommended = collect_winners(cases, |winners| winners.render_recommended());
    if !recommended.is_empty() {
        return Some(count_recommended(cases, &recommended));
    }
    let without_note = |_: &str| String::new();
    let smallest = collect_winners(cases, |winners| winners.render_smallest());
    let is_always_smallest = smallest.values().any(|labels| labels.len() == count);
    let peaks = is_always_smallest
        .then(|| render_peaks(cases, smallest.keys().next()?))
        .flatten();
    let peaks = peaks.unwrap_or_default();
    let fastest = collect_winners(cases, |winners| winners.render_fastest());
    if smallest == fastest && !smallest.is_empty() {
        let winners = count_winners(&smallest, (count, MOST_LABELS), without_note);
        return Some(format!("smallest peak and fastest: {winners}{peaks}"));
    }
    let parts = [("smallest peak", smallest), ("fastest", fastest)];
    let parts = parts.iter().filter(|(_, winners)| !winners.is_empty());
    let parts = parts.map(|(what, winners)| {
        let winners = count_winners(winners, (count, MOST_LABELS), without_note);
        format!("{what}: {winners}")
    });
    let mut parts: Vec<String> = parts.collect();
    let first = parts.first_mut()?;
    first.push_str(&peaks);
    Some(parts.join("; "))
}

/// The range of the smallest peaks of the cases, and that of the other variant if there are two: ` (0 B to 8.39 MB;
/// stored 2.85 MB to 49.9 MB)`.
fn render_peaks(cases: &[Case], smallest: &str) -> Option<String> {
    let least = cases
        .iter()
        .map(|case| Some(Winners::new(case)?.smallest?.0));
    let least = render_range(least)?;
    let names: IndexSet<&str> = cases
        .iter()
        .flat_map(Case::variant_rows)
        .map(|row| row.name.as_str())
        .collect();
    let other = names.iter().filter(|name| **name != smallest);
    let other = other.copied().collect::<Vec<_>>();
    let of_other = match other.as_slice() {
        [name] => {
            let peaks = cases.iter().map(|case| {
                let rows: Vec<&Row> = case.variant_rows().collect();
                memory_figure(&rows).value(case.row(name)?)
            });
            render_range(peaks).map(|range| format!("; {name} {range}"))
        }
        _ => None,
    };
    Some(format!(" ({least}{})", of_other.unwrap_or_default()))
}

/// The least and the greatest of some sizes, if all are known.
fn render_range(bytes: impl Iterator<Item = Option<u64>>) -> Option<String> {
    let bytes = bytes.collect::<Option<Vec<u64>>>()?;
    let (least, greatest) = (bytes.iter().min()?, bytes.iter().max()?);
    let [least, greatest] = [least, greatest].map(|&bytes| units::bytes(bytes));
    Some(if least == greatest {
        least
    } else {
        format!("{least} to {greatest}")
    })
}

/// The recommended variants of several cases, after what is recommended for all of them.
fn count_recommended(cases: &[Case], recommended: &IndexMap<String, Vec<String>>) -> String {
    let count = cases.len();
    // In the table of more cases, the recommended one of each is marked.
    let most_labels = if count <= MOST_LABELS { MOST_LABELS } else { 0 };
    let count_bad = |name: &str| {
        let rows = cases.iter().filter_map(|case| case.row(name));
        let grades = rows.filter_map(|row| row.verdict.as_ref().map(|verdict| verdict.grade));
        grades.filter(|&grade| grade == Grade::Bad).count()
    };
    let note = |names: &str| match count_bad(names) {
        0 => String::new(),
        bad => format!(" (bad in {bad})"),
    };
    let measure = common_measure(cases);
    let Some(best) = find_best_in_all(cases).filter(|_| recommended.len() > 1) else {
        let measure = measure.map(|name| format!(" by {name}"));
        let winners = count_winners(recommended, (count, most_labels), note);
        return format!("recommended{}: {winners}", measure.unwrap_or_default());
    };
    let best_in_some = match recommended.first() {
        Some((names, labels)) if count > MOST_LABELS => {
            format!("best in {}: {names}{}", labels.len(), note(names))
        }
        _ => {
            let winners = count_winners(recommended, (count, most_labels), note);
            format!("best of each case: {winners}")
        }
    };
    format!(
        "recommended for all {count} cases: {} (of {} good in each, lowest at worst: up to {}× the least {}); {best_in_some}",
        list(&best.names),
        best.candidates,
        units::digits(best.greatest_multiple),
        measure.unwrap_or("time"),
    )
}

/// The first winners, each with the labels of its cases if these are at most `most_labels` and not all `count`
/// cases, and else with their number; and with a note on them. The number of all cases stands beside the first number.
fn count_winners(
    winners: &IndexMap<String, Vec<String>>,
    (count, most_labels): (usize, usize),
    note: impl Fn(&str) -> String,
) -> String {
    let mut says_of_how_many = true;
    let parts = winners.iter().take(MOST_NAMES).map(|(names, labels)| {
        let place = match labels.len() {
            shared if shared == count => format!("in all {count} cases"),
            shared if shared <= most_labels => format!("for {}", labels.join(", ")),
            shared if std::mem::take(&mut says_of_how_many) => {
                format!("in {shared} of {count} cases")
            }
            shared => format!("in {shared}"),
        };
        format!("{names} {place}{}", note(names))
    });
    let others: usize = winners.values().skip(MOST_NAMES).map(Vec::len).sum();
    let others = (others > 0).then(|| format!("others in {others}"));
    parts.chain(others).collect::<Vec<String>>().join(", ")
}

/// The sentence with figures.
fn summarize_case(case: &Case) -> Option<String> {
    let winners = Winners::new(case)?;
    if let Some(names) = winners.render_recommended() {
        let are = if winners.recommended.len() == 1 {
            "is"
        } else {
            "are"
        };
        return Some(format!("{names} {are} recommended"));
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
    let Some((bytes, smallest)) = &winners.smallest else {
        let fastest = winners.fastest.as_ref();
        return fastest.map(|fastest| describe_fastest(case, fastest));
    };
    let size = units::bytes(*bytes);
    let Some(fastest) = &winners.fastest else {
        return Some(describe_smallest(case, smallest, &size, None));
    };
    let names = fastest.names();
    if let [name] = names.as_slice()
        && smallest.contains(name)
    {
        let time = render_least_time(case, fastest);
        let smallest = describe_smallest(case, &[name], &size, None);
        return Some(format!("{smallest} and is fastest ({time})"));
    }
    let smallest = if smallest.iter().any(|name| names.contains(name)) {
        describe_smallest(case, smallest, &size, None)
    } else {
        compare_smallest(case, (&size, smallest), fastest)?
    };
    let fastest = describe_fastest(case, fastest);
    Some(format!("{fastest}; {smallest}"))
}

/// The least time, also as a multiple of that of the declared baseline variant if that is slower.
fn render_least_time(case: &Case, fastest: &Fastest<'_>) -> String {
    let time = units::nanoseconds(fastest.ns);
    let ratio = || {
        let baseline = case.baseline.as_deref()?;
        let slower = candidates(case)
            .into_iter()
            .find(|row| row.name == baseline)?;
        let is_slower = !fastest.names().contains(&baseline);
        is_slower.then_some(time_ratio(slower.time.as_ref()?, fastest.time()?))
    };
    match (ratio(), &case.baseline) {
        (Some(ratio), Some(baseline)) => format!("{time}, {}× {baseline}", units::digits(ratio)),
        _ => time,
    }
}

/// Which variants are fastest, with their time.
fn describe_fastest(case: &Case, fastest: &Fastest<'_>) -> String {
    let names = fastest.names();
    let time = render_least_time(case, fastest);
    match names.as_slice() {
        [name] => format!("{name} is fastest ({time})"),
        _ if fastest.is_all => format!("all are tied in time ({time})"),
        names if names.len() > MOST_NAMES => {
            format!("{} variants are tied for fastest ({time})", names.len())
        }
        names => format!("{} are tied for fastest ({time})", names.join(", ")),
    }
}

/// The smallest peak beside the least one of the fastest variants, and the time that it takes.
fn compare_smallest(
    case: &Case,
    (size, smallest): (&str, &[&str]),
    fastest: &Fastest<'_>,
) -> Option<String> {
    let figure = memory_figure(&fastest.rows);
    let peaks = fastest.rows.iter().copied();
    let peaks = peaks.filter_map(|row| Some((figure.value(row)?, row)));
    let (peak, other) = peaks.min_by_key(|(peak, _)| *peak)?;
    let row = case.variants.iter().find(|row| row.name == smallest[0])?;
    let ratio = time_ratio(fastest.time()?, row.time.as_ref()?);
    let size = format!(
        "{size} against {}, in {}× the time",
        units::bytes(peak),
        units::digits(ratio)
    );
    Some(describe_smallest(case, smallest, &size, Some(other)))
}
