//! The steps of a run: one worker after another, and what each leaves.

use std::path::Path;

use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::experiment::Look;
use crate::record::{Attachment, Entry};

use super::judge::Judge;
use super::names::{Taken, full_name};
use super::order::{Attached, Order, Reply, Task};
use super::passed::{Measured, Passed};
use super::passes::Pass;
use super::plan::PlannedEntry;
use super::process::{self, Ended};
use super::run::{NewFile, Observer, Run, Step};
use super::sampling::Sampling;

/// Starts the workers of a run one after another.
pub(super) struct Steps<'a> {
    run: &'a Run<'a>,
    pub(super) observer: &'a mut dyn Observer,
    started: u64,
    attached: Taken,
}

/// A worker's reply with the folder in which it left its files, or why there is none.
type Answered = Result<(Reply, TempDir), String>;

impl<'a> Steps<'a> {
    pub(super) fn new(run: &'a Run<'a>, observer: &'a mut dyn Observer) -> Self {
        Self {
            run,
            observer,
            started: 0,
            attached: Taken::default(),
        }
    }

    pub(super) fn measure(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        judge: &mut Judge,
    ) -> Result<Measured> {
        let mut passed = Passed::default();
        for &pass in &self.run.passes {
            self.pass(entry, variant, pass, &mut passed)?;
            if passed.failure.is_some() {
                break;
            }
        }
        for look in self.run.looks(entry, variant) {
            if passed.failure.is_some() {
                break;
            }
            let task = match look {
                Look::Examine => Task::Examine { variant },
                Look::Weigh => Task::Weigh { variant },
            };
            self.take(entry, variant, task, &mut passed)?;
        }
        let (name, about) = entry.experiment.variants()[variant];
        Ok(passed.into_measured(name, about, judge))
    }

    pub(super) fn pass(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        pass: Pass,
        passed: &mut Passed,
    ) -> Result<()> {
        let task = match pass {
            Pass::Time => {
                let budget = entry.experiment.time_budget();
                let sampling = budget.map_or(self.run.sampling, Sampling::within);
                Task::Time { variant, sampling }
            }
            Pass::Count => Task::Count { variant },
            Pass::Heap => Task::Heap { variant },
            Pass::Answer => Task::Answer { variant },
        };
        self.take(entry, variant, task, passed)
    }

    fn take(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        task: Task,
        passed: &mut Passed,
    ) -> Result<()> {
        let task_name = task.name();
        let taken = match self.ask(entry, &full_name(entry, variant), task)? {
            Ok((reply, scratch)) => passed.take(reply, scratch.path()),
            Err(reason) => Err(reason),
        };
        if let Err(reason) = taken {
            passed.failure = Some(format!("in the {task_name} pass it {reason}"));
        }
        Ok(())
    }

    /// Whether the set-up of every entry that may fail can be made.
    pub(super) fn check(&mut self) -> Result<()> {
        for entry in &self.run.plan.entries {
            if !entry.experiment.setup_may_fail() {
                continue;
            }
            let name = entry.experiment.name();
            // A worker that ends otherwise fails again, in a row of its own.
            if let Ok((Reply::Refused(problem), _)) = self.ask(entry, name, Task::Check)? {
                return Err(Error::Refused {
                    experiment: name.to_string(),
                    problem,
                });
            }
        }
        Ok(())
    }

    pub(super) fn attach(
        &mut self,
        entry: &PlannedEntry<'_>,
        stem: &str,
        to: &mut Entry,
    ) -> Result<Vec<NewFile>> {
        let name = entry.experiment.name();
        let files = match self.ask(entry, name, Task::Attach)? {
            Ok((Reply::Attached(attached), scratch)) => {
                let name = |file: &str| self.attached.attached(stem, file);
                read_all(&attached, scratch.path(), name)
            }
            Ok((Reply::Refused(problem), _)) => Err(format!("could not be set up: {problem}")),
            Ok(_) => Err(String::from("answered another order")),
            Err(reason) => Err(reason),
        };
        let files = files.unwrap_or_else(|reason| {
            let warning = format!("{name}: its files could not be made: it {reason}");
            self.observer.warn(&warning);
            Vec::new()
        });
        let (attachments, files): (Vec<Attachment>, Vec<NewFile>) = files.into_iter().unzip();
        to.attachments = attachments;
        Ok(files)
    }

    fn ask(&mut self, entry: &PlannedEntry<'_>, name: &str, task: Task) -> Result<Answered> {
        self.observer.starting(&Step {
            index: self.started,
            name,
            task: task.name(),
        });
        self.started += 1;
        let order = Order {
            experiment: entry.experiment.name().to_string(),
            input: entry.input.values().clone(),
            task,
            memory_bytes: self.run.limits.memory_bytes,
            parent: std::process::id(),
        };
        let scratch = scratch()?;
        let limits = &self.run.limits;
        match process::ask(&order, name, scratch.path(), limits, self.run.interrupted) {
            Ended::Replied(reply) => Ok(Ok((*reply, scratch))),
            Ended::Failed(reason) => Ok(Err(reason)),
            Ended::Interrupted => Err(Error::Interrupted(format!("{name} was being measured"))),
        }
    }
}

/// A folder for the files of one worker.
fn scratch() -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("heapwise-").tempdir();
    folder.map_err(|error| Error::File {
        action: "create a folder in",
        path: std::env::temp_dir(),
        // The name that it would have had tells nobody anything.
        source: error.kind().into(),
        remedy: "set TMPDIR to a folder that exists and has room",
    })
}

fn read_all(
    attached: &[Attached],
    scratch: &Path,
    mut path_of: impl FnMut(&str) -> String,
) -> Result<Vec<(Attachment, NewFile)>, String> {
    let read = |(index, Attached { name, file }): (usize, &Attached)| {
        let left = scratch.join(index.to_string());
        let bytes = std::fs::read(&left)
            .map_err(|error| format!("left a file that cannot be read: {error}"))?;
        let path = path_of(file);
        let attachment = Attachment {
            name: name.clone(),
            file: path.clone(),
        };
        Ok((attachment, NewFile { path, bytes }))
    };
    attached.iter().enumerate().map(read).collect()
}
