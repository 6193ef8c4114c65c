//! The order of judged variants, and which of them is recommended.

use crate::record::{Case, Figure, Grade, Outcome, Row};
use crate::units;

/// Median times up to this ratio count as equal.
pub(super) const ALIKE: f64 = 1.05;

/// The rows in the order in which they are shown. If any variant has a verdict, rows are sorted by
/// grade, then by median time, and failed variants are last; otherwise they keep the order of
/// declaration.
pub(super) fn rank_rows(case: &Case) -> Vec<&Row> {
    let mut rows: Vec<&Row> = case.variants.iter().collect();
    if rows.iter().any(|row| row.verdict.is_some()) {
        rows.sort_by_cached_key(|row| {
            let is_measured = row.outcome == Outcome::Measured;
            (
                !is_measured,
                grade(row),
                Figure::TIME_MEDIAN_NS.value(row).unwrap_or(u64::MAX),
            )
        });
    }
    rows
}

/// A sentence that recommends a variant and gives the reason; `None` if the best variant has no
/// verdict or no time.
pub(super) fn recommend(case: &Case) -> Option<String> {
    let rows = rank_rows(case);
    let best = *rows.first()?;
    let (Some(verdict), Some(best_ns)) = (&best.verdict, Figure::TIME_MEDIAN_NS.value(best)) else {
        return None;
    };
    let name = &best.name;
    let alike = rows[1..].iter().filter(|row| {
        let is_close = |ns| ns as f64 <= best_ns as f64 * ALIKE;
        grade(row) == grade(best) && Figure::TIME_MEDIAN_NS.value(row).is_some_and(is_close)
    });
    let alike: Vec<&str> = alike.map(|row| row.name.as_str()).collect();
    let mut text = match verdict.grade {
        Grade::Good => recommend_good(name, &verdict.why, &rows),
        Grade::Suspect => format!("none is good; {name} is the fastest that is not bad"),
        Grade::Bad => return Some(String::from("recommended: none, since all are bad")),
    };
    if !alike.is_empty() {
        text.push_str(&format!("; as fast within 5 %: {}", alike.join(", ")));
    }
    for grade in [Grade::Suspect, Grade::Bad] {
        let faster = list_faster(&rows, best_ns, grade);
        if grade > verdict.grade && !faster.is_empty() {
            text.push_str(&format!(
                "; faster, but {}: {}",
                grade.name(),
                faster.join(", ")
            ));
        }
    }
    Some(text)
}

fn recommend_good(name: &str, why: &str, rows: &[&Row]) -> String {
    let good = rows
        .iter()
        .filter(|row| grade(row) == Some(Grade::Good))
        .count();
    let among = match good {
        1 => String::from("the only good one"),
        _ => format!("the fastest of the {good} good ones"),
    };
    format!("recommended: {name}, {among}: {why}")
}

/// The variants of grade `wanted` that are faster than `best_ns`, with the ratios of their times.
fn list_faster(rows: &[&Row], best_ns: u64, wanted: Grade) -> Vec<String> {
    let candidates = rows.iter().filter(|row| grade(row) == Some(wanted));
    let faster = candidates.filter_map(|row| {
        let ns = Figure::TIME_MEDIAN_NS
            .value(row)
            .filter(|&ns| ns < best_ns)?;
        Some(format!("{} ({})", row.name, units::ratio(ns, best_ns)?))
    });
    faster.collect()
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

fn grade(row: &Row) -> Option<Grade> {
    row.verdict.as_ref().map(|verdict| verdict.grade)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Time, Verdict};

    /// A case with rows of these names, grades and median times.
    fn case(rows: &[(&str, Option<Grade>, u64)]) -> Case {
        let row = |&(name, grade, ns): &(&str, Option<Grade>, u64)| {
            let why = format!("{name} is so");
            Row {
                name: name.to_string(),
                about: String::new(),
                outcome: Outcome::Measured,
                answer: None,
                elements: None,
                heap: None,
                time: Some(Time {
                    samples_ns: vec![ns],
                }),
                rss: None,
                metrics: Vec::new(),
                series: Vec::new(),
                verdict: grade.map(|grade| Verdict { grade, why }),
                attachments: Vec::new(),
            }
        };
        Case {
            name: String::from("sorting"),
            about: String::new(),
            input: Default::default(),
            baseline: None,
            variants: rows.iter().map(row).collect(),
            attachments: Vec::new(),
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
            "recommended: d, the fastest of the 3 good ones: d is so; as fast within 5 %: e; faster, but suspect: c (0.556×); faster, but bad: a (0.0111×)"
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
    fn without_verdicts_the_order_stays() {
        let case = case(&[("b", None, 2), ("a", None, 1)]);
        assert_eq!(rank_rows(&case)[0].name, "b");
        assert_eq!(recommend(&case), None);
    }
}
