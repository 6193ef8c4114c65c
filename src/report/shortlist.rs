//! Which variants of a case a short table shows.

use crate::record::{Case, Figure, Row};

use super::ranking::find_best;
use super::summary::{names_variant, summarize};
use super::ties::share_machine;

/// At most so many of `rows`, and one more if the answer of the case names it, in their order: those that
/// failed, those that the answer names, the baseline, the recommended and the Pareto-optimal ones in peak and
/// time before the others.
pub(super) fn shorten<'a>(case: &Case, rows: Vec<&'a Row>, most: Option<usize>) -> Vec<&'a Row> {
    let Some(most) = most.filter(|&most| most < rows.len()) else {
        return rows;
    };
    let summary = summarize(std::slice::from_ref(case)).pop();
    let sentence = summary.map_or_else(String::new, |summary| summary.sentence);
    let is_named = |row: &Row| names_variant(&sentence, &row.name);
    let best = find_best(case);
    let is_best = |row: &Row| best.iter().any(|best| best.name == row.name);
    let place = |row: &Row| {
        let is_baseline = case.baseline.as_deref() == Some(row.name.as_str());
        let classes = [
            row.outcome.is_failure(),
            is_named(row),
            is_baseline,
            is_best(row),
            is_pareto_optimal(row, &rows),
        ];
        classes
            .iter()
            .position(|&is_in| is_in)
            .unwrap_or(classes.len())
    };
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|&index| place(rows[index]));
    let is_one_more = places.get(most).is_some_and(|&index| is_named(rows[index]));
    places.truncate(most + usize::from(is_one_more));
    places.sort_unstable();
    places.into_iter().map(|index| rows[index]).collect()
}

/// Whether no other row is better in one of peak and time and at least as good in the other.
fn is_pareto_optimal(row: &Row, rows: &[&Row]) -> bool {
    let figures = |row: &Row| {
        Some([
            Figure::PEAK_BYTES.value(row)?,
            Figure::TIME_MEDIAN_NS.value(row)?,
        ])
    };
    let Some(own) = figures(row).filter(|_| share_machine(rows)) else {
        return false;
    };
    let others = rows.iter().filter_map(|other| figures(other));
    let mut others = others.filter(|other| *other != own);
    !others.any(|other| other.iter().zip(own).all(|(&other, own)| other <= own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Report;

    /// A case whose variants have a peak in bytes and a time in nanoseconds.
    fn case(baseline: Option<&str>, variants: &[(&str, u64, u64)]) -> Case {
        let rows = variants.iter().map(|(name, peak, ns)| {
            serde_json::json!({
                "name": name, "about": "", "outcome": { "status": "measured" },
                "heap": { "total_bytes": peak, "total_blocks": 1, "peak_bytes": peak, "peak_blocks": 1,
                          "end_bytes": 0, "end_blocks": 0 },
                "time": { "samples_ns": [ns] },
            })
        });
        let case = serde_json::json!({
            "name": "e", "about": "", "input": {}, "baseline": baseline,
            "variants": rows.collect::<Vec<_>>(), "attachments": [],
        });
        let report = serde_json::json!({
            "schema": 1, "experiments": [case],
            "provenance": { "tool": "t", "command": [], "os": "o", "arch": "a", "rustc": "r" },
        });
        let path = std::path::Path::new("report.json");
        Report::parse(&report.to_string(), path)
            .unwrap()
            .cases
            .remove(0)
    }

    fn names(case: &Case, most: Option<usize>) -> Vec<&str> {
        let rows = shorten(case, case.variants.iter().collect(), most);
        rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn the_variants_that_the_answer_names_come_first() {
        let variants = [("a", 9, 9), ("b", 8, 8), ("c-b", 7, 7), ("d", 1, 1)];
        let mut case = case(Some("a"), &variants);
        case.conclusion = Some(String::from("c-b needs half, 0.d or d.5, of a."));
        assert_eq!(names(&case, Some(2)), ["a", "c-b"]);
        case.conclusion = Some(String::from("a, c-b and d are alike"));
        assert_eq!(names(&case, Some(2)), ["a", "c-b", "d"]);
        assert_eq!(names(&case, Some(1)), ["a", "c-b"]);
    }

    #[test]
    fn the_baseline_and_the_pareto_optimal_variants_stay_in_their_order() {
        let variants = [
            ("a", 9, 9),
            ("b", 5, 5),
            ("c", 8, 8),
            ("d", 1, 9),
            ("e", 9, 1),
        ];
        let without = case(None, &variants);
        assert_eq!(names(&without, Some(3)), ["b", "d", "e"]);
        assert_eq!(names(&case(Some("c"), &variants), Some(3)), ["c", "d", "e"]);
        assert_eq!(names(&without, Some(4)), ["a", "b", "d", "e"]);
        assert_eq!(names(&without, Some(5)).len(), 5);
        assert_eq!(names(&without, None).len(), 5);
    }
}
