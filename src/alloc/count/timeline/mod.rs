//! Live bytes over time, and the phases of a scope, recorded while it is open.
//!
//! Reading the clock costs about as much as counting an event, so it is read only where a bucket of the
//! timeline begins. Events in between carry the earlier time.

mod buckets;

use std::time::Instant;

use buckets::TimeBuckets;

/// The most phases that a timeline stores. Later ones are dropped.
const MAX_PHASES: usize = 1000;

/// The live bytes of one scope over its time, and its phases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedTimeline {
    /// How long the scope was open, in nanoseconds.
    pub end_ns: u64,
    /// Points of nanoseconds since the scope began, and the bytes live from then on, in order of
    /// time.
    pub points: Vec<(u64, u64)>,
    /// For each point, the number of allocations, reallocations and frees before it.
    pub events: Vec<u64>,
    /// The number of allocations, reallocations and frees while the scope was open.
    pub event_count: u64,
    /// The phases, in the order in which they began.
    pub phases: Vec<CountedPhase>,
}

/// One phase of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedPhase {
    /// The phase's name.
    pub name: &'static str,
    /// When the phase began, in nanoseconds since the scope began.
    pub begin_ns: u64,
    /// When the phase ended, in nanoseconds since the scope began.
    pub end_ns: u64,
    /// The number of allocations, reallocations and frees before the phase began.
    pub begin_event: u64,
    /// The number of allocations, reallocations and frees before the phase ended.
    pub end_event: u64,
    /// How many other phases of the same thread contain this one.
    pub depth: u32,
}

/// The timeline of an open scope. It allocates only in [`new`](Self::new) and
/// [`finish`](Self::finish).
pub(super) struct TimelineBuilder {
    began: Instant,
    buckets: TimeBuckets,
    phases: Vec<StartedPhase>,
}

struct StartedPhase {
    thread: usize,
    phase: CountedPhase,
    is_open: bool,
}

impl TimelineBuilder {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            buckets: TimeBuckets::new(),
            phases: Vec::with_capacity(MAX_PHASES),
        }
    }

    /// Adds an event: an allocation or a free, after which `live_bytes` are live.
    #[inline]
    pub(super) fn note_live_bytes(&mut self, live_bytes: u64) {
        let began = self.began;
        self.buckets.add(live_bytes, || nanoseconds_since(began));
    }

    /// Begins a phase of `thread` and returns its index. `None` if the timeline stores
    /// [`MAX_PHASES`] phases already.
    pub(super) fn begin_phase(&mut self, name: &'static str, thread: usize) -> Option<usize> {
        if self.phases.len() == MAX_PHASES {
            return None;
        }
        let begin_ns = self.read_clock();
        let begin_event = self.buckets.count_events();
        let contains_new = |other: &&StartedPhase| other.is_open && other.thread == thread;
        let depth = self.phases.iter().filter(contains_new).count() as u32;
        self.phases.push(StartedPhase {
            thread,
            phase: CountedPhase {
                name,
                begin_ns,
                end_ns: begin_ns,
                begin_event,
                end_event: begin_event,
                depth,
            },
            is_open: true,
        });
        Some(self.phases.len() - 1)
    }

    /// Ends the phase at this index.
    pub(super) fn end_phase(&mut self, index: usize) {
        let end_ns = self.read_clock();
        let end_event = self.buckets.count_events();
        if let Some(started) = self.phases.get_mut(index) {
            started.phase.end_ns = end_ns;
            started.phase.end_event = end_event;
            started.is_open = false;
        }
    }

    /// The timeline. Phases that are still open end now.
    pub(super) fn finish(self) -> CountedTimeline {
        let end_ns = self.read_clock();
        let event_count = self.buckets.count_events();
        let phases = self.phases.into_iter().map(|started| {
            let phase = started.phase;
            let (end_ns, end_event) = if started.is_open {
                (end_ns, event_count)
            } else {
                (phase.end_ns, phase.end_event)
            };
            CountedPhase {
                end_ns,
                end_event,
                ..phase
            }
        });
        let points = self.buckets.points();
        CountedTimeline {
            end_ns,
            points: points
                .iter()
                .map(|point| (point.at_ns, point.live_bytes))
                .collect(),
            events: points.iter().map(|point| point.event).collect(),
            event_count,
            phases: phases.collect(),
        }
    }

    /// Nanoseconds since the scope began.
    fn read_clock(&self) -> u64 {
        nanoseconds_since(self.began)
    }
}

fn nanoseconds_since(time: Instant) -> u64 {
    time.elapsed().as_nanos() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_of_few_events_contains_them_all() {
        let mut builder = TimelineBuilder::new();
        for live_bytes in [10, 30, 20, 25, 0] {
            builder.note_live_bytes(live_bytes);
        }
        let timeline = builder.finish();
        let bytes: Vec<u64> = timeline.points.iter().map(|(_, bytes)| *bytes).collect();
        assert_eq!(bytes, [0, 10, 30, 20, 25, 0]);
        assert_eq!(timeline.events, [0, 0, 1, 2, 3, 4]);
        assert_eq!(timeline.event_count, 5);
        assert!(timeline.points.is_sorted_by_key(|(at_ns, _)| *at_ns));
        assert!(timeline.points[5].0 <= timeline.end_ns);
    }

    #[test]
    fn phases_nest_by_thread_and_only_the_first_are_stored() {
        let mut builder = TimelineBuilder::new();
        let outer = builder.begin_phase("outer", 1).unwrap();
        let inner = builder.begin_phase("inner", 1).unwrap();
        let other = builder.begin_phase("other", 2).unwrap();
        builder.end_phase(inner);
        let next = builder.begin_phase("next", 1).unwrap();
        builder.end_phase(next);
        builder.end_phase(outer);
        while builder.begin_phase("more", 3).is_some() {}
        let timeline = builder.finish();
        assert_eq!(timeline.phases.len(), MAX_PHASES);
        let depths = timeline.phases[..4].iter().map(|phase| phase.depth);
        assert_eq!(depths.collect::<Vec<_>>(), [0, 1, 0, 1]);
        assert!(timeline.phases[outer].end_ns >= timeline.phases[next].end_ns);
        assert_eq!(timeline.phases[other].end_ns, timeline.end_ns);
    }
}
