//! The steps of a run: one worker after another, and what each leaves.

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::record::{Attachment, Entry, Row};

use super::judge::Judge;
use super::names::full_name;
use super::order::{Attached, Order, Reply, Task};
use super::passed::Passed;
use super::passes::Pass;
use super::plan::PlannedEntry;
use super::process::{self, Ended};
use super::run::{NewFile, Observer, Run, Step};

/// Starts the workers of a run one after another.
pub(super) struct Steps<'a> {
    run: &'a Run<'a>,
    pub(super) observer: &'a mut dyn Observer,
    scratch: tempfile::TempDir,
    started: u64,
}

impl<'a> Steps<'a> {
    pub(super) fn new(run: &'a Run<'a>, observer: &'a mut dyn Observer) -> Result<Self> {
        let scratch = tempfile::tempdir().map_err(|source| Error::File {
            action: "create a folder in",
            path: std::env::temp_dir(),
            source,
            remedy: "free some space there, or set TMPDIR to another folder",
        })?;
        Ok(Self {
            run,
            observer,
            scratch,
            started: 0,
        })
    }

    pub(super) fn measure(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        judge: &mut Judge,
    ) -> Result<(Row, Option<Profile>)> {
        let mut passed = Passed::default();
        for &pass in &self.run.passes {
            self.pass(entry, variant, pass, &mut passed)?;
            if passed.failure.is_some() {
                break;
            }
        }
        let (name, about) = entry.experiment.variants()[variant];
        Ok(passed.into_row(name, about, judge))
    }

    pub(super) fn pass(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        pass: Pass,
        passed: &mut Passed,
    ) -> Result<()> {
        let path = self.scratch.path().join("profile.json");
        let task = match pass {
            Pass::Time => Task::Time {
                variant,
                sampling: self.run.sampling,
            },
            Pass::Count => Task::Count { variant },
            Pass::Heap => Task::Heap {
                variant,
                profile: path.clone(),
            },
        };
        let task_name = task.name();
        match self.ask(entry, &full_name(entry, variant), task)? {
            Ok(Reply::Passed { answer, figures }) => {
                passed.answers.push(answer);
                passed.take(figures, &path);
            }
            Ok(Reply::Attached(_)) => passed.failure = Some(String::from("answered another order")),
            Err(reason) => passed.failure = Some(reason),
        }
        passed.failure = passed
            .failure
            .take()
            .map(|reason| format!("in the {task_name} pass it {reason}"));
        Ok(())
    }

    pub(super) fn attach(
        &mut self,
        entry: &PlannedEntry<'_>,
        stem: &str,
        to: &mut Entry,
    ) -> Result<Vec<NewFile>> {
        let folder = self.scratch.path().to_path_buf();
        let name = entry.experiment.name();
        let task = Task::Attach {
            folder: folder.clone(),
        };
        let attached = match self.ask(entry, name, task)? {
            Ok(Reply::Attached(attached)) => attached,
            Ok(Reply::Passed { .. }) => Vec::new(),
            Err(reason) => {
                self.observer
                    .warn(&format!("{name}: its files could not be made: it {reason}"));
                Vec::new()
            }
        };
        let mut files = Vec::with_capacity(attached.len());
        for (index, Attached { name, file }) in attached.into_iter().enumerate() {
            let path = folder.join(index.to_string());
            let bytes = std::fs::read(&path).map_err(|source| Error::reading(&path, source))?;
            let path = format!("{stem}-{file}");
            to.attachments.push(Attachment {
                name,
                file: path.clone(),
            });
            files.push(NewFile { path, bytes });
        }
        Ok(files)
    }

    /// Runs one worker: its reply, or why there is none.
    fn ask(
        &mut self,
        entry: &PlannedEntry<'_>,
        name: &str,
        task: Task,
    ) -> Result<Result<Reply, String>> {
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
        match process::ask(&order, name, &self.run.limits, self.run.interrupted) {
            Ended::Replied(reply) => Ok(Ok(reply)),
            Ended::Failed(reason) => Ok(Err(reason)),
            Ended::Interrupted => Err(Error::Interrupted(format!("{name} was being measured"))),
        }
    }
}
