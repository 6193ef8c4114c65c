//! The sentences below the table of a case, and the marks beside the names of its variants.

use indexmap::IndexSet;

use crate::record::{Case, Figure, Report, Row};
use crate::units;

use super::columns::{RatioBases, grows_beyond_heap};

/// What the `×` of the table compares to, and what `tied` and `±` mean, as far as the table has them.
pub(super) fn render_legends(case: &Case) -> Vec<String> {
    let rows: Vec<&Row> = case.variants.iter().collect();
    let bases = RatioBases::new(case, &rows);
    let ties = bases.has_ties();
    let ties = ties.then(|| String::from(TIED));
    let mut times = case.variants.iter().filter_map(|row| row.time.as_ref());
    let has_spread = times.any(|time| time.spread().is_some());
    let spread = has_spread.then(|| String::from(SPREAD));
    let ratios = render_ratio_legend(&bases);
    ratios.into_iter().chain(ties).chain(spread).collect()
}

const TIED: &str = "tied: the rounds show no difference from the time that × compares to.";
const SPREAD: &str = "±: half the range of the rounds' medians, without the extremes.";

/// What the `×` of the table compares to; `None` if the table has no ratios.
fn render_ratio_legend(bases: &RatioBases<'_>) -> Option<String> {
    let (peak, time) = (Figure::PEAK_BYTES, Figure::TIME_MEDIAN_NS);
    let (peak, time) = match &bases.variant {
        Some(_) => (peak.heading(), time.heading()),
        None => (
            format!("the smallest {} above zero", peak.heading()),
            format!("the shortest {}", time.heading()),
        ),
    };
    let peak = (bases.peak_bytes > 0).then_some(peak);
    let time = bases.time.map(|_| time);
    let parts: Vec<String> = peak.into_iter().chain(time).collect();
    if parts.is_empty() {
        return None;
    }
    Some(match bases.variant {
        Some(variant) => format!(
            "× compares to the {} of {variant}.",
            parts.join(" and the ")
        ),
        None => format!("× compares to {}.", parts.join(", and to ")),
    })
}

/// The answer, and how many variants agree on it; `None` if no variant gave the right answer.
pub(super) fn render_answer(case: &Case) -> Option<String> {
    let answer = case.answer()?;
    let measured = case
        .variant_rows()
        .filter(|row| row.outcome.reason().is_none());
    Some(match (measured.count(), case.variant_rows().count()) {
        (1, 1) => format!("answer: {answer}"),
        (agreed, all) if agreed == all => {
            format!("answer: {answer}, the same from all {all} variants")
        }
        (agreed, all) => format!("answer: {answer}, from {agreed} of {all} variants"),
    })
}

/// What a merged report was made of, and what it lacks.
pub(super) fn render_parts(report: &Report) -> Vec<String> {
    let machines: IndexSet<Option<usize>> = report.rows().map(|row| row.machine).collect();
    let reports = units::count_of(report.parts.len() as u64, "report");
    let merged = (!report.parts.is_empty()).then(|| match machines.len() {
        0 | 1 => format!("merged from {reports} of one machine"),
        number => format!(
            "merged from {reports} of {number} machines; times of different machines are not compared"
        ),
    });
    let missing = report.missing.iter();
    let missing = missing.map(|sentence| format!("missing: {sentence}"));
    merged.into_iter().chain(missing).collect()
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
        Some(format!(
            "{}: {}: the resident set grew by {}, and the peak of Rust's allocator is {}: {}",
            growth.heading(),
            row.name,
            units::bytes(growth.value(row)?),
            units::bytes(Figure::PEAK_BYTES.value(row)?),
            render_cause_of_growth(
                growth.value(row)?,
                Figure::HELD_PEAK_BYTES.value(row),
                Figure::OUTSIDE_PEAK_BYTES.value(row),
            ),
        ))
    });
    sentences.collect()
}

/// What may have made the resident set grow: what the allocator takes for its blocks, if that is enough;
/// otherwise memory that it does not give.
fn render_cause_of_growth(growth: u64, held: Option<u64>, outside: Option<u64>) -> String {
    let held = held.unwrap_or(0);
    // The resident set is right to some hundred kilobytes.
    let explained = held
        .saturating_add(outside.unwrap_or(0))
        .saturating_add(1_000_000);
    if growth <= explained {
        let held = units::bytes(held);
        return format!("the allocator takes {held} for these blocks (`held`)");
    }
    let rest = match outside {
        None => {
            "memory of C code, which `heapwise::count_c_allocations!()` counts, stacks or mapped files"
        }
        Some(_) => "stacks or mapped files",
    };
    format!("the rest may be {rest}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_allocator_takes_explains_growth_before_c_code_does() {
        let cause = |held, outside| render_cause_of_growth(95_900_000, held, outside);
        let held = "the allocator takes 98.3 MB for these blocks (`held`)";
        assert_eq!(cause(Some(98_300_000), None), held);
        let macro_name = "`heapwise::count_c_allocations!()`";
        assert!(cause(Some(63_000_000), None).contains(macro_name));
        assert!(cause(None, None).contains(macro_name));
        let rest = "the rest may be stacks or mapped files";
        assert_eq!(cause(Some(63_000_000), Some(1_000_000)), rest);
    }
}
