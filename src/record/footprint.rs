//! The measurements of a variant: memory and time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alloc::Totals;

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

/// The wall time of a variant, from the time pass: every instrument is off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Wall time of each run of the scope, in nanoseconds, in the order of the runs.
    pub samples_ns: Vec<u64>,
    /// How many of the samples each round has, in order: a round is a process of its own, in turn with
    /// those of the other variants. Empty in reports of versions without rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub round_lengths: Vec<usize>,
    /// How many rounds are still to be made: above zero only where a run was cut off.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rounds_left: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
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

impl Time {
    /// The time of one round, after which there are no others.
    pub fn from_round(samples_ns: Vec<u64>) -> Self {
        let round_lengths = vec![samples_ns.len()];
        Self {
            samples_ns,
            round_lengths,
            rounds_left: 0,
        }
    }

    /// Adds the samples of another round.
    pub fn add_round(&mut self, samples_ns: &[u64]) {
        self.samples_ns.extend_from_slice(samples_ns);
        self.round_lengths.push(samples_ns.len());
        self.rounds_left = self.rounds_left.saturating_sub(1);
    }

    /// The median of the samples in nanoseconds; with an even number of samples the mean of the two
    /// middle ones, rounded down. `None` without samples.
    ///
    /// ```
    /// use heapwise::record::Time;
    /// let median_ns = |samples_ns| Time::from_round(samples_ns).median_ns();
    /// assert_eq!(median_ns(vec![9, 1, 4]), Some(4));
    /// assert_eq!(median_ns(vec![9, 1, 4, 8]), Some(6));
    /// assert_eq!(median_ns(vec![]), None);
    /// ```
    pub fn median_ns(&self) -> Option<u64> {
        median(&self.samples_ns)
    }

    /// The samples of each round, in order. If the rounds are unknown, all samples are one round.
    pub fn rounds(&self) -> Vec<&[u64]> {
        if self.round_lengths.is_empty() || !self.has_valid_rounds() {
            return vec![&self.samples_ns];
        }
        let mut rest = self.samples_ns.as_slice();
        let rounds = self.round_lengths.iter().map(|&length| {
            let (round, later) = rest.split_at(length);
            rest = later;
            round
        });
        rounds.collect()
    }

    /// Whether the rounds are unknown, or each has a sample and all together have all samples.
    pub(super) fn has_valid_rounds(&self) -> bool {
        let add = |sum: usize, &length: &usize| sum.checked_add(length);
        let sum = self.round_lengths.iter().try_fold(0, add);
        let is_unknown = self.round_lengths.is_empty();
        let has_empty_round = self.round_lengths.contains(&0);
        is_unknown || sum == Some(self.samples_ns.len()) && !has_empty_round
    }

    /// The shortest sample of each round in nanoseconds: other processes can only make it longer.
    pub fn round_minima_ns(&self) -> Vec<u64> {
        let rounds = self.rounds().into_iter();
        rounds
            .filter_map(|round| round.iter().min().copied())
            .collect()
    }

    /// The median of each round in nanoseconds.
    pub fn round_medians_ns(&self) -> Vec<u64> {
        let rounds = self.rounds().into_iter();
        rounds.filter_map(median).collect()
    }

    /// How far the rounds lie apart: half the range of their medians as a share of the median of all
    /// samples. Of five rounds or more, the fastest and the slowest do not count. If there is one round,
    /// its samples take the place of the medians. `None` with fewer than two of them.
    ///
    /// ```
    /// use heapwise::record::Time;
    /// let mut time = Time::from_round(vec![100]);
    /// assert_eq!(time.spread(), None);
    /// for ns in [98, 102, 90, 150] {
    ///     time.add_round(&[ns]);
    /// }
    /// assert_eq!(time.spread(), Some(0.02));
    /// ```
    pub fn spread(&self) -> Option<f64> {
        const FEWEST_TO_TRIM: usize = 5;
        let mut values = match self.rounds().as_slice() {
            [_] => self.samples_ns.clone(),
            _ => self.round_medians_ns(),
        };
        values.sort_unstable();
        let trimmed = usize::from(values.len() >= FEWEST_TO_TRIM);
        let values = &values[trimmed..values.len() - trimmed];
        let [least, .., greatest] = values else {
            return None;
        };
        let median = self.median_ns().filter(|&median| median > 0)?;
        Some((greatest - least) as f64 / 2.0 / median as f64)
    }
}

/// The median; with an even number of samples the mean of the two middle ones, rounded down. `None`
/// without samples.
fn median(samples: &[u64]) -> Option<u64> {
    let mut samples = samples.to_vec();
    let (count, middle) = (samples.len(), samples.len() / 2);
    if count == 0 {
        return None;
    }
    let (lesser, &mut upper, _) = samples.select_nth_unstable(middle);
    match lesser.iter().max() {
        Some(lower) if count.is_multiple_of(2) => Some(lower.midpoint(upper)),
        _ => Some(upper),
    }
}
