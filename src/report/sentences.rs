//! The sentences below the table of a case, and the marks beside the names of its variants.

use crate::record::{Case, Figure, Report, Row};
use crate::units;

use super::columns::{RatioBases, grows_beyond_heap};

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

/// Why no variant has the figure `held`; `None` if one has, or no count pass was made.
pub(super) fn render_absent_held(report: &Report) -> Option<String> {
    let counted = |figure: Figure| report.rows().any(|row| figure.value(row).is_some());
    let held = Figure::HELD_PEAK_BYTES;
    if counted(held) || !counted(Figure::COPYING_PEAK_BYTES) {
        return None;
    }
    let allocator = report.provenance.allocator.as_deref();
    Some(format!(
        "`{}` is absent: {} does not report the size of a block; set it with `Alloc::with_usable_size`.",
        held.name,
        allocator.unwrap_or("the allocator")
    ))
}

/// What it may mean that a variant's resident set grew by far more than its peak: a sentence for each
/// such variant.
pub(super) fn render_growth_beyond_heap(case: &Case) -> Vec<String> {
    let rows = case.variants.iter().filter(|row| grows_beyond_heap(row));
    let sentences = rows.filter_map(|row| {
        let growth = Figure::RSS_GROWTH_BYTES;
        let rest = match Figure::OUTSIDE_PEAK_BYTES.value(row) {
            None => "memory of C code, which `heapwise::count_c_allocations!()` counts, stacks or mapped files",
            Some(_) => "stacks or mapped files",
        };
        Some(format!(
            "{}: {}: the resident set grew by {}, and the peak of Rust's allocator is {}: the rest may be {rest}",
            growth.heading(),
            row.name,
            units::bytes(growth.value(row)?),
            units::bytes(Figure::PEAK_BYTES.value(row)?),
        ))
    });
    sentences.collect()
}

/// A mark beside the name of a variant that was not measured, or whose figures differ, or may differ,
/// from run to run.
pub(super) fn status_mark(row: &Row) -> Option<&'static str> {
    let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
    match row.outcome.reason() {
        Some(_) => Some(row.outcome.status()),
        None if several_threads => Some("several threads"),
        None => Figure::varying_in(row).next().map(|_| "varies"),
    }
}
