//! The figures that the instruments measure.

/// What a measured scope does to the heap, as DHAT counts it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct Totals {
    /// Bytes of every allocation, and of every reallocation again with its full new size.
    pub total_bytes: u64,
    /// The number of allocations and reallocations.
    pub total_blocks: u64,
    /// The most bytes live at once (DHAT's t-gmax). A reallocation counts by its difference.
    pub peak_bytes: u64,
    /// The blocks live when `peak_bytes` was last reached.
    pub peak_blocks: u64,
    /// Bytes still live when the scope ends.
    pub end_bytes: u64,
    /// Blocks still live when the scope ends.
    pub end_blocks: u64,
}

/// What the counting instrument measures of a scope: DHAT's figures, and those that DHAT lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct HeapCounts {
    /// The figures that DHAT measures too.
    pub totals: Totals,
    /// The most bytes live at once if every growing reallocation holds the old and the new block
    /// together.
    pub copying_peak_bytes: u64,
    /// The number of reallocations.
    pub realloc_count: u64,
    /// Bytes that a copying allocator moves for the reallocations: the smaller of the old and the
    /// new size, summed.
    pub realloc_copy_bytes: u64,
    /// The most bytes that the allocator itself held for the live blocks. `None` if the wrapped
    /// allocator does not report them.
    pub held_peak_bytes: Option<u64>,
    /// What C code allocated. `None` unless the program has
    /// [`count_c_allocations!`](crate::count_c_allocations).
    pub outside: Option<OutsideCounts>,
    /// Whether more than one thread allocated or freed in the scope, so that figures may differ
    /// from run to run.
    pub several_threads: bool,
    /// Whether the sums show that a block was freed or reallocated with another size than it had, so
    /// that the figures are wrong.
    pub has_wrong_sizes: bool,
}

impl HeapCounts {
    /// The JSON that serde reads, also in a program that is built without serde.
    #[cfg(unix)]
    pub(super) fn to_json(self) -> String {
        const NONE: &str = "null";
        let outside = self.outside.map_or(String::from(NONE), |outside| {
            format!(
                r#"{{"peak_bytes":{},"total_bytes":{},"total_blocks":{},"end_bytes":{}}}"#,
                outside.peak_bytes, outside.total_bytes, outside.total_blocks, outside.end_bytes
            )
        });
        let totals = self.totals;
        let totals = format!(
            r#"{{"total_bytes":{},"total_blocks":{},"peak_bytes":{},"peak_blocks":{},"end_bytes":{},"end_blocks":{}}}"#,
            totals.total_bytes,
            totals.total_blocks,
            totals.peak_bytes,
            totals.peak_blocks,
            totals.end_bytes,
            totals.end_blocks
        );
        let held = self.held_peak_bytes;
        let held = held.map_or(String::from(NONE), |bytes| bytes.to_string());
        format!(
            r#"{{"totals":{totals},"copying_peak_bytes":{},"realloc_count":{},"realloc_copy_bytes":{},"held_peak_bytes":{held},"outside":{outside},"several_threads":{},"has_wrong_sizes":{}}}"#,
            self.copying_peak_bytes,
            self.realloc_count,
            self.realloc_copy_bytes,
            self.several_threads,
            self.has_wrong_sizes
        )
    }

    /// The bytes still live when the scope ends, with those of C code as far as it is counted.
    #[cfg(feature = "run")]
    pub(crate) fn leaked_bytes(&self) -> u64 {
        let outside = self.outside.map_or(0, |outside| outside.end_bytes);
        self.totals.end_bytes.saturating_add(outside)
    }
}

/// What code outside of Rust's global allocator allocated, in usable sizes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct OutsideCounts {
    /// The most bytes live at once.
    pub peak_bytes: u64,
    /// Bytes of every allocation, and of every reallocation again with its full new size.
    pub total_bytes: u64,
    /// The number of allocations and reallocations.
    pub total_blocks: u64,
    /// Bytes still live when the scope ends.
    pub end_bytes: u64,
}

/// What became of a block that C code reallocated.
#[cfg(counts_c_allocations)]
#[derive(Debug, Clone, Copy)]
pub(super) enum Reallocated {
    /// The block is freed.
    Freed,
    /// The block is as before: there is no memory.
    Unchanged,
    /// The block is at this address, and has this many bytes.
    Moved(usize, usize),
}

#[cfg(all(test, unix, feature = "run"))]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_back_from_their_text() {
        let mut counts = HeapCounts {
            totals: Totals {
                total_bytes: 1,
                total_blocks: 2,
                peak_bytes: 3,
                peak_blocks: 4,
                end_bytes: 5,
                end_blocks: 6,
            },
            copying_peak_bytes: 7,
            realloc_count: 8,
            realloc_copy_bytes: 9,
            held_peak_bytes: Some(10),
            outside: Some(OutsideCounts {
                peak_bytes: 11,
                total_bytes: 12,
                total_blocks: 13,
                end_bytes: u64::MAX,
            }),
            several_threads: true,
            has_wrong_sizes: false,
        };
        assert_eq!(
            serde_json::from_str::<HeapCounts>(&counts.to_json()).unwrap(),
            counts
        );
        (counts.held_peak_bytes, counts.outside) = (None, None);
        assert_eq!(
            serde_json::from_str::<HeapCounts>(&counts.to_json()).unwrap(),
            counts
        );
    }
}
