//! What profiling costs, of chapter 2.

use crate::units;

use super::evidence::{Evidence, Finding};

/// The time of every variant under the recorder, divided by its time without an instrument.
pub(super) fn cost(evidence: &Evidence) -> Option<Finding> {
    // A scope shorter than a millisecond is mostly the instrument's start.
    const SHORTEST_NS: u64 = 1_000_000;
    let ratios = evidence.measured_rows().filter_map(|row| {
        let recorded = row.heap.as_ref()?.scope_ns?;
        let plain = row.time.as_ref()?.median_ns()?;
        (plain >= SHORTEST_NS).then(|| recorded as f64 / plain as f64)
    });
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let (median, most) = (ratios.get(ratios.len() / 2)?, ratios.last()?);
    let found = format!(
        "{}× at the median and at most {}× in {} under heapwise's recorder",
        units::digits(*median),
        units::digits(*most),
        units::count_of(ratios.len() as u64, "variant")
    );
    let why = "the text's profiler reads the resident set after every line; the recorder acts on allocations only";
    Some(Finding::holds_if(*median >= 10.0, found, why))
}
