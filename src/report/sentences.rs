//! The sentences below the table of a case, and the marks beside the names of its variants.

use crate::record::{Case, Figure, Row};

use super::columns::RatioBases;

/// What the `×` of the table compares to; `None` if the table has no ratios.
pub(super) fn render_ratio_legend(case: &Case) -> Option<String> {
    let bases = RatioBases::from_case(case);
    let (peak, time) = (Figure::PEAK_BYTES, Figure::TIME_MEDIAN_NS);
    let parts = [
        (bases.peak_bytes > 0).then(|| format!("to the smallest {} above zero", peak.heading())),
        (bases.median_ns > 0).then(|| format!("to the shortest median {}", time.heading())),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("× compares {}.", parts.join(", and ")))
}

/// The answer, and how many variants agree on it; `None` if no variant gave the right answer.
pub(super) fn render_answer(case: &Case) -> Option<String> {
    let answer = case.answer()?;
    let measured = case
        .variants
        .iter()
        .filter(|row| row.outcome.reason().is_none());
    Some(match (measured.count(), case.variants.len()) {
        (1, 1) => format!("answer: {answer}"),
        (agreed, all) if agreed == all => {
            format!("answer: {answer}, the same from all {all} variants")
        }
        (agreed, all) => format!("answer: {answer}, from {agreed} of {all} variants"),
    })
}

/// A mark beside the name of a variant that was not measured, or that allocates on several threads,
/// so that its figures may differ from run to run.
pub(super) fn status_mark(row: &Row) -> Option<&'static str> {
    let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
    match row.outcome.reason() {
        Some(_) => Some(row.outcome.status()),
        None => several_threads.then_some("several threads"),
    }
}
