//! What the recorder finds in a scope.

use std::collections::BTreeMap;

/// What becomes of recursion in recorded stacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub enum Recursion {
    /// A return address that is already in the stack goes back to it, so that each call site
    /// occurs once. This erases the loops of the stack in order, from the outermost frame on.
    #[default]
    Fold,
    /// Every level is a frame of its own.
    Keep,
}

impl Recursion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fold, Self::Keep];

    /// The name, as `--recursion` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fold => "fold",
            Self::Keep => "keep",
        }
    }

    /// What becomes of recursion, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Fold => "Each call occurs once in a call stack",
            Self::Keep => "Every level of a recursion is kept",
        }
    }
}

/// The program points of a scope. Time is the number of allocations so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// The program points. Two may have the same backtrace, because their stacks differ in frames of
    /// the allocator only, which a backtrace leaves out.
    pub points: Vec<RecordedPoint>,
    /// The frames that backtraces name by their index, in the form of a DHAT file. The first is
    /// `[root]`, and in no backtrace.
    pub frames: Vec<String>,
    /// The time of the peak.
    pub peak_time: u64,
    /// The time at which the scope ended.
    pub end_time: u64,
    /// Bytes that were attributed to an outer call because there were too many stacks.
    pub beyond_limit_bytes: u64,
    /// The number of these blocks.
    pub beyond_limit_blocks: u64,
    /// Bytes whose stack could not be unwound to its end.
    pub truncated_bytes: u64,
    /// The number of these blocks.
    pub truncated_blocks: u64,
}

/// A program point: one call stack, and what it allocated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedPoint {
    /// The stack, innermost frame first, as indices into [`Recording::frames`].
    pub backtrace: Vec<usize>,
    /// Bytes allocated.
    pub total_bytes: u64,
    /// Blocks allocated.
    pub total_blocks: u64,
    /// Bytes live at the peak of the scope.
    pub peak_bytes: u64,
    /// Blocks live at the peak of the scope.
    pub peak_blocks: u64,
    /// Bytes live at the point's own peak.
    pub own_peak_bytes: u64,
    /// Blocks live at the point's own peak.
    pub own_peak_blocks: u64,
    /// Bytes live at the end of the scope.
    pub end_bytes: u64,
    /// Blocks live at the end of the scope.
    pub end_blocks: u64,
    /// The sum of the lifetimes of all blocks.
    pub lifetimes: u64,
    /// Blocks freed before the next allocation of the same thread.
    pub temporary_blocks: u64,
    /// The number of blocks by size: a power of two counts the sizes from it up to below the next.
    pub size_classes: BTreeMap<u64, u64>,
}
