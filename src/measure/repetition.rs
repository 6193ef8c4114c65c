//! How often count and heap passes are made, to find the figures that differ from run to run.

use std::time::Duration;

use crate::alloc::Totals;

use super::task::{CountedRuns, Measurements};

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
    let figures = |runs: &CountedRuns| crate::alloc::count::HeapCounts {
        held_peak_bytes: None,
        outside: None,
        ..runs.first
    };
    counted
        .windows(2)
        .all(|pair| figures(&pair[0]) == figures(&pair[1]))
}

impl Measurements {
    /// What the count passes measured and what the heap passes did, if all of a kind agree with each
    /// other, but not with those of the other kind. Where several threads allocate, they may differ
    /// by chance.
    pub(super) fn contradiction(&self) -> Option<(Totals, Totals)> {
        let counted = self.counted.first()?.first;
        let profiled = *self.profiled.first()?;
        let is_certain = are_equal(&self.counted)
            && self.profiled.iter().all(|totals| *totals == profiled)
            && !counted.several_threads;
        (is_certain && counted.totals != profiled).then_some((counted.totals, profiled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alloc::count::HeapCounts;

    fn counted(bytes: u64, held: u64) -> CountedRuns {
        let first = HeapCounts {
            totals: totals(bytes),
            held_peak_bytes: Some(held),
            ..HeapCounts::default()
        };
        CountedRuns { first, later: None }
    }

    fn totals(total_bytes: u64) -> Totals {
        Totals {
            total_bytes,
            ..Totals::default()
        }
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

    #[test]
    fn passes_contradict_each_other_only_if_each_kind_agrees() {
        let contradicts = |counts: &[u64], profiles: &[u64]| {
            let measurements = Measurements {
                counted: counts.iter().map(|&bytes| counted(bytes, 0)).collect(),
                profiled: profiles.iter().map(|&bytes| totals(bytes)).collect(),
                ..Measurements::default()
            };
            measurements.contradiction().is_some()
        };
        assert!(contradicts(&[8, 8], &[9, 9]) && contradicts(&[8], &[9]));
        assert!(!contradicts(&[8, 7], &[9, 9]) && !contradicts(&[8, 8], &[9, 8]));
        assert!(!contradicts(&[8], &[8]) && !contradicts(&[], &[9]) && !contradicts(&[8], &[]));
        let mut several_threads = Measurements {
            counted: vec![counted(8, 0)],
            profiled: vec![totals(9)],
            ..Measurements::default()
        };
        several_threads.counted[0].first.several_threads = true;
        assert_eq!(several_threads.contradiction(), None);
    }
}
