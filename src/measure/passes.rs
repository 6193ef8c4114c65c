//! The three passes: one run (for `time`, several) of one variant's scope under one instrument.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alloc::count::{self, CountedPhase, CountedTimeline};
use crate::experiment::{Prepared, Rendered};
use crate::record::{Phase, Timeline};

use super::instruments::{Clock, Counter, Profiler};
use super::sampling::Sampling;

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

/// What one pass found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Figures {
    Time {
        samples_ns: Vec<u64>,
        peak_resident_bytes: Option<u64>,
    },
    Count {
        figures: count::HeapCounts,
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
    let mut answer = answer.or_else(|| run(&mut clock).0).expect(READ);
    answer.told = answer.told.and(prepared.recall(variant));
    let figures = Figures::Time {
        samples_ns,
        peak_resident_bytes: clock.peak_resident_bytes,
    };
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

fn timeline(recorded: CountedTimeline) -> Timeline {
    let phase = |phase: CountedPhase| Phase {
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
    let answer = prepared
        .run(variant, &mut Profiler::new(profile))
        .expect(READ);
    (answer, Figures::Heap)
}

pub(super) fn answer(prepared: &Prepared<'_>, variant: usize) -> (Rendered, Figures) {
    let answer = prepared.run(variant, &mut Clock::default()).expect(READ);
    (answer, Figures::Answer)
}

#[cfg(test)]
mod tests {
    use super::super::platform;
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use crate::experiment::{Declared, Examination, Experiment};
    use crate::record::Metric;

    /// Counts its runs, and recalls how many there were.
    fn sleeper(runs: Arc<AtomicUsize>) -> Declared {
        let counted = runs.clone();
        let experiment = Experiment::new("sleep", "").variant("long", "", move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
            "woken"
        });
        Declared::from(experiment.recall(move |_| {
            let runs = runs.load(Ordering::Relaxed) as f64;
            Examination::default().metric(Metric::new("runs", runs, ""))
        }))
    }

    #[test]
    fn what_takes_long_is_sampled_once_and_that_sample_gives_the_answer() {
        let runs = Arc::new(AtomicUsize::new(0));
        let declared = sleeper(runs.clone());
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

    #[test]
    fn what_the_runs_noted_is_recalled_after_the_last() {
        let runs = Arc::new(AtomicUsize::new(0));
        let declared = sleeper(runs.clone());
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let sampling = Sampling::within(Duration::from_millis(10));
        let (answer, _) = time(&prepared, 0, &sampling);
        let all_runs = runs.load(Ordering::Relaxed) as f64;
        assert_eq!(answer.told.metrics(), [Metric::new("runs", all_runs, "")]);
        assert_eq!(count(&prepared, 0).0.told, Examination::default());
    }

    #[test]
    fn runs_that_warm_up_come_before_the_samples_and_spend_none_of_their_budget() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let experiment = Experiment::new("short", "")
            .variant("one", "", move |_| counted.fetch_add(1, Ordering::Relaxed));
        let declared = Declared::from(experiment);
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let sampling = Sampling {
            warm_up: Duration::from_millis(600),
            budget: Duration::from_millis(500),
            least: 1,
            most: 10,
        };
        let (_, figures) = time(&prepared, 0, &sampling);
        let Figures::Time { samples_ns, .. } = figures else {
            panic!("{figures:?}")
        };
        assert_eq!(samples_ns.len(), 10);
        assert!(runs.load(Ordering::Relaxed) > 10 + 2, "{runs:?}");
    }
}
