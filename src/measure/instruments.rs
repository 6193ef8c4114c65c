//! The instruments of the passes, as scopes that a variant runs in.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::alloc::count::CountedTimeline;
use crate::alloc::heap::{HeapScope, RecorderSettings};
use crate::alloc::recording::Recording;
use crate::alloc::{TrackingPause, count, pause_tracking};
use crate::experiment::Scope;
use crate::record::Resident;

use super::platform;

/// The instrument of the time pass: adds up the wall time of the runs.
#[derive(Default)]
pub(super) struct Clock {
    /// The answer of a run is read if all runs up to its end have taken at least this long.
    pub(super) reads_after: Duration,
    started: Option<Instant>,
    pub(super) total: Duration,
    /// The number of runs that have started.
    pub(super) runs: usize,
    /// Watched in the time pass only: to read it allocates.
    memory: Option<ProcessMemory>,
}

impl Clock {
    pub(super) fn reading_after(reads_after: Duration) -> Self {
        Self {
            reads_after,
            memory: Some(ProcessMemory::default()),
            ..Self::default()
        }
    }

    /// What the process had resident, if the system reports it.
    pub(super) fn resident(&self) -> Option<Resident> {
        let memory = self.memory.as_ref()?;
        Some(Resident {
            peak_bytes: memory.peak_bytes?,
            growth_bytes: memory.growth_bytes,
            page_faults: memory.page_faults,
            peak_samples_bytes: Vec::new(),
        })
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
        if let (0, Some(memory)) = (self.runs, &mut self.memory) {
            memory.first_run_starts();
        }
        self.runs += 1;
        self.started = Some(Instant::now());
    }

    fn pause(&mut self) {
        self.halt();
        let wants_answer = self.wants_answer();
        let Some(memory) = &mut self.memory else {
            return;
        };
        if self.runs == 1 {
            memory.first_run_ends();
        }
        if wants_answer {
            memory.note_peak();
        }
    }

    fn resume(&mut self) {
        self.started = Some(Instant::now());
    }

    fn stop(&mut self) {
        self.halt();
    }
}

/// The memory of the process over the first run of the scope, and over all runs. What the system does
/// not report is `None`.
#[derive(Default)]
struct ProcessMemory {
    /// The peak resident set before the first run.
    earlier_peak_bytes: Option<u64>,
    resident_before: Option<u64>,
    page_faults_before: Option<u64>,
    growth_bytes: Option<u64>,
    page_faults: Option<u64>,
    /// The peak resident set at the end of the run whose answer is read.
    peak_bytes: Option<u64>,
}

impl ProcessMemory {
    fn first_run_starts(&mut self) {
        self.earlier_peak_bytes = platform::peak_resident_bytes();
        self.resident_before = platform::reset_peak_resident();
        self.page_faults_before = platform::page_faults();
    }

    fn first_run_ends(&mut self) {
        let increase = |before: Option<u64>, after: Option<u64>| {
            let (before, after) = before.zip(after)?;
            Some(after.saturating_sub(before))
        };
        self.page_faults = increase(self.page_faults_before, platform::page_faults());
        self.growth_bytes = increase(self.resident_before, platform::peak_resident_bytes());
    }

    fn note_peak(&mut self) {
        let peak = platform::peak_resident_bytes().max(self.earlier_peak_bytes);
        self.peak_bytes = self.peak_bytes.or(peak);
    }
}

/// The instrument of the count pass: the counting allocator, with a timeline.
#[derive(Default)]
pub(super) struct Counter {
    pub(super) figures: count::HeapCounts,
    pub(super) timeline: CountedTimeline,
    paused: Option<TrackingPause>,
}

impl Scope for Counter {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        count::start_with_timeline();
    }

    fn pause(&mut self) {
        self.paused = Some(pause_tracking());
    }

    fn resume(&mut self) {
        self.paused = None;
    }

    fn stop(&mut self) {
        let (figures, timeline) = count::stop_with_timeline();
        self.figures = figures;
        self.timeline = timeline.unwrap_or_default();
    }
}

/// The instrument of the heap pass: a recorder, which makes a profile.
pub(super) struct Profiler<'a> {
    settings: RecorderSettings,
    /// The file to which the `dhat` crate writes its profile.
    dhat_file: &'a Path,
    scope: Option<HeapScope>,
    paused: Option<TrackingPause>,
    clock: Clock,
    pub(super) recording: Option<Recording>,
}

impl<'a> Profiler<'a> {
    pub(super) fn new(settings: RecorderSettings, dhat_file: &'a Path) -> Self {
        Self {
            settings,
            dhat_file,
            scope: None,
            paused: None,
            clock: Clock::default(),
            recording: None,
        }
    }

    /// The wall time of the scope.
    pub(super) fn scope_time(&self) -> Duration {
        self.clock.total
    }
}

impl Scope for Profiler<'_> {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        let file = self.dhat_file.to_path_buf();
        self.scope = Some(HeapScope::open(self.settings, file, self));
        self.clock.start();
    }

    fn pause(&mut self) {
        self.clock.halt();
        self.paused = Some(pause_tracking());
    }

    fn resume(&mut self) {
        self.paused = None;
        self.clock.start();
    }

    fn stop(&mut self) {
        self.clock.halt();
        self.recording = self.scope.take().and_then(HeapScope::close);
    }
}
