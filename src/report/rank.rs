//! Where variants are judged: which is best, and why.

use crate::record::{Entry, Grade, Outcome, Row};
use crate::units;

/// Medians closer than this are not told apart.
const ALIKE: f64 = 1.05;

/// The rows as they are shown: where variants are judged, the good first, of one grade the
/// fastest first, and last what was not measured; else in the order of declaration.
pub(super) fn ranked(entry: &Entry) -> Vec<&Row> {
    let mut rows: Vec<&Row> = entry.variants.iter().collect();
    if rows.iter().any(|row| row.verdict.is_some()) {
        rows.sort_by_key(|row| {
            let is_measured = row.outcome == Outcome::Measured;
            (!is_measured, grade(row), median_ns(row).unwrap_or(u64::MAX))
        });
    }
    rows
}

/// Which variant to take and why, in one sentence; none where none is judged or timed.
pub(super) fn recommendation(entry: &Entry) -> Option<String> {
    let rows = ranked(entry);
    let best = *rows.first()?;
    let (Some(verdict), Some(best_ns)) = (&best.verdict, median_ns(best)) else {
        return None;
    };
    let name = &best.name;
    let alike = rows[1..].iter().filter(|row| {
        let is_close = |ns| ns as f64 <= best_ns as f64 * ALIKE;
        grade(row) == grade(best) && median_ns(row).is_some_and(is_close)
    });
    let alike: Vec<&str> = alike.map(|row| row.name.as_str()).collect();
    let mut text = match verdict.grade {
        Grade::Good => {
            let good = rows
                .iter()
                .filter(|row| grade(row) == Some(Grade::Good))
                .count();
            let among = match good {
                1 => String::from("the only good one"),
                _ => format!("the fastest of the {good} good ones"),
            };
            format!("recommended: {name}, {among}: {}", verdict.why)
        }
        Grade::Suspect => format!("none is good; {name} is the fastest that is not bad"),
        Grade::Bad => return Some(String::from("recommended: none, since all are bad")),
    };
    if !alike.is_empty() {
        text.push_str(&format!("; as fast within 5 %: {}", alike.join(", ")));
    }
    for grade in [Grade::Suspect, Grade::Bad] {
        let faster = faster(&rows, best_ns, grade);
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

/// The rows of `grade` that took less time, with how much less.
fn faster(rows: &[&Row], best_ns: u64, is: Grade) -> Vec<String> {
    let of_grade = rows.iter().filter(|row| grade(row) == Some(is));
    let faster = of_grade.filter_map(|row| {
        let ns = median_ns(row).filter(|&ns| ns < best_ns)?;
        Some(format!("{} ({})", row.name, units::ratio(ns, best_ns)?))
    });
    faster.collect()
}

/// Every judgement that is not good, the worst first: the variant, the grade and the reason.
pub(super) fn complaints(entry: &Entry) -> Vec<(&Row, Grade, &str)> {
    let judged = entry.variants.iter().filter_map(|row| {
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

fn median_ns(row: &Row) -> Option<u64> {
    row.time.as_ref()?.median_ns()
}
