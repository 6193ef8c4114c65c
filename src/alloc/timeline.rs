//! Live bytes over time, thinned while they are recorded.
//!
//! Time is cut into stretches, of which there are never more than [`MOST_STRETCHES`]: when there
//! would be, neighbours become one, and from then on none is begun so soon after another. A stretch
//! keeps the least and the most that was live in it, so no peak is ever lost.
//!
//! The clock is not read at every event, which would cost about as much as counting it: only where
//! the live bytes have moved by a part in [`FINE`] of the peak, or after [`PATIENCE`] events. What
//! happens between two readings stands at the earlier.

use std::time::Instant;

/// How many stretches are kept; each makes up to three points.
const MOST_STRETCHES: usize = 500;

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
    stretches: Vec<Stretch>,
    least_ns: u64,
    peak_bytes: u64,
    seen_bytes: u64,
    unseen: u32,
    phases: Vec<OpenPhase>,
}

#[derive(Clone, Copy)]
struct Stretch {
    at_ns: u64,
    low: u64,
    high: u64,
    last: u64,
    is_high_first: bool,
}

struct OpenPhase {
    thread: usize,
    phase: RecordedPhase,
    is_open: bool,
}

impl Recorder {
    pub(super) fn new() -> Self {
        let mut stretches = Vec::with_capacity(MOST_STRETCHES);
        stretches.push(Stretch::new(0, 0));
        Self {
            began: Instant::now(),
            stretches,
            least_ns: 0,
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
            self.begin_stretch(now_ns, bytes);
        }
        if let Some(stretch) = self.stretches.last_mut() {
            stretch.take(bytes);
        }
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
        let mut points: Vec<(u64, u64)> = self.stretches.iter().flat_map(Stretch::points).collect();
        points.dedup_by_key(|(_, bytes)| *bytes);
        Recorded {
            end_ns,
            points,
            phases: phases.collect(),
        }
    }

    fn now_ns(&mut self) -> u64 {
        self.unseen = 0;
        self.began.elapsed().as_nanos() as u64
    }

    /// Begins a stretch, unless it is too soon after another.
    fn begin_stretch(&mut self, at_ns: u64, bytes: u64) {
        let is_soon = |last: &Stretch| at_ns < last.at_ns + self.least_ns;
        if self.stretches.last().is_some_and(is_soon) {
            return;
        }
        if self.stretches.len() == MOST_STRETCHES {
            self.least_ns = 2 * at_ns / MOST_STRETCHES as u64 + 1;
            self.join_neighbours();
        }
        self.stretches.push(Stretch::new(at_ns, bytes));
    }

    /// Leaves at most half of them.
    fn join_neighbours(&mut self) {
        let least_ns = self.least_ns;
        self.stretches.dedup_by(|later, earlier| {
            let is_soon = later.at_ns < earlier.at_ns + least_ns;
            if is_soon {
                earlier.join(later);
            }
            is_soon
        });
    }
}

impl Stretch {
    fn new(at_ns: u64, bytes: u64) -> Self {
        Self {
            at_ns,
            low: bytes,
            high: bytes,
            last: bytes,
            is_high_first: false,
        }
    }

    fn take(&mut self, bytes: u64) {
        self.join(&Self::new(self.at_ns, bytes));
    }

    /// Takes in what came right after.
    fn join(&mut self, later: &Self) {
        let (lower, higher) = (later.low < self.low, later.high > self.high);
        self.is_high_first = match (lower, higher) {
            (false, false) => self.is_high_first,
            (true, true) => later.is_high_first,
            (lower, _) => lower,
        };
        self.low = self.low.min(later.low);
        self.high = self.high.max(later.high);
        self.last = later.last;
    }

    fn points(&self) -> [(u64, u64); 3] {
        let (first, second) = match self.is_high_first {
            true => (self.high, self.low),
            false => (self.low, self.high),
        };
        [first, second, self.last].map(|bytes| (self.at_ns, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(events: impl Iterator<Item = u64>) -> Recorded {
        let mut recorder = Recorder::new();
        events.for_each(|bytes| recorder.note(bytes));
        recorder.into_recorded()
    }

    fn bytes_of(recorded: &Recorded) -> Vec<u64> {
        recorded.points.iter().map(|(_, bytes)| *bytes).collect()
    }

    #[test]
    fn few_events_are_all_kept() {
        let recorded = recorded([10, 30, 20, 25, 0].into_iter());
        assert_eq!(bytes_of(&recorded), [0, 10, 30, 20, 25, 0]);
        assert!(recorded.points.is_sorted_by_key(|(at_ns, _)| *at_ns));
        assert!(recorded.points[5].0 <= recorded.end_ns);
    }

    #[test]
    fn of_many_the_peak_and_the_trough_beside_it_stay_and_the_number_is_bounded() {
        for teeth in [1_u64, 7, 1000] {
            let saw = (0..300_000).map(|event| 1_000_000 + event % (2 * teeth) * 100);
            let peak = saw.clone().chain([77_000_000, 3, 500]);
            let recorded = recorded(peak);
            let bytes = bytes_of(&recorded);
            assert!(bytes.len() <= 3 * MOST_STRETCHES, "{}", bytes.len());
            assert!(
                teeth > 7 || bytes.len() > MOST_STRETCHES / 8,
                "{}",
                bytes.len()
            );
            assert_eq!(bytes.iter().max(), Some(&77_000_000));
            let peak = bytes.iter().position(|bytes| *bytes == 77_000_000).unwrap();
            assert_eq!(bytes[peak + 1..], [3, 500]);
        }
    }

    #[test]
    fn what_is_joined_keeps_its_order() {
        let stretch = |values: &[u64]| {
            let mut stretch = Stretch::new(0, values[0]);
            values.iter().for_each(|value| stretch.take(*value));
            stretch
        };
        for (one, other, expected) in [
            (&[5, 9][..], &[1, 6][..], [9, 1, 6]),
            (&[5, 1], &[9, 6], [1, 9, 6]),
            (&[5], &[9, 1, 6], [9, 1, 6]),
            (&[9, 1], &[5], [9, 1, 5]),
        ] {
            let mut joined = stretch(one);
            joined.join(&stretch(other));
            assert_eq!(joined.points().map(|(_, bytes)| bytes), expected);
        }
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
