//! The workers of a run, started one after another.

use std::path::Path;
use std::time::Instant;

use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::experiment::{Declared, Variant, is_disturbed, least_reference_ns};
use crate::record::{AnswerCheck, Attachment, Case, Pass};

use super::file_names::UsedNames;
use super::forecast::Forecast;
use super::guard::Guard;
use super::machine;
use super::observer::{NewFile, Observer, WorkerStart};
use super::order::{FileName, Order, Reply};
use super::patience::Patience;
use super::plan::{LATER_ROUND, PlannedCase, Run};
use super::process::{self, WorkerEnd};
use super::profile_reader::ProfileReader;
use super::repetition::MOST_REPEATED;
use super::repetition::SecondRun;
use super::sampling::Rounds;
use super::scratch::Scratch;
use super::task::{PassSettings, Task};
use super::variant_result::{MeasuredVariant, RoundPlan, VariantResult};

/// Starts the workers of a run one after another.
pub(super) struct Workers<'a> {
    run: &'a Run<'a>,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) forecast: Forecast,
    profiles: ProfileReader,
    attached_names: UsedNames,
    stems: UsedNames,
    scratch: Scratch,
    guard: Guard,
    patience: Patience,
    /// The memory that this process may use, if the system reports it.
    memory_bytes: Option<u64>,
}

/// The reply of a worker and the folder of its files, or the reason why there is no reply.
type WorkerReply = Result<(Reply, TempDir), String>;

impl<'a> Workers<'a> {
    /// # Errors
    ///
    /// If there can be no folder for the workers' files.
    pub(super) fn new(run: &'a Run<'a>, observer: &'a mut dyn Observer) -> Result<Self> {
        Ok(Self {
            run,
            observer,
            forecast: run.forecast(),
            profiles: ProfileReader::new(
                run.settings.recorder,
                run.programs.as_ref().and_then(|programs| programs.tool),
                run.ownership.clone(),
            ),
            attached_names: UsedNames::default(),
            stems: UsedNames::with_stems_of(run.plan.cases.iter().map(|case| &case.stems)),
            scratch: Scratch::new()?,
            guard: Guard::start(),
            patience: Patience::new(),
            memory_bytes: machine::memory_bytes(),
        })
    }

    /// Runs every task of one variant, up to the first that fails. Gives the variant, and the processes
    /// that it has started.
    ///
    /// # Errors
    ///
    /// If the run is interrupted, or a worker has no folder for its files.
    pub(super) fn measure<'v>(
        &mut self,
        case: &PlannedCase<'_>,
        variant: Variant<'v>,
        answers: &mut AnswerCheck,
    ) -> Result<(MeasuredVariant, Vec<MeasuredVariant>, RoundPlan<'v>)> {
        let varied = self.run.varied_before(case, variant);
        let mut result = VariantResult::default();
        for task in self.run.tasks(variant) {
            let started = Instant::now();
            match task {
                Task::Pass(Pass::Count) => {
                    self.make_count_passes(case, variant, !varied.is_empty(), &mut result)?;
                }
                Task::Pass(Pass::Heap) if self.is_uncounted_program(&result) => {}
                Task::Pass(Pass::Heap) => self.make_heap_passes(case, variant, &mut result)?,
                task => self.run_task(case, variant, task, &mut result)?,
            }
            self.forecast.end_task(task.name(), started.elapsed());
            if result.has_ended() {
                break;
            }
        }
        let round_plan = result.round_plan(variant);
        let children = result.take_children(variant);
        let measured = result.into_measured(variant, &varied, answers);
        Ok((measured, children, round_plan))
    }

    /// The stem of the files of a process that a variant has started, whose row has this name.
    pub(super) fn child_stem(&mut self, case: &PlannedCase<'_>, row: &str) -> String {
        self.stems.child_stem(&case.stems, row)
    }

    /// Makes as many count passes as show which figures vary.
    fn make_count_passes(
        &mut self,
        case: &PlannedCase<'_>,
        variant: Variant<'_>,
        varied_before: bool,
        result: &mut VariantResult,
    ) -> Result<()> {
        let passes = self.run.count_passes;
        let started = Instant::now();
        while !result.has_ended()
            && passes.wants_more(
                &result.measurements.counted,
                started.elapsed(),
                varied_before,
            )
        {
            self.run_task(case, variant, Task::Pass(Pass::Count), result)?;
            if self.is_uncounted_program(result) {
                break;
            }
        }
        Ok(())
    }

    /// Whether the variant is a program whose allocator is not heapwise's.
    fn is_uncounted_program(&self, result: &VariantResult) -> bool {
        let has_counted = self.run.passes.contains(&Pass::Count);
        self.run.programs.is_some() && has_counted && result.measurements.counted.is_empty()
    }

    /// Makes the heap pass. If it does not agree with the count passes, both are repeated: they may
    /// have agreed by chance.
    fn make_heap_passes(
        &mut self,
        case: &PlannedCase<'_>,
        variant: Variant<'_>,
        result: &mut VariantResult,
    ) -> Result<()> {
        self.run_task(case, variant, Task::Pass(Pass::Heap), result)?;
        for _ in 0..MOST_REPEATED {
            for pass in [Pass::Count, Pass::Heap] {
                if result.has_ended() || !result.has_contradiction() {
                    return Ok(());
                }
                self.run_task(case, variant, Task::Pass(pass), result)?;
            }
        }
        Ok(())
    }

    /// Runs one task of one variant, and adds the reply or the failure to `result`.
    ///
    /// # Errors
    ///
    /// If the run is interrupted, or the worker has no folder for its files.
    pub(super) fn run_task(
        &mut self,
        case: &PlannedCase<'_>,
        variant: Variant<'_>,
        task: Task,
        result: &mut VariantResult,
    ) -> Result<()> {
        let settings = self.settings_for(case.experiment, result.measurements.leaked_bytes());
        let answered = self.ask(case, Some(variant), task, settings)?;
        let added = answered.and_then(|(reply, scratch)| {
            let declared_in = case.experiment.declared_in();
            let mut read_profile = |path: &Path| self.profiles.read(path, declared_in);
            result.add(reply, scratch.path(), &mut read_profile)
        });
        if let Err(reason) = added {
            result.failure = Some(format!("in the {} it {reason}", task.description()));
        }
        Ok(())
    }

    /// Runs the time pass of a variant once more, as one of its later rounds.
    ///
    /// # Errors
    ///
    /// If the run is interrupted, or the worker has no folder for its files.
    pub(super) fn ask_for_round(
        &mut self,
        case: &PlannedCase<'_>,
        plan: &RoundPlan<'_>,
    ) -> Result<Result<Reply, String>> {
        let mut settings = self.settings_for(case.experiment, plan.leaked_bytes);
        settings.sampling.rounds = Rounds::Exactly(plan.rounds);
        let started = Instant::now();
        let answered = self.ask(case, Some(plan.variant), Task::Pass(Pass::Time), settings)?;
        self.forecast.end_task(LATER_ROUND, started.elapsed());
        Ok(answered.map(|(reply, _)| reply))
    }

    /// Runs the fallible set-up of every case once.
    ///
    /// # Errors
    ///
    /// If one of them fails, the run is interrupted, or a worker has no folder for its files.
    pub(super) fn check_setups(&mut self) -> Result<()> {
        for case in &self.run.plan.cases {
            if !case.experiment.is_setup_fallible() {
                continue;
            }
            // A worker that fails otherwise fails again in a row of its own.
            let settings = self.settings_for(case.experiment, 0);
            let answered = self.ask(case, None, Task::CheckSetup, settings)?;
            if let Ok((Reply::SetupFailed(problem), _)) = answered {
                return Err(Error::Refused {
                    experiment: case.experiment.name().to_string(),
                    problem,
                });
            }
        }
        Ok(())
    }

    /// Makes the files of an experiment and lists them in the case `to`. If the files cannot be
    /// made, the observer receives a warning.
    ///
    /// # Errors
    ///
    /// If the run is interrupted, or the worker has no folder for its files.
    pub(super) fn attach(
        &mut self,
        case: &PlannedCase<'_>,
        stem: &str,
        to: &mut Case,
    ) -> Result<Vec<NewFile>> {
        let settings = self.settings_for(case.experiment, 0);
        let answered = self.ask(case, None, Task::Attach, settings)?;
        let files = answered.and_then(|(reply, scratch)| match reply {
            Reply::Attached(names) => {
                let path_for = |file: &str| self.attached_names.attached(stem, file);
                read_files(&names, scratch.path(), path_for)
            }
            Reply::SetupFailed(problem) => Err(format!("could not be set up: {problem}")),
            _ => Err(String::from("answered another order")),
        });
        let files = files.unwrap_or_else(|reason| {
            let name = case.experiment.name();
            let warning = format!("{name}: cannot write its files: it {reason}");
            self.observer.warn(&warning);
            Vec::new()
        });
        let (attachments, files): (Vec<Attachment>, Vec<NewFile>) = files.into_iter().unzip();
        to.attachments = attachments;
        Ok(files)
    }

    /// How to make the passes of this experiment for a variant whose runs leak `leaked_bytes` each.
    fn settings_for(&self, experiment: &Declared, leaked_bytes: u64) -> PassSettings {
        let settings = self.run.settings;
        let sampling = self.run.sampling(experiment);
        // What a program leaks, its end frees.
        let leaked_bytes = if self.run.programs.is_some() {
            0
        } else {
            leaked_bytes
        };
        let limits = &self.run.limits;
        let memory = limits.memory_bytes.into_iter().chain(self.memory_bytes);
        let memory_bytes = memory.min();
        PassSettings {
            sampling: sampling
                .within_timeout(limits.timeout)
                .within_memory(memory_bytes, leaked_bytes),
            second_run: SecondRun::new(limits.timeout, memory_bytes),
            ..settings
        }
    }

    fn ask(
        &mut self,
        case: &PlannedCase<'_>,
        variant: Option<Variant<'_>>,
        task: Task,
        settings: PassSettings,
    ) -> Result<WorkerReply> {
        let experiment = case.experiment;
        let name = variant.map_or_else(|| experiment.name().to_string(), Variant::full_name);
        self.observer.worker_starts(&WorkerStart {
            name: &name,
            task: task.name(),
            remaining: self.forecast.remaining(),
        });
        if task.is_timed() {
            self.patience.wait(self.run.interrupted, is_disturbed);
        }
        let order = Order {
            experiment: experiment.name().to_string(),
            programs: self.run.programs.clone(),
            variant: variant.map(|variant| variant.name().to_string()),
            input: case.input.values().clone(),
            task,
            settings,
            memory_bytes: self.run.limits.memory_bytes,
            least_reference_ns: least_reference_ns(),
            parent: std::process::id(),
        };
        let scratch = self.scratch.for_worker()?;
        let limits = &self.run.limits;
        let interrupted = self.run.interrupted;
        let guard = &mut self.guard;
        match process::run_worker(&order, &name, scratch.path(), limits, interrupted, guard) {
            WorkerEnd::Replied(reply) => Ok(Ok((*reply, scratch))),
            WorkerEnd::Failed(reason) => Ok(Err(reason)),
            WorkerEnd::Interrupted => Err(Error::Interrupted(format!("{name} was being measured"))),
        }
    }
}

/// Reads the files that a worker left in `scratch`. `path_for` gives each its path in the report's
/// folder.
fn read_files(
    names: &[FileName],
    scratch: &Path,
    mut path_for: impl FnMut(&str) -> String,
) -> Result<Vec<(Attachment, NewFile)>, String> {
    let read = |(index, FileName { name, file }): (usize, &FileName)| {
        let bytes = std::fs::read(scratch.join(index.to_string()))
            .map_err(|error| format!("wrote a file that cannot be read: {error}"))?;
        let path = path_for(file);
        let attachment = Attachment {
            name: name.clone(),
            file: path.clone(),
        };
        Ok((attachment, NewFile { path, bytes }))
    };
    names.iter().enumerate().map(read).collect()
}
