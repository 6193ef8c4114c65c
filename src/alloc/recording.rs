//! What the recorder finds in a scope.

use std::collections::BTreeMap;

/// How recursion in recorded stacks is stored.
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

impl CodeAddress {
    /// Stands for the outer part of a stack that could not be unwound.
    pub const UNKNOWN: Self = Self {
        module: None,
        address: 0,
    };

    /// Stands between the stack of a thread, which lies inside, and the one that started the thread.
    pub const THREAD_START: Self = Self {
        module: None,
        address: u64::MAX,
    };
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

    /// How recursion is stored, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Fold => "Each call occurs once in a call stack",
            Self::Keep => "Every level of a recursion is stored",
        }
    }
}

/// The program points of a scope. Time is the number of allocations so far.
///
/// Addresses have no names yet: to name them takes memory that depends on the size of the program,
/// and would be attributed to the process that is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct Recording {
    /// The arguments of the process, the program's name first.
    pub arguments: Vec<String>,
    /// The number of the process.
    pub process_id: u32,
    /// The program points, each with a stack of its own.
    pub points: Vec<RecordedPoint>,
    /// The addresses that stacks name by their index.
    pub addresses: Vec<CodeAddress>,
    /// The files of the loaded modules that addresses name by their index. `None` is the program
    /// itself.
    pub modules: Vec<Option<String>>,
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
    /// How often a block was freed or reallocated with another size than it had.
    pub wrong_sizes: u64,
    /// What C code allocated, if the program has
    /// [`count_c_allocations!`](crate::count_c_allocations).
    pub outside: Option<Box<Recording>>,
    /// The source file that declares the allocator of a whole program, if it is one.
    #[cfg_attr(
        feature = "run",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub declared_in: Option<String>,
}

/// The address at which a call returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct CodeAddress {
    /// The module, as an index into [`Recording::modules`]; `None` outside of modules.
    pub module: Option<usize>,
    /// The address as the module's file has it; outside of modules, as the process has it.
    pub address: u64,
}

/// A program point: one call stack, and what it allocated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
pub struct RecordedPoint {
    /// The stack, innermost call first, as indices into [`Recording::addresses`].
    pub stack: Vec<usize>,
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
