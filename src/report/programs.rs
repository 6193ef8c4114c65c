//! Cases whose variants are whole programs.

use crate::record::{Figure, Row};

/// Whether a run of some variant was a process of its own, as that of a program is.
pub(super) fn has_programs(rows: &[&Row]) -> bool {
    let mut peaks = rows.iter().map(|row| Figure::RSS_PEAK_BYTES.samples(row));
    peaks.any(|peaks| !peaks.is_empty())
}

/// The figure by which the memory of variants is compared: the peak of the heap, or the resident peak if
/// they are programs and one has no measured heap.
pub(super) fn memory_figure(rows: &[&Row]) -> Figure {
    let has_heap = rows.iter().all(|row| row.heap.is_some());
    if has_programs(rows) && !has_heap {
        Figure::RSS_PEAK_BYTES
    } else {
        Figure::PEAK_BYTES
    }
}
