//! The instruments of the passes, as scopes that a variant runs in.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::alloc::count::CountedTimeline;
use crate::alloc::heap::{HeapScope, RecorderSettings};
use crate::alloc::recording::Recording;
use crate::alloc::{TrackingPause, count, pause_tracking};
use crate::experiment::Scope;

use super::platform;

/// The instrument of the time pass: adds up the wall time of the runs.
#[derive(Default)]
pub(super) struct Clock {
    /// The answer of a run is read if all runs up to its end have taken at least this long.
    pub(super) reads_after: Duration,
    started: Option<Instant>,
    pub(super) total: Duration,
    /// The peak resident set at the end of the run whose answer is read.
    pub(super) peak_resident_bytes: Option<u64>,
}

impl Clock {
    pub(super) fn reading_after(reads_after: Duration) -> Self {
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
