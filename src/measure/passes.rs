//! The three passes: one run (for `time`, several) of one variant's scope under one instrument.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::alloc::{Recorded, RecordedPhase, Untracked, count, heap, untracked};
use crate::experiment::{Prepared, Rendered, Scope};
use crate::record::{Phase, Timeline};

use super::platform;

/// An instrument that a variant can be run under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Wall time and resident memory, nothing else switched on.
    Time,
    /// The counting allocator.
    Count,
    /// The `dhat` crate.
    Heap,
}

/// How often the time pass runs the scope.
///
/// # Timing
///
/// First for at least `warm_up`, once at the least, unrecorded. Then each run is one sample, until
/// the samples add up to `budget`; no fewer than `least` unless they add up to 10 × `budget`, no
/// more than `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// How long to warm up.
    pub warm_up: Duration,
    /// How long to sample.
    pub budget: Duration,
    /// The fewest samples.
    pub least: usize,
    /// The most samples.
    pub most: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            warm_up: Duration::from_millis(100),
            budget: Duration::from_secs(1),
            least: 5,
            most: 100,
        }
    }
}

impl Sampling {
    /// The usual number of samples within another budget, of which a tenth goes to warming up.
    pub(super) fn within(budget: Duration) -> Self {
        Self {
            warm_up: budget / 10,
            budget,
            ..Self::default()
        }
    }

    fn wants_more(&self, samples: usize, spent: Duration) -> bool {
        match samples {
            0 => true,
            few if few < self.least => spent < 10 * self.budget,
            _ => samples < self.most && spent < self.budget,
        }
    }
}

/// What one pass found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Figures {
    Time {
        samples_ns: Vec<u64>,
        peak_resident_bytes: Option<u64>,
    },
    Count {
        figures: count::Figures,
        timeline: Timeline,
    },
    Heap,
}

/// Why an answer is there.
const READ: &str = "a scope that wants its answer gets it";

/// Reads the answer last: its text, which may be large, must not count as resident.
pub(super) fn time(
    prepared: &Prepared<'_>,
    variant: usize,
    sampling: &Sampling,
) -> (Rendered, Figures) {
    let mut clock = Clock::default();
    prepared.run(variant, &mut clock);
    while clock.total < sampling.warm_up {
        prepared.run(variant, &mut clock);
    }
    clock.total = Duration::ZERO;
    let mut samples_ns = Vec::with_capacity(sampling.most);
    while sampling.wants_more(samples_ns.len(), clock.total) {
        let before = clock.total;
        prepared.run(variant, &mut clock);
        samples_ns.push((clock.total - before).as_nanos() as u64);
    }
    let figures = Figures::Time {
        samples_ns,
        peak_resident_bytes: platform::peak_resident_bytes(),
    };
    clock.wants_answer = true;
    let answer = prepared.run(variant, &mut clock).expect(READ);
    (answer, figures)
}

pub(super) fn count(prepared: &Prepared<'_>, variant: usize) -> (Rendered, Figures) {
    let mut counter = Counter::default();
    let answer = prepared.run(variant, &mut counter).expect(READ);
    let figures = Figures::Count {
        figures: counter.figures,
        timeline: timeline(counter.recorded),
    };
    (answer, figures)
}

fn timeline(recorded: Recorded) -> Timeline {
    let phase = |phase: RecordedPhase| Phase {
        name: phase.name.to_string(),
        begin_ns: phase.begin_ns,
        end_ns: phase.end_ns,
        depth: phase.depth,
    };
    Timeline {
        end_ns: recorded.end_ns,
        points: recorded.points,
        phases: recorded.phases.into_iter().map(phase).collect(),
    }
}

pub(super) fn heap(prepared: &Prepared<'_>, variant: usize, profile: &Path) -> (Rendered, Figures) {
    let mut profiler = Profiler {
        profile,
        scope: None,
        aside: None,
    };
    let answer = prepared.run(variant, &mut profiler).expect(READ);
    (answer, Figures::Heap)
}

#[derive(Default)]
struct Clock {
    wants_answer: bool,
    started: Option<Instant>,
    total: Duration,
}

impl Scope for Clock {
    fn wants_answer(&self) -> bool {
        self.wants_answer
    }

    fn start(&mut self) {
        self.started = Some(Instant::now());
    }

    fn pause(&mut self) {
        if let Some(started) = self.started.take() {
            self.total += started.elapsed();
        }
    }

    fn resume(&mut self) {
        self.start();
    }

    fn stop(&mut self) {
        self.pause();
    }
}

#[derive(Default)]
struct Counter {
    figures: count::Figures,
    recorded: Recorded,
    aside: Option<Untracked>,
}

impl Scope for Counter {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        count::start_recorded();
    }

    fn pause(&mut self) {
        self.aside = Some(untracked());
    }

    fn resume(&mut self) {
        self.aside = None;
    }

    fn stop(&mut self) {
        let (figures, recorded) = count::stop_recorded();
        self.figures = figures;
        self.recorded = recorded.unwrap_or_default();
    }
}

struct Profiler<'a> {
    profile: &'a Path,
    scope: Option<heap::Scope>,
    aside: Option<Untracked>,
}

impl Scope for Profiler<'_> {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        self.scope = Some(heap::Scope::open(self.profile));
    }

    fn pause(&mut self) {
        self.aside = Some(untracked());
    }

    fn resume(&mut self) {
        self.aside = None;
    }

    fn stop(&mut self) {
        if let Some(scope) = self.scope.take() {
            scope.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_as_many_as_the_budget_allows() {
        let sampling = Sampling::default();
        let wants =
            |samples, seconds| sampling.wants_more(samples, Duration::from_secs_f64(seconds));
        assert!(wants(0, 60.0) && wants(4, 9.9) && wants(99, 0.9));
        assert!(!wants(1, 60.0) && !wants(4, 10.0) && !wants(5, 1.0) && !wants(100, 0.1));
    }
}
