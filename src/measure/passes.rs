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
    /// None: one run for its answer only.
    Answer,
}

impl Pass {
    /// Its name, as `--passes` takes it where it may.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Count => "count",
            Self::Heap => "heap",
            Self::Answer => "answer",
        }
    }
}

/// How often the time pass runs the scope.
///
/// # Timing
///
/// First for at least `warm_up`, once at the least, unrecorded. Then each run is one sample, until
/// the samples add up to `budget`; no fewer than `least` unless they add up to 10 × `budget`, no
/// more than `most`. Last comes one unrecorded run, whose answer is read. A first run that takes
/// 10 × `budget` is all: the sample, and the answer.
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

    /// What runs take that are enough, however few.
    fn most_spent(&self) -> Duration {
        10 * self.budget
    }

    fn wants_more(&self, samples: usize, spent: Duration) -> bool {
        match samples {
            0 => true,
            few if few < self.least => spent < self.most_spent(),
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
    Answer,
}

/// Why an answer is there.
const READ: &str = "a scope that wants its answer gets it";

/// The resident memory is read before the answer: its text, which may be large, must not count.
pub(super) fn time(
    prepared: &Prepared<'_>,
    variant: usize,
    sampling: &Sampling,
) -> (Rendered, Figures) {
    let mut clock = Clock::reading_after(sampling.most_spent());
    let run = |clock: &mut Clock| {
        let before = clock.total;
        let answer = prepared.run(variant, clock);
        (answer, (clock.total - before).as_nanos() as u64)
    };
    let (mut answer, mut ns) = run(&mut clock);
    while answer.is_none() && clock.total < sampling.warm_up {
        (answer, ns) = run(&mut clock);
    }
    let mut samples_ns = Vec::with_capacity(sampling.most);
    if answer.is_some() {
        samples_ns.push(ns);
    }
    clock.total = Duration::ZERO;
    while answer.is_none() && sampling.wants_more(samples_ns.len(), clock.total) {
        (answer, ns) = run(&mut clock);
        samples_ns.push(ns);
    }
    clock.reads_after = Duration::ZERO;
    let answer = answer.or_else(|| run(&mut clock).0);
    let figures = Figures::Time {
        samples_ns,
        peak_resident_bytes: clock.peak_resident_bytes,
    };
    (answer.expect(READ), figures)
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

pub(super) fn answer(prepared: &Prepared<'_>, variant: usize) -> (Rendered, Figures) {
    let answer = prepared.run(variant, &mut Clock::default()).expect(READ);
    (answer, Figures::Answer)
}

#[derive(Default)]
struct Clock {
    /// The answer is read of the first run that ends when so much has been spent.
    reads_after: Duration,
    started: Option<Instant>,
    total: Duration,
    /// When the run had ended whose answer is read.
    peak_resident_bytes: Option<u64>,
}

impl Clock {
    fn reading_after(reads_after: Duration) -> Self {
        Self {
            reads_after,
            ..Self::default()
        }
    }

    fn halt(&mut self) {
        if let Some(started) = self.started.take() {
            self.total += started.elapsed();
        }
    }
}

impl Scope for Clock {
    fn wants_answer(&self) -> bool {
        self.total >= self.reads_after
    }

    fn start(&mut self) {
        self.started = Some(Instant::now());
    }

    fn pause(&mut self) {
        self.halt();
        if self.wants_answer() && self.peak_resident_bytes.is_none() {
            self.peak_resident_bytes = platform::peak_resident_bytes();
        }
    }

    fn resume(&mut self) {
        self.start();
    }

    fn stop(&mut self) {
        self.halt();
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use crate::experiment::{Declared, Experiment};

    #[test]
    fn samples_are_as_many_as_the_budget_allows() {
        let sampling = Sampling::default();
        let wants =
            |samples, seconds| sampling.wants_more(samples, Duration::from_secs_f64(seconds));
        assert!(wants(0, 60.0) && wants(4, 9.9) && wants(99, 0.9));
        assert!(!wants(1, 60.0) && !wants(4, 10.0) && !wants(5, 1.0) && !wants(100, 0.1));
    }
    #[test]
    fn what_takes_long_is_sampled_once_and_that_sample_gives_the_answer() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let experiment = Experiment::new("sleep", "").variant("long", "", move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
            "woken"
        });
        let declared = Declared::from(experiment);
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let sampling = Sampling::within(Duration::from_millis(1));
        let (answer, figures) = time(&prepared, 0, &sampling);
        assert_eq!(answer.shown, "\"woken\"");
        let Figures::Time {
            samples_ns,
            peak_resident_bytes,
        } = figures
        else {
            panic!("{figures:?}")
        };
        assert!(samples_ns[0] >= 20_000_000);
        assert_eq!((samples_ns.len(), runs.load(Ordering::Relaxed)), (1, 1));
        let tells = platform::peak_resident_bytes().is_some();
        assert_eq!(peak_resident_bytes.is_some(), tells);
    }
}
