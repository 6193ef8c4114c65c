//! The figures that every instrument tells.

/// What a measured scope did to the heap, as DHAT counts it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct Totals {
    /// Bytes of every allocation, and of every reallocation again with its full new size.
    pub total_bytes: u64,
    /// Allocations and reallocations.
    pub total_blocks: u64,
    /// The most bytes live at once (t-gmax); a reallocation counts by its difference.
    pub peak_bytes: u64,
    /// The blocks live when `peak_bytes` was reached last.
    pub peak_blocks: u64,
    /// Bytes still live when the scope ended: what leaked.
    pub end_bytes: u64,
    /// Blocks still live when the scope ended.
    pub end_blocks: u64,
}
