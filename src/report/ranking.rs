//! The order of judged variants, and which of them is recommended.

use indexmap::IndexMap;

use crate::record::{Case, Grade, Outcome, Row, Time, Verdict};
use crate::units;

use super::ties::{are_rows_tied, share_machine};

/// Metrics up to this ratio count as equal.
const ALIKE: f64 = 1.05;

/// The rows in the order in which they are shown. If any variant has a verdict, rows are sorted by
/// grade, then by cost, and failed variants are last; otherwise they keep the order of declaration.
pub(super) fn rank_rows(case: &Case) -> Vec<&Row> {
    let mut rows: Vec<&Row> = case.variants.iter().collect();
    if rows.iter().any(|row| row.verdict.is_some()) {
        rows.sort_by(|one, other| {
            let rank = |row: &Row| (row.outcome != Outcome::Measured, grade(row));
            let [one_cost, other_cost] = [one, other].map(|row| cost(row).unwrap_or(f64::INFINITY));
            let by_rank = rank(one).cmp(&rank(other));
            by_rank.then(one_cost.total_cmp(&other_cost))
        });
    }
    rows
}

/// What variants of one grade are ranked by: the metric that the verdict names, or the time.
fn cost(row: &Row) -> Option<f64> {
    let ranked_by = row.verdict.as_ref().and_then(|v| v.ranked_by.as_ref());
    let Some(name) = ranked_by else {
        return row
            .time
            .as_ref()
            .and_then(Time::median_ns)
            .map(|ns| ns as f64);
    };
    let metric = row.metrics.iter().find(|metric| metric.name == *name);
    metric.map(|metric| metric.value)
}

/// The recommended variant, and those tied with it if variants are ranked by time; none if the best
/// variant has no verdict.
pub(super) fn find_best(case: &Case) -> Vec<&Row> {
    let rows = rank_rows(case);
    match rows.first() {
        Some(best) if has_times_of_several_machines(&rows, best) => Vec::new(),
        Some(best) if best.verdict.is_some() => best_of(&rows, best),
        _ => Vec::new(),
    }
}

/// `best`, and the rows tied with it.
fn best_of<'a>(rows: &[&'a Row], best: &Row) -> Vec<&'a Row> {
    let is_by_time = is_ranked_by_time(best);
    let rows = rows.iter().copied();
    let best = rows.filter(|row| {
        let is_tied = || {
            is_by_time
                && row.outcome == best.outcome
                && grade(row) == grade(best)
                && are_rows_tied(best, row)
        };
        row.name == best.name || is_tied()
    });
    best.collect()
}

/// What a variant costs in several cases, as multiples of the cost of the recommended variant of each.
pub(super) struct CostMultiples {
    /// Those of the cases in which the variant was measured, from the lowest to the highest.
    ascending: Vec<f64>,
    /// The number of cases in which the variant is good.
    good_cases: usize,
}

impl CostMultiples {
    pub(super) fn median(&self) -> Option<f64> {
        let count = self.ascending.len();
        let upper = self.ascending.get(count / 2)?;
        Some((self.ascending[(count - 1) / 2] + upper) / 2.0)
    }

    pub(super) fn greatest(&self) -> Option<f64> {
        self.ascending.last().copied()
    }
}

/// The multiples of each variant, in the order of declaration; `None` if some case has no recommended variant to
/// compare costs with.
pub(super) fn cost_multiples(cases: &[Case]) -> Option<IndexMap<&str, CostMultiples>> {
    let mut multiples: IndexMap<&str, CostMultiples> = IndexMap::new();
    for case in cases {
        let least = cost(find_best(case).first()?).filter(|&least| least > 0.0)?;
        for row in &case.variants {
            let of_row = multiples.entry(&row.name).or_insert(CostMultiples {
                ascending: Vec::new(),
                good_cases: 0,
            });
            let is_measured = row.outcome == Outcome::Measured;
            if let Some(cost) = cost(row).filter(|_| is_measured) {
                of_row.ascending.push(cost / least);
                of_row.good_cases += usize::from(grade(row) == Some(Grade::Good));
            }
        }
    }
    for of_row in multiples.values_mut() {
        of_row.ascending.sort_unstable_by(f64::total_cmp);
    }
    Some(multiples)
}

/// The variants that are recommended for several cases at once.
pub(super) struct BestInAll<'a> {
    /// Their names, in the order of declaration.
    pub(super) names: Vec<&'a str>,
    /// The most that one of them costs in any case, as a multiple of the least cost of a good variant.
    pub(super) greatest_multiple: f64,
    /// The number of variants that are good in every case.
    pub(super) candidates: usize,
}

/// Of the variants that are good in every case, those whose greatest multiple of the case's least cost is least, or
/// about as little; `None` if there are none, or costs do not compare.
pub(super) fn find_best_in_all(cases: &[Case]) -> Option<BestInAll<'_>> {
    let multiples = cost_multiples(cases)?.into_iter();
    let good_in_all = multiples.filter(|(_, multiples)| multiples.good_cases == cases.len());
    let mut greatest: Vec<(&str, f64)> = good_in_all
        .filter_map(|(name, multiples)| Some((name, multiples.greatest()?)))
        .collect();
    let all = greatest.iter().map(|&(_, multiple)| multiple);
    let limit = all.min_by(f64::total_cmp)? * ALIKE;
    let candidates = greatest.len();
    greatest.retain(|&(_, multiple)| multiple <= limit);
    let all = greatest.iter().map(|&(_, multiple)| multiple);
    Some(BestInAll {
        candidates,
        greatest_multiple: all.max_by(f64::total_cmp)?,
        names: greatest.into_iter().map(|(name, _)| name).collect(),
    })
}

/// The metric by which the variants of the cases are ranked, if it is the same in all.
pub(super) fn common_measure(cases: &[Case]) -> Option<&str> {
    let rows = cases.iter().flat_map(|case| &case.variants);
    let mut measures = rows.filter_map(|row| row.verdict.as_ref()?.ranked_by.as_deref());
    let first = measures.next()?;
    measures.all(|measure| measure == first).then_some(first)
}

/// A sentence that recommends a variant and gives the reason; `None` if the best variant has no
/// verdict or no cost.
pub(super) fn recommend(case: &Case) -> Option<String> {
    let rows = rank_rows(case);
    let best = *rows.first()?;
    let (Some(verdict), Some(best_cost)) = (&best.verdict, cost(best)) else {
        return None;
    };
    if has_times_of_several_machines(&rows, best) {
        return Some(String::from(
            "recommended: none: the times come from several machines",
        ));
    }
    if verdict.is_provisional {
        return Some(format!("recommended: none: {}", verdict.why));
    }
    let words = RankWords::new(verdict);
    let best_rows = best_of(&rows, best);
    let mut text = match verdict.grade {
        Grade::Good => recommend_good(&best_rows, verdict, &words, &rows),
        Grade::Suspect => format!(
            "none is good; {} is the {} that is not bad",
            join_tied(&best_rows),
            words.first
        ),
        Grade::Bad => return Some(String::from("recommended: none, since all are bad")),
    };
    for row in &best_rows {
        if let Some(caution) = row.verdict.as_ref().and_then(|v| v.caution.as_ref()) {
            text.push_str(&format!("; {} {caution}", row.name));
        }
    }
    let alike = list_alike(&rows, best, best_cost);
    if !alike.is_empty() {
        text.push_str(&format!("; as little within 5 %: {}", alike.join(", ")));
    }
    for grade in [Grade::Suspect, Grade::Bad] {
        let cheaper = list_cheaper(&rows, best, best_cost, grade);
        if grade > verdict.grade && !cheaper.is_empty() {
            let (grade, cheaper) = (grade.name(), cheaper.join(", "));
            text.push_str(&format!("; {}, but {grade}: {cheaper}", words.better));
        }
    }
    Some(text)
}

/// How a recommendation compares variants, depending on what they are ranked by.
struct RankWords {
    first: String,
    better: &'static str,
}

impl RankWords {
    fn new(verdict: &Verdict) -> Self {
        match &verdict.ranked_by {
            None => Self {
                first: String::from("fastest"),
                better: "faster",
            },
            Some(metric) => Self {
                first: format!("least {metric}"),
                better: "less",
            },
        }
    }
}

/// The names of tied variants: none is better.
fn join_tied(rows: &[&Row]) -> String {
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    match names.as_slice() {
        [name] => name.to_string(),
        names => format!("{} (tied)", names.join(" or ")),
    }
}

fn recommend_good(best: &[&Row], verdict: &Verdict, words: &RankWords, rows: &[&Row]) -> String {
    let good = rows
        .iter()
        .filter(|row| grade(row) == Some(Grade::Good))
        .count();
    let among = match good {
        1 => String::from("the only good one"),
        _ => format!("the {} of the {good} good ones", words.first),
    };
    let names = join_tied(best);
    format!("recommended: {names}, {among}: {}", verdict.why)
}

/// The other variants of the best one's grade whose metric is about the same, if they are ranked by a
/// metric.
fn list_alike<'a>(rows: &[&'a Row], best: &Row, best_cost: f64) -> Vec<&'a str> {
    let is_by_metric = !is_ranked_by_time(best);
    let alike = rows[1..].iter().filter(|row| {
        let is_close = |cost| cost <= best_cost * ALIKE;
        is_by_metric && grade(row) == grade(best) && cost(row).is_some_and(is_close)
    });
    alike.map(|row| row.name.as_str()).collect()
}

/// The variants of grade `wanted` that cost less than `best`, with the ratios of their costs.
fn list_cheaper(rows: &[&Row], best: &Row, best_cost: f64, wanted: Grade) -> Vec<String> {
    let is_tied = |row: &Row| is_ranked_by_time(best) && are_rows_tied(best, row);
    let candidates = rows
        .iter()
        .filter(|row| grade(row) == Some(wanted) && !is_tied(row));
    let cheaper = candidates.filter_map(|row| {
        let cost = cost(row).filter(|&cost| cost < best_cost)?;
        let ratio = units::digits(cost / best_cost);
        Some(format!("{} ({ratio}×)", row.name))
    });
    cheaper.collect()
}

/// The verdicts that are not good, the worst first: the row of the variant, the grade and the
/// reason.
pub(super) fn find_complaints(case: &Case) -> Vec<(&Row, Grade, &str)> {
    let judged = case.variants.iter().filter_map(|row| {
        let verdict = row.verdict.as_ref()?;
        Some((row, verdict.grade, verdict.why.as_str()))
    });
    let mut complaints: Vec<(&Row, Grade, &str)> = judged
        .filter(|(_, grade, _)| *grade != Grade::Good)
        .collect();
    complaints.sort_by_key(|(_, grade, _)| std::cmp::Reverse(*grade));
    complaints
}

/// The notes on the variants in the order of the rows, each with the names of the variants that have
/// it.
pub(super) fn list_notes(case: &Case) -> Vec<String> {
    let mut named: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for row in rank_rows(case) {
        for note in row.verdict.iter().flat_map(|verdict| &verdict.notes) {
            named.entry(note).or_default().push(&row.name);
        }
    }
    let notes = named.iter();
    notes
        .map(|(note, names)| format!("{}: {note}", names.join(", ")))
        .collect()
}

/// Whether the verdict names no metric to rank by.
fn is_ranked_by_time(row: &Row) -> bool {
    let verdict = row.verdict.as_ref();
    verdict.is_none_or(|verdict| verdict.ranked_by.is_none())
}

/// Whether variants are ranked by times that do not compare.
fn has_times_of_several_machines(rows: &[&Row], best: &Row) -> bool {
    let ranked_by = best
        .verdict
        .as_ref()
        .and_then(|verdict| verdict.ranked_by.as_ref());
    let is_by_times = ranked_by.is_none_or(|name| {
        let mut metrics = best.metrics.iter();
        metrics.any(|metric| metric.name == *name && metric.is_timed())
    });
    is_by_times && !share_machine(rows)
}

fn grade(row: &Row) -> Option<Grade> {
    row.verdict.as_ref().map(|verdict| verdict.grade)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Metric, Time};

    /// A case with rows of these names, grades and median times.
    fn case(rows: &[(&str, Option<Grade>, u64)]) -> Case {
        let row = |&(name, grade, ns): &(&str, Option<Grade>, u64)| {
            let why = format!("{name} is so");
            Row {
                name: name.to_string(),
                about: String::new(),
                child_of: None,
                outcome: Outcome::Measured,
                answer: None,
                answer_digest: None,
                elements: None,
                heap: None,
                time: Some(Time::from_round(vec![ns])),
                rss: None,
                metrics: Vec::new(),
                series: Vec::new(),
                verdict: grade.map(|grade| Verdict::new(grade, why)),
                attachments: Vec::new(),
                machine: None,
            }
        };
        Case {
            name: String::from("sorting"),
            about: String::new(),
            input: Default::default(),
            baseline: None,
            variants: rows.iter().map(row).collect(),
            attachments: Vec::new(),
            conclusion: None,
        }
    }

    const GOOD: Option<Grade> = Some(Grade::Good);
    const SUSPECT: Option<Grade> = Some(Grade::Suspect);
    const BAD: Option<Grade> = Some(Grade::Bad);

    #[test]
    fn good_variants_come_first_the_fastest_of_them_at_the_top() {
        let mut case = case(&[
            ("a", BAD, 1),
            ("b", GOOD, 100),
            ("c", SUSPECT, 50),
            ("d", GOOD, 90),
            ("e", GOOD, 94),
        ]);
        let names = |case: &Case| {
            rank_rows(case)
                .iter()
                .map(|row| row.name.clone())
                .collect::<String>()
        };
        assert_eq!(names(&case), "debca");
        assert_eq!(
            recommend(&case).unwrap(),
            "recommended: d or e (tied), the fastest of the 3 good ones: d is so; faster, but suspect: c (0.556×); faster, but bad: a (0.0111×)"
        );
        let reasons: Vec<&str> = find_complaints(&case)
            .iter()
            .map(|(_, _, why)| *why)
            .collect();
        assert_eq!(reasons, ["a is so", "c is so"]);
        case.variants[3].outcome = Outcome::Failed {
            reason: String::new(),
        };
        assert_eq!(names(&case), "ebcad");
    }

    #[test]
    fn without_a_good_variant_none_is_recommended() {
        let recommended = |rows| recommend(&case(rows));
        assert_eq!(
            recommended(&[("a", BAD, 1), ("b", BAD, 2)]).unwrap(),
            "recommended: none, since all are bad"
        );
        let suspect = recommended(&[("a", BAD, 1), ("b", SUSPECT, 2)]).unwrap();
        assert_eq!(
            suspect,
            "none is good; b is the fastest that is not bad; faster, but bad: a (0.500×)"
        );
        assert_eq!(
            recommended(&[("a", GOOD, 3)]).unwrap(),
            "recommended: a, the only good one: a is so"
        );
    }

    #[test]
    fn variants_are_ranked_by_the_metric_that_their_verdicts_name() {
        let mut case = case(&[
            ("a", GOOD, 1),
            ("b", GOOD, 2),
            ("c", GOOD, 3),
            ("d", BAD, 4),
        ]);
        for (row, cost) in case.variants.iter_mut().zip([30.0, 10.0, 10.4, 5.0]) {
            row.metrics.push(Metric::new("cost", cost, "ns"));
            let verdict = row.verdict.as_mut().unwrap();
            verdict.ranked_by = Some(String::from("cost"));
            verdict.caution = Some(String::from("has a limit"));
        }
        assert_eq!(
            recommend(&case).unwrap(),
            "recommended: b, the least cost of the 3 good ones: b is so; b has a limit; as little \
             within 5 %: c; less, but bad: d (0.500×)"
        );
        let provisional = case.variants[1].verdict.as_mut().unwrap();
        provisional.is_provisional = true;
        assert_eq!(recommend(&case).unwrap(), "recommended: none: b is so");
    }

    #[test]
    fn a_note_is_listed_once_with_all_variants_that_have_it() {
        let mut case = case(&[("a", BAD, 1), ("b", GOOD, 2)]);
        let notes = [&["both"][..], &["both", "only b"]];
        for (row, notes) in case.variants.iter_mut().zip(notes) {
            let verdict = row.verdict.as_mut().unwrap();
            verdict.notes = notes.iter().map(|note| note.to_string()).collect();
        }
        assert_eq!(list_notes(&case), ["b, a: both", "b: only b"]);
    }

    #[test]
    fn without_verdicts_the_order_stays() {
        let case = case(&[("b", None, 2), ("a", None, 1)]);
        assert_eq!(rank_rows(&case)[0].name, "b");
        assert_eq!(recommend(&case), None);
    }
}
