//! The memory of a variant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alloc::Totals;

use super::time::median;

/// The heap use of a variant inside the measured scope, from the count and heap passes.
///
/// A figure repeats to the byte from run to run of one binary, except those in `varies`, and all of
/// them if `several_threads`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Footprint {
    /// The figures that both passes measure.
    #[serde(flatten)]
    pub totals: Totals,
    /// The most bytes live at once if every growing reallocation holds the old and the new block
    /// together. Needs the count pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copying_peak_bytes: Option<u64>,
    /// The number of reallocations. Needs the count pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realloc_count: Option<u64>,
    /// Bytes that a copying allocator moves for reallocations: the smaller of old and new size,
    /// summed.
    /// Needs the count pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realloc_copy_bytes: Option<u64>,
    /// The most bytes that the allocator itself held for the live blocks. Needs the count pass, and an
    /// allocator that reports usable sizes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_peak_bytes: Option<u64>,
    /// The most bytes that C code held at once. Needs the count pass, and a program with
    /// [`count_c_allocations!`](crate::count_c_allocations); so do the other figures of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_peak_bytes: Option<u64>,
    /// The bytes that C code allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_total_bytes: Option<u64>,
    /// The number of blocks that C code allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_total_blocks: Option<u64>,
    /// The bytes of C code that are live when the scope ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_end_bytes: Option<u64>,
    /// The values of each figure that differs between processes, one for each process, by the figure's
    /// key. The figure itself is their median.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub varies: BTreeMap<String, Vec<u64>>,
    /// The values of figures that differ in the later runs of the scope in one process, by key: the
    /// first run makes what later ones find, such as caches. Needs the count pass.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub later_runs: BTreeMap<String, u64>,
    /// Whether several threads allocated or freed, so that figures may differ from run to run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub several_threads: bool,
    /// The wall time of the scope under the recorder, in nanoseconds: what profiling cost. Needs the
    /// heap pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_ns: Option<u64>,
    /// The profile's path in the report's folder. Needs the heap pass, and something allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The path of the profile of what C code allocated. Needs what `profile` needs, and a program with
    /// [`count_c_allocations!`](crate::count_c_allocations).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_profile: Option<String>,
    /// The timeline's path in the report's folder. Needs the count pass, and something allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<String>,
}

impl Footprint {
    /// The paths of its files in the report's folder.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let profiles = self.profile.iter().chain(&self.outside_profile);
        profiles.chain(&self.timeline)
    }
}

/// The memory of the whole process, from the time pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resident {
    /// The peak resident set of the process in bytes: its code, its input and its stacks too.
    pub peak_bytes: u64,
    /// The growth of the resident set over the first run of the scope: its peak less what was resident
    /// after the set-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_bytes: Option<u64>,
    /// The minor page faults in the first run of the scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_faults: Option<u64>,
    /// If each run was a process of its own: the peak of each in bytes, in the order of the runs.
    /// `peak_bytes` is their median then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub peak_samples_bytes: Vec<u64>,
}

impl Resident {
    /// The memory of processes that made a run each. `page_faults` are those of the first. `None` without
    /// a process.
    pub fn from_processes(peak_samples_bytes: Vec<u64>, page_faults: Option<u64>) -> Option<Self> {
        Some(Self {
            peak_bytes: median(&peak_samples_bytes)?,
            growth_bytes: None,
            page_faults,
            peak_samples_bytes,
        })
    }

    /// Adds the peaks of further processes.
    pub fn add_processes(&mut self, peak_samples_bytes: &[u64]) {
        self.peak_samples_bytes
            .extend_from_slice(peak_samples_bytes);
        self.peak_bytes = median(&self.peak_samples_bytes).unwrap_or(self.peak_bytes);
    }
}
