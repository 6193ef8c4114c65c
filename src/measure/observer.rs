//! The events of a run, for the caller that shows and stores them.

use std::time::Duration;

use crate::error::Result;
use crate::record::Report;

/// Receives the events of a run.
pub trait Observer {
    /// Called before each worker starts.
    fn worker_starts(&mut self, worker: &WorkerStart<'_>);
    /// Called after rows, rounds or files have been added to the report. `files` are the new files.
    ///
    /// # Errors
    ///
    /// If the report or a file cannot be stored; the run then stops.
    fn report_grew(&mut self, report: &Report, files: Vec<NewFile>) -> Result<()>;
    /// Called for a problem that has no row of its own in the report.
    fn warn(&mut self, warning: &str);
}

/// A worker that is about to start.
#[derive(Debug)]
pub struct WorkerStart<'a> {
    /// What the worker runs: `words/sorted`.
    pub name: &'a str,
    /// The pass, `time`, `count` or `heap`, or another task of a worker.
    pub task: &'static str,
    /// An estimate of the time that remains of the run, including this worker.
    pub remaining: Duration,
}

/// A file in the report's folder.
#[derive(Debug)]
pub struct NewFile {
    /// The path in that folder.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
}
