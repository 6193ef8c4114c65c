//! How often count and heap passes are made, to find the figures that differ from run to run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alloc::count::HeapCounts;

/// How often the count pass of one variant is made.
///
/// Each pass is a process of its own, so the keys of hash maps, addresses and the order of threads
/// differ. If passes agree, the variant counts as one that allocates the same in each run.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountPasses {
    /// The number that the user asks for. Without it there are [`FEW`] passes if one takes less than
    /// [`SHORT`], and one otherwise; [`MANY`] if they differ, as far as they fit into
    /// [`MOST_SPENT`].
    pub requested: Option<usize>,
}

const FEW: usize = 3;
const MANY: usize = 7;
const SHORT: Duration = Duration::from_secs(1);
const MOST_SPENT: Duration = Duration::from_secs(10);

/// The most repetitions of a count pass and a heap pass that disagree.
pub(super) const MOST_REPEATED: usize = 5;

impl CountPasses {
    /// Whether another count pass is needed after `counted`, which took `spent` in all. A variant that
    /// `varied_before` needs [`MANY`].
    pub(super) fn wants_more(
        self,
        counted: &[CountedRuns],
        spent: Duration,
        varied_before: bool,
    ) -> bool {
        let made = counted.len();
        if let Some(requested) = self.requested {
            return made < requested;
        }
        let is_short = spent < SHORT * made as u32;
        let varies = varied_before || !are_equal(counted);
        made == 0 || made < FEW && is_short || made < MANY && varies && spent < MOST_SPENT
    }
}

/// Whether all count passes measured the same of the blocks that the variant asked for.
pub(super) fn are_equal(counted: &[CountedRuns]) -> bool {
    let figures = |runs: &CountedRuns| HeapCounts {
        held_peak_bytes: None,
        outside: None,
        ..runs.first
    };
    counted
        .windows(2)
        .all(|pair| figures(&pair[0]) == figures(&pair[1]))
}

/// When the count pass runs the scope a second time: if the first run took less than `within`, and left
/// at most `most_leaked_bytes`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct SecondRun {
    within: Duration,
    most_leaked_bytes: Option<u64>,
}

impl SecondRun {
    /// A second run that stays within the limits of a worker.
    pub(super) fn new(timeout: Option<Duration>, memory_bytes: Option<u64>) -> Self {
        const LONGEST: Duration = Duration::from_secs(10);
        Self {
            within: timeout.map_or(LONGEST, |timeout| LONGEST.min(timeout / 4)),
            most_leaked_bytes: memory_bytes.map(|bytes| bytes / 10),
        }
    }

    pub(super) fn allows(self, took: Duration, leaked_bytes: u64) -> bool {
        took < self.within
            && self
                .most_leaked_bytes
                .is_none_or(|most| leaked_bytes <= most)
    }
}

/// The figures of the runs of one count pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CountedRuns {
    /// The first run of the scope in the process.
    pub(super) first: HeapCounts,
    /// The second one. `None` if the variant failed, or takes too long to run again.
    pub(super) later: Option<HeapCounts>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(bytes: u64, held: u64) -> CountedRuns {
        let mut first = HeapCounts {
            held_peak_bytes: Some(held),
            ..HeapCounts::default()
        };
        first.totals.total_bytes = bytes;
        CountedRuns { first, later: None }
    }

    #[test]
    fn short_passes_are_repeated_and_more_often_if_they_differ() {
        let automatic = CountPasses::default();
        let wants = |counted: &[CountedRuns], ms| {
            automatic.wants_more(counted, Duration::from_millis(ms), false)
        };
        let same = |passes| vec![counted(8, 24); passes];
        assert!(wants(&same(0), 0) && wants(&same(1), 900) && wants(&same(2), 1900));
        assert!(!wants(&same(1), 1000) && !wants(&same(3), 3));
        let different = [counted(8, 24), counted(9, 24), counted(8, 24)];
        assert!(wants(&different, 3) && wants(&different, 9999) && !wants(&different, 10_000));
        let only_held = [counted(8, 24), counted(8, 40), counted(8, 24)];
        assert!(!wants(&only_held, 3));
        assert!(automatic.wants_more(&same(6), Duration::ZERO, true));
        assert!(!automatic.wants_more(&same(7), Duration::ZERO, true));
        let requested = CountPasses { requested: Some(2) };
        let long = Duration::from_secs(100);
        assert!(requested.wants_more(&same(1), long, false));
        assert!(!requested.wants_more(&different[..2], Duration::ZERO, true));
    }
}
