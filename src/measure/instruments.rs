//! The instruments, as a variant's run switches them on and off.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::alloc::count::CountedTimeline;
use crate::alloc::{TrackingPause, count, heap, pause_tracking};
use crate::experiment::Scope;

use super::platform;

/// Wall time.
#[derive(Default)]
pub(super) struct Clock {
    /// The answer is read of the first run that ends when so much has been spent.
    pub(super) reads_after: Duration,
    started: Option<Instant>,
    pub(super) total: Duration,
    /// When the run had ended whose answer is read.
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

/// The counting allocator, with a timeline.
#[derive(Default)]
pub(super) struct Counter {
    pub(super) figures: count::HeapCounts,
    pub(super) recorded: CountedTimeline,
    aside: Option<TrackingPause>,
}

impl Scope for Counter {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        count::start_with_timeline();
    }

    fn pause(&mut self) {
        self.aside = Some(pause_tracking());
    }

    fn resume(&mut self) {
        self.aside = None;
    }

    fn stop(&mut self) {
        let (figures, recorded) = count::stop_with_timeline();
        self.figures = figures;
        self.recorded = recorded.unwrap_or_default();
    }
}

/// The `dhat` crate's profiler, which leaves a profile.
pub(super) struct Profiler<'a> {
    profile: &'a Path,
    scope: Option<heap::ProfiledScope>,
    aside: Option<TrackingPause>,
}

impl<'a> Profiler<'a> {
    pub(super) fn new(profile: &'a Path) -> Self {
        Self {
            profile,
            scope: None,
            aside: None,
        }
    }
}

impl Scope for Profiler<'_> {
    fn wants_answer(&self) -> bool {
        true
    }

    fn start(&mut self) {
        self.scope = Some(heap::ProfiledScope::open(self.profile));
    }

    fn pause(&mut self) {
        self.aside = Some(pause_tracking());
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
