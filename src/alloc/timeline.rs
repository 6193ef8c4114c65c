//! Live bytes over time, and the phases of a scope, while it is open.
//!
//! The clock is not read at every event, which would cost about as much as counting it: only where
//! the live bytes have moved by a part in [`FINE`] of the peak, or after [`PATIENCE`] events. What
//! happens between two readings stands at the earlier.

use std::time::Instant;

use super::stretches::Stretches;

/// How many phases are kept: the first ones.
const MOST_PHASES: usize = 1000;

const FINE: u64 = 256;
const PATIENCE: u32 = 64;

/// The live bytes of one scope over its time, and its phases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// How long the scope was open, in nanoseconds.
    pub end_ns: u64,
    /// Nanoseconds since the scope began, and the bytes live from then on.
    pub points: Vec<(u64, u64)>,
    /// The phases, in the order in which they began.
    pub phases: Vec<RecordedPhase>,
}

/// One phase of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedPhase {
    /// Its name.
    pub name: &'static str,
    /// Nanoseconds from the scope's beginning to the phase's.
    pub begin_ns: u64,
    /// Nanoseconds from the scope's beginning to the phase's end.
    pub end_ns: u64,
    /// How many other phases of the same thread it lies in.
    pub depth: u32,
}

/// The recorder of one open scope. It allocates only when it is made.
pub(super) struct Recorder {
    began: Instant,
    stretches: Stretches,
    peak_bytes: u64,
    seen_bytes: u64,
    unseen: u32,
    phases: Vec<OpenPhase>,
}

struct OpenPhase {
    thread: usize,
    phase: RecordedPhase,
    is_open: bool,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            stretches: Stretches::new(),
            peak_bytes: 0,
            seen_bytes: 0,
            unseen: 0,
            phases: Vec::with_capacity(MOST_PHASES),
        }
    }

    /// Something was allocated or freed, and now so many bytes are live.
    pub(super) fn note(&mut self, bytes: u64) {
        self.peak_bytes = self.peak_bytes.max(bytes);
        self.unseen += 1;
        let moved = bytes.abs_diff(self.seen_bytes);
        if self.unseen >= PATIENCE || moved > self.peak_bytes / FINE {
            let now_ns = self.now_ns();
            self.seen_bytes = bytes;
            self.stretches.begin(now_ns, bytes);
        }
        self.stretches.take(bytes);
    }

    /// Begins a phase of `thread`; its place, where it is kept.
    pub(super) fn begin_phase(&mut self, name: &'static str, thread: usize) -> Option<usize> {
        if self.phases.len() == MOST_PHASES {
            return None;
        }
        let begin_ns = self.now_ns();
        let is_around = |other: &&OpenPhase| other.is_open && other.thread == thread;
        let depth = self.phases.iter().filter(is_around).count() as u32;
        self.phases.push(OpenPhase {
            thread,
            phase: RecordedPhase {
                name,
                begin_ns,
                end_ns: begin_ns,
                depth,
            },
            is_open: true,
        });
        Some(self.phases.len() - 1)
    }

    pub(super) fn end_phase(&mut self, place: usize) {
        let end_ns = self.now_ns();
        if let Some(open) = self.phases.get_mut(place) {
            open.phase.end_ns = end_ns;
            open.is_open = false;
        }
    }

    pub(super) fn into_recorded(self) -> Recorded {
        let end_ns = self.began.elapsed().as_nanos() as u64;
        let phases = self.phases.into_iter().map(|open| RecordedPhase {
            end_ns: if open.is_open {
                end_ns
            } else {
                open.phase.end_ns
            },
            ..open.phase
        });
        Recorded {
            end_ns,
            points: self.stretches.points(),
            phases: phases.collect(),
        }
    }

    fn now_ns(&mut self) -> u64 {
        self.unseen = 0;
        self.began.elapsed().as_nanos() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_events_are_all_kept() {
        let mut recorder = Recorder::new();
        for bytes in [10, 30, 20, 25, 0] {
            recorder.note(bytes);
        }
        let recorded = recorder.into_recorded();
        let bytes: Vec<u64> = recorded.points.iter().map(|(_, bytes)| *bytes).collect();
        assert_eq!(bytes, [0, 10, 30, 20, 25, 0]);
        assert!(recorded.points.is_sorted_by_key(|(at_ns, _)| *at_ns));
        assert!(recorded.points[5].0 <= recorded.end_ns);
    }

    #[test]
    fn phases_nest_by_thread_and_only_the_first_are_kept() {
        let mut recorder = Recorder::new();
        let outer = recorder.begin_phase("outer", 1).unwrap();
        let inner = recorder.begin_phase("inner", 1).unwrap();
        let other = recorder.begin_phase("other", 2).unwrap();
        recorder.end_phase(inner);
        let next = recorder.begin_phase("next", 1).unwrap();
        recorder.end_phase(next);
        recorder.end_phase(outer);
        while recorder.begin_phase("more", 3).is_some() {}
        let recorded = recorder.into_recorded();
        assert_eq!(recorded.phases.len(), MOST_PHASES);
        let depths = recorded.phases[..4].iter().map(|phase| phase.depth);
        assert_eq!(depths.collect::<Vec<_>>(), [0, 1, 0, 1]);
        assert!(recorded.phases[outer].end_ns >= recorded.phases[next].end_ns);
        assert_eq!(recorded.phases[other].end_ns, recorded.end_ns);
    }
}
