//! What the passes of one variant have measured so far.

use std::path::Path;

use crate::alloc::Totals;
use crate::profile::Profiles;
use crate::record::{Resident, Time, Timeline};

use super::profile_reader::ReadProfiles;
use super::repetition::{CountedRuns, are_equal};
use super::task::PassFigures;

/// Why a pass has no figures, after the name of the pass.
const WRONG_SIZES: &str = "freed or reallocated a block with another size than it was allocated with, \
    which is undefined behaviour, so nothing that it measured is right";

/// The figures that the passes of one variant have measured so far.
#[derive(Default)]
pub(super) struct Measurements {
    /// The samples of the first round.
    pub(super) time: Option<Time>,
    /// The number of rounds that the time pass takes; none if there is no time pass.
    pub(super) rounds: usize,
    pub(super) rss: Option<Resident>,
    /// One for each count pass.
    pub(super) counted: Vec<CountedRuns>,
    /// The timeline of the first count pass.
    pub(super) timeline: Option<Timeline>,
    /// The totals of each heap pass.
    pub(super) profiled: Vec<Totals>,
    /// The profiles of the first heap pass.
    pub(super) profiles: Option<Profiles>,
    pub(super) heap_scope_ns: Option<u64>,
}

impl Measurements {
    /// The bytes that each run leaves behind, as far as the count passes have shown it.
    pub(super) fn leaked_bytes(&self) -> u64 {
        let counted = self.counted.iter();
        let last = counted.map(|runs| runs.later.unwrap_or(runs.first));
        last.map(|counts| counts.leaked_bytes()).max().unwrap_or(0)
    }

    /// Adds the figures of one pass. `recorded` is the path at which the worker of a heap pass left
    /// what it recorded.
    ///
    /// # Errors
    ///
    /// If that file cannot be read, or the figures are wrong.
    pub(super) fn add(
        &mut self,
        figures: PassFigures,
        recorded: &Path,
        read_profiles: &mut ReadProfiles<'_>,
    ) -> Result<(), String> {
        match figures {
            PassFigures::Time {
                time,
                resident,
                rounds,
            } => {
                self.time = Some(Time {
                    rounds_left: rounds.saturating_sub(1),
                    ..time
                });
                self.rounds = rounds;
                self.rss = resident;
            }
            PassFigures::Count { runs, timeline } => {
                let mut counts = std::iter::once(&runs.first).chain(&runs.later);
                if counts.any(|counts| counts.has_wrong_sizes) {
                    return Err(WRONG_SIZES.to_string());
                }
                self.counted.push(*runs);
                self.timeline = self.timeline.take().or(timeline);
            }
            PassFigures::Heap {
                has_wrong_sizes: true,
                ..
            } => return Err(WRONG_SIZES.to_string()),
            PassFigures::Heap { scope_ns, .. } => {
                let profiles = read_profiles(recorded)?;
                self.profiled.push(profiles.heap.totals());
                self.heap_scope_ns.get_or_insert(scope_ns);
                self.profiles.get_or_insert(profiles);
            }
            PassFigures::None => {}
        }
        Ok(())
    }

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
    use crate::alloc::OutsideCounts;
    use crate::alloc::count::HeapCounts;

    fn counted(total_bytes: u64) -> CountedRuns {
        let first = HeapCounts {
            totals: totals(total_bytes),
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
    fn what_later_runs_leave_and_what_c_code_leaves_is_a_leak() {
        let counts = |end_bytes: u64, outside: u64| {
            let mut counts = HeapCounts::default();
            counts.totals.end_bytes = end_bytes;
            counts.outside = Some(OutsideCounts {
                end_bytes: outside,
                ..OutsideCounts::default()
            });
            counts
        };
        let measurements = Measurements {
            counted: vec![
                CountedRuns {
                    first: counts(1000, 0),
                    later: Some(counts(10, 20)),
                },
                CountedRuns {
                    first: counts(5, 0),
                    later: None,
                },
            ],
            ..Measurements::default()
        };
        assert_eq!(measurements.leaked_bytes(), 30);
    }

    #[test]
    fn passes_contradict_each_other_only_if_each_kind_agrees() {
        let contradicts = |counts: &[u64], profiles: &[u64]| {
            let measurements = Measurements {
                counted: counts.iter().map(|&bytes| counted(bytes)).collect(),
                profiled: profiles.iter().map(|&bytes| totals(bytes)).collect(),
                ..Measurements::default()
            };
            measurements.contradiction().is_some()
        };
        assert!(contradicts(&[8, 8], &[9, 9]) && contradicts(&[8], &[9]));
        assert!(!contradicts(&[8, 7], &[9, 9]) && !contradicts(&[8, 8], &[9, 8]));
        assert!(!contradicts(&[8], &[8]) && !contradicts(&[], &[9]) && !contradicts(&[8], &[]));
        let mut several_threads = Measurements {
            counted: vec![counted(8)],
            profiled: vec![totals(9)],
            ..Measurements::default()
        };
        several_threads.counted[0].first.several_threads = true;
        assert_eq!(several_threads.contradiction(), None);
    }
}
