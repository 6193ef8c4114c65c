//! The kinds of worker task: what the worker does for each, and the figures that come of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::alloc::count::{CountedPhase, CountedTimeline, HeapCounts};
use crate::alloc::heap::{Recorder, RecorderSettings};
use crate::alloc::recording::Recording;
use crate::alloc::{Mode, ProgramPass};
use crate::experiment::{Extra, Prepared, Rendered, Variant, reference_ns};
use crate::record::{Pass, Phase, Resident, Time, Timeline, TimelineEvents};

use super::heap_tool::{self, HeapTool};
use super::instruments::{Clock, Counter, Profiler};
use super::program_figures::{ChildName, ProcessFigures};
use super::repetition::{CountedRuns, SecondRun};
use super::sampling::{Rounds, Sampling};

/// A kind of worker task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Task {
    /// Runs one variant under the instrument of a pass.
    Pass(Pass),
    /// Runs one variant once, for its answer only.
    Answer,
    /// Collects extras of one variant.
    Extra(Extra),
    /// Runs the set-up only, to find out whether it fails.
    CheckSetup,
    /// Makes the experiment's files.
    Attach,
}

/// How the passes of a run are made.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct PassSettings {
    /// How often the time pass runs each variant.
    pub sampling: Sampling,
    /// What records the heap pass, and how.
    pub recorder: RecorderSettings,
    /// When the count pass runs the scope a second time.
    pub second_run: SecondRun,
}

/// The figures of one pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum PassFigures {
    Time {
        time: Time,
        resident: Option<Resident>,
        /// The number of rounds, including this one.
        rounds: usize,
    },
    Count {
        runs: Box<CountedRuns>,
        /// `None` for a whole program.
        timeline: Option<Timeline>,
    },
    /// The other figures are in a file that the worker leaves in its folder.
    Heap {
        scope_ns: u64,
        /// Whether a block was freed or reallocated with another size than it had.
        has_wrong_sizes: bool,
        /// What heapwise's recorder found; `None` if the `dhat` crate has written its profile. It is
        /// not part of the reply.
        #[serde(skip)]
        recording: Option<Box<Recording>>,
    },
    /// No figures, because the variant ran for its answer only.
    None,
}

impl Task {
    /// The name of the task, as progress and failures show it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pass(pass) => pass.name(),
            Self::Answer => "answer",
            Self::Extra(extra) => extra.name(),
            Self::CheckSetup => "set-up",
            Self::Attach => "attach",
        }
    }

    /// The name with the kind of task, for messages: `count pass`, `inspect task`.
    pub(super) fn description(self) -> String {
        let kind = if matches!(self, Self::Pass(_)) {
            "pass"
        } else {
            "task"
        };
        format!("{} {kind}", self.name())
    }

    /// Whether the task measures times.
    pub(super) fn is_timed(self) -> bool {
        matches!(self, Self::Pass(Pass::Time) | Self::Extra(Extra::Inspect))
    }

    /// The mode of the worker's allocator, if heap passes are made by `recorder`.
    pub(super) fn allocator_mode(self, recorder: Recorder) -> Mode {
        if self == Self::Pass(Pass::Heap) {
            recorder.mode()
        } else {
            Mode::Off
        }
    }

    /// What heapwise's allocator does in the programs that the task runs, if anything.
    pub(super) fn program_pass(self) -> Option<ProgramPass> {
        match self {
            Self::Pass(Pass::Count) => Some(ProgramPass::Count),
            Self::Pass(Pass::Heap) => Some(ProgramPass::Heap),
            _ => None,
        }
    }
}

/// The answer and the figures of a pass, and the figures of the processes that a program has started.
pub(super) struct PassResult {
    pub(super) answer: Rendered,
    pub(super) figures: PassFigures,
    pub(super) children: Vec<(ChildName, PassFigures)>,
}

impl PassResult {
    /// The result of a variant that is no program, or of one that has started none.
    fn new(answer: Rendered, figures: PassFigures) -> Self {
        Self {
            answer,
            figures,
            children: Vec::new(),
        }
    }
}

/// Runs `variant` under the instrument of `pass`. The set-up took `setup`. The `dhat` crate writes its
/// profile to `profile`.
pub(super) fn run_pass(
    pass: Pass,
    prepared: &Prepared<'_>,
    variant: Variant<'_>,
    settings: &PassSettings,
    setup: Duration,
    profile: &Path,
) -> PassResult {
    let (answer, figures) = match pass {
        Pass::Time => time(prepared, variant, settings.sampling, setup),
        Pass::Count => count(prepared, variant, settings.second_run),
        Pass::Heap => heap(prepared, variant, settings.recorder, profile),
    };
    PassResult::new(answer, figures)
}

/// Runs `variant`, a program that counts or records what it allocates if its allocator is heapwise's. It
/// leaves its figures in `folder`; other programs have none. If `tool` measures its heap instead, that leaves
/// the figures there.
pub(super) fn run_program(
    prepared: &Prepared<'_>,
    variant: Variant<'_>,
    tool: Option<HeapTool>,
    folder: &Path,
) -> PassResult {
    let mut clock = Clock::default();
    let mut answer = prepared.run(variant, &mut clock).expect(HAS_ANSWER);
    match tool {
        None => {}
        Some(HeapTool::Valgrind) => {
            return PassResult::new(answer, heap_figures(clock.total, None));
        }
        Some(HeapTool::Heaptrack) => {
            match heap_tool::read_heaptrack(folder) {
                Ok(extras) => answer.extras = answer.extras.merge(extras),
                Err(reason) => answer.error = answer.error.or(Some(reason)),
            }
            return PassResult::new(answer, PassFigures::None);
        }
    }
    let mut processes = ProcessFigures::read_all(folder).into_iter();
    let figures = processes
        .next()
        .map(|first| process_figures(first, clock.total));
    let extras = ProcessFigures::summarize_children(processes.as_slice());
    let children = ProcessFigures::name_children(processes.collect());
    let with_figures = |(name, child): (ChildName, ProcessFigures)| {
        let scope = Duration::from_nanos(child.scope_ns);
        (name, process_figures(child, scope))
    };
    PassResult {
        answer: Rendered {
            extras: answer.extras.merge(extras),
            ..answer
        },
        figures: figures.unwrap_or(PassFigures::None),
        children: children.into_iter().map(with_figures).collect(),
    }
}

fn process_figures(process: ProcessFigures, scope: Duration) -> PassFigures {
    match (process.counts, process.recording) {
        (Some(first), _) => PassFigures::Count {
            runs: Box::new(CountedRuns { first, later: None }),
            timeline: None,
        },
        (None, Some(recording)) => heap_figures(scope, Some(recording)),
        (None, None) => PassFigures::None,
    }
}

fn heap_figures(scope: Duration, recording: Option<Box<Recording>>) -> PassFigures {
    let has_wrong_sizes = recording
        .as_ref()
        .is_some_and(|recording| recording.wrong_sizes > 0);
    PassFigures::Heap {
        scope_ns: scope.as_nanos() as u64,
        has_wrong_sizes,
        recording,
    }
}

/// Runs `variant` once with every instrument off.
pub(super) fn run_for_answer(prepared: &Prepared<'_>, variant: Variant<'_>) -> PassResult {
    let answer = prepared.run(variant, &mut Clock::default());
    PassResult::new(answer.expect(HAS_ANSWER), PassFigures::None)
}

/// The reason why [`Prepared::run`] returns an answer here, for `expect`.
const HAS_ANSWER: &str = "a scope that asks for the answer receives it";

/// Runs `variant` as often as its share of `sampling` allows after a set-up that took `setup`, and
/// measures the time of each run. The resident set is read before the answer, because the text of the
/// answer may be large and must not count.
fn time(
    prepared: &Prepared<'_>,
    variant: Variant<'_>,
    sampling: Sampling,
    setup: Duration,
) -> (Rendered, PassFigures) {
    let is_first_round = matches!(sampling.rounds, Rounds::AtMost(_));
    let reads_first = sampling.most_runs == Some(1);
    let mut clock = Clock::reading_after(if reads_first {
        Duration::ZERO
    } else {
        sampling.most_spent()
    });
    let run = |clock: &mut Clock| {
        let before = clock.total;
        let answer = prepared.run(variant, clock);
        (answer, (clock.total - before).as_nanos() as u64)
    };
    let (mut answer, mut ns) = run(&mut clock);
    let sampling = sampling.for_round(setup, clock.total);
    while answer.is_none() && clock.total < sampling.warm_up && sampling.allows_more(clock.runs) {
        (answer, ns) = run(&mut clock);
    }
    let mut samples = Samples::new(sampling.most);
    if answer.is_some() {
        samples.add(ns);
    }
    clock.total = Duration::ZERO;
    while answer.is_none()
        && sampling.wants_more(samples.len(), clock.total)
        && sampling.allows_more(clock.runs)
    {
        clock.reads_after = sampling.reads_after(samples.len() + 1);
        (answer, ns) = run(&mut clock);
        samples.add(ns);
    }
    clock.reads_after = Duration::ZERO;
    if answer.is_none() {
        (answer, ns) = run(&mut clock);
    }
    if samples.len() == 0 {
        samples.add(ns);
    }
    let mut answer = answer.expect(HAS_ANSWER);
    if is_first_round {
        answer.extras = answer.extras.merge(prepared.collect_metrics(variant));
    }
    let figures = PassFigures::Time {
        time: samples.into_time(),
        resident: answer.resident.take().or_else(|| clock.resident()),
        rounds: sampling.rounds.count(),
    };
    (answer, figures)
}

/// The samples of a round, with the time of the reference loop around each.
struct Samples {
    samples_ns: Vec<u64>,
    reference_ns: Vec<u64>,
    /// The time of the reference loop before the next sample.
    before_ns: Option<u64>,
}

impl Samples {
    /// None yet, of at most `most`.
    fn new(most: usize) -> Self {
        Self {
            samples_ns: Vec::with_capacity(most),
            reference_ns: Vec::with_capacity(most),
            before_ns: reference_ns(),
        }
    }

    fn add(&mut self, ns: u64) {
        self.samples_ns.push(ns);
        let after_ns = reference_ns();
        self.reference_ns.extend(self.before_ns.max(after_ns));
        self.before_ns = after_ns;
    }

    fn len(&self) -> usize {
        self.samples_ns.len()
    }

    fn into_time(self) -> Time {
        Time {
            reference_ns: self.reference_ns,
            ..Time::from_round(self.samples_ns)
        }
    }
}

fn count(
    prepared: &Prepared<'_>,
    variant: Variant<'_>,
    second_run: SecondRun,
) -> (Rendered, PassFigures) {
    let started = Instant::now();
    let mut counter = Counter::default();
    let answer = prepared.run(variant, &mut counter).expect(HAS_ANSWER);
    let first = counter.figures;
    let runs_again = second_run.allows(started.elapsed(), first.leaked_bytes());
    let later = runs_again.then(|| count_again(prepared, variant)).flatten();
    let runs = CountedRuns { first, later };
    let figures = PassFigures::Count {
        runs: Box::new(runs),
        timeline: Some(timeline(counter.timeline)),
    };
    (answer, figures)
}

/// Counts another run in the same process. `None` if the variant panics, as one does that can run
/// only once.
fn count_again(prepared: &Prepared<'_>, variant: Variant<'_>) -> Option<HeapCounts> {
    let mut counter = Counter::default();
    let run = AssertUnwindSafe(|| prepared.run(variant, &mut counter));
    catch_unwind(run).ok()?;
    Some(counter.figures)
}

fn timeline(counted: CountedTimeline) -> Timeline {
    let phase = |phase: CountedPhase| Phase {
        name: phase.name.to_string(),
        begin_ns: phase.begin_ns,
        end_ns: phase.end_ns,
        depth: phase.depth,
    };
    let events_of_phase = |phase: &CountedPhase| (phase.begin_event, phase.end_event);
    Timeline {
        end_ns: counted.end_ns,
        events: Some(TimelineEvents {
            count: counted.event_count,
            points: counted.events,
            phases: counted.phases.iter().map(events_of_phase).collect(),
        }),
        points: counted.points,
        phases: counted.phases.into_iter().map(phase).collect(),
    }
}

fn heap(
    prepared: &Prepared<'_>,
    variant: Variant<'_>,
    settings: RecorderSettings,
    file: &Path,
) -> (Rendered, PassFigures) {
    let mut profiler = Profiler::new(settings, file);
    let answer = prepared.run(variant, &mut profiler);
    let scope = profiler.scope_time();
    let recording = profiler.recording.map(Box::new);
    (answer.expect(HAS_ANSWER), heap_figures(scope, recording))
}

#[cfg(test)]
mod tests {
    use super::super::platform;
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use crate::Experiment;
    use crate::experiment::{Declared, Extras};
    use crate::record::Metric;

    /// An experiment whose variant counts its runs, and collects their number as a metric.
    fn sleeper(runs: Arc<AtomicUsize>) -> Declared {
        let counted = runs.clone();
        let experiment = Experiment::new("sleep", "").variant("long", "", move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
            "woken"
        });
        Declared::from(experiment.collect_metrics(move |_| {
            let runs = runs.load(Ordering::Relaxed) as f64;
            Extras::default().metric(Metric::new("runs", runs, ""))
        }))
    }

    #[test]
    fn a_long_run_is_sampled_once_and_that_sample_gives_the_answer() {
        let runs = Arc::new(AtomicUsize::new(0));
        let declared = sleeper(runs.clone());
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let variant = declared.variants()[0];
        let sampling = Sampling::default().within(Duration::from_millis(1));
        let (answer, figures) = time(&prepared, variant, sampling, Duration::ZERO);
        assert_eq!(answer.shown, "\"woken\"");
        let PassFigures::Time { time, resident, .. } = figures else {
            panic!("{figures:?}")
        };
        assert!(time.samples_ns[0] >= 20_000_000);
        assert_eq!(
            (time.samples_ns.len(), runs.load(Ordering::Relaxed)),
            (1, 1)
        );
        let is_available = platform::peak_resident_bytes().is_some();
        assert_eq!(resident.is_some(), is_available);
    }

    #[test]
    fn a_variant_that_leaks_runs_as_often_as_memory_allows() {
        for (most_runs, samples) in [(1, 1), (2, 1), (5, 3)] {
            let runs = Arc::new(AtomicUsize::new(0));
            let declared = sleeper(runs.clone());
            let prepared = declared.prepare(&declared.default_input()).unwrap();
            let sampling = Sampling {
                warm_up: Duration::from_millis(1),
                most_runs: Some(most_runs),
                ..Sampling::default()
            };
            let (answer, figures) =
                time(&prepared, declared.variants()[0], sampling, Duration::ZERO);
            let PassFigures::Time { time, .. } = figures else {
                panic!("{figures:?}")
            };
            assert_eq!(answer.shown, "\"woken\"");
            assert_eq!(time.samples_ns.len(), samples, "{most_runs}");
            assert_eq!(runs.load(Ordering::Relaxed) as u64, most_runs);
        }
    }

    #[test]
    fn metrics_are_collected_after_the_last_run() {
        let runs = Arc::new(AtomicUsize::new(0));
        let declared = sleeper(runs.clone());
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let variant = declared.variants()[0];
        let sampling = Sampling::default().within(Duration::from_millis(10));
        let (answer, _) = time(&prepared, variant, sampling, Duration::ZERO);
        let all_runs = runs.load(Ordering::Relaxed) as f64;
        assert_eq!(answer.extras.metrics(), [Metric::new("runs", all_runs, "")]);
        assert_eq!(
            count(&prepared, variant, SecondRun::default()).0.extras,
            Extras::default()
        );
    }

    #[test]
    fn warm_up_runs_come_before_the_samples_and_do_not_spend_their_budget() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let experiment = Experiment::new("short", "")
            .variant("one", "", move |_| counted.fetch_add(1, Ordering::Relaxed));
        let declared = Declared::from(experiment);
        let prepared = declared.prepare(&declared.default_input()).unwrap();
        let variant = declared.variants()[0];
        let sampling = Sampling {
            warm_up: Duration::from_millis(300),
            budget: Duration::from_millis(250),
            least: 1,
            most: 10,
            most_runs: None,
            rounds: Rounds::AtMost(1),
        };
        let (_, figures) = time(&prepared, variant, sampling, Duration::ZERO);
        let PassFigures::Time { time, .. } = figures else {
            panic!("{figures:?}")
        };
        assert_eq!(time.samples_ns.len(), 10);
        assert!(runs.load(Ordering::Relaxed) > 10 + 2, "{runs:?}");
    }
}
