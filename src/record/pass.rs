//! The passes: under which instruments a variant is measured.

use serde::{Deserialize, Serialize};

/// One run of a variant in a process of its own, under one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pass {
    /// Wall time and resident memory, with every instrument off.
    Time,
    /// The counting allocator.
    Count,
    /// The allocator that records each call site.
    Heap,
}

impl Pass {
    /// Every pass, in the order in which a run makes them.
    pub const ALL: [Self; 3] = [Self::Count, Self::Time, Self::Heap];

    /// The name, as `--passes` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Count => "count",
            Self::Heap => "heap",
        }
    }

    /// Whether the pass needs [`Alloc`](crate::Alloc) as the program's global allocator.
    pub fn needs_allocator(self) -> bool {
        self != Self::Time
    }

    /// What the pass measures, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Time => "Wall time and resident memory",
            Self::Count => "Exact counts of what is allocated",
            Self::Heap => "A profile with every call site",
        }
    }
}
