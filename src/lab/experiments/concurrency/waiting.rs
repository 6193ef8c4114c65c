//! `waiting`: what does a task cost that only waits?

use std::io;

use tokio::runtime::{Builder, Runtime};

use crate::Answer;
use crate::Experiment;
use crate::experiment::{Domain, Extras};
use crate::lab::concurrency::{ChildCommand, async_tasks, processes, threads};
use crate::record::{Case, Figure};
use crate::units;

use super::super::rows::Rows;
use super::process_memory::MemoryGrowth;
use super::{MOST_PROCESSES, NO_COMMAND, TIME_BUDGET};

/// The number of threads of the runtime that has several.
const RUNTIME_THREADS: usize = 2;

/// The number of tasks, and how to start one as a process.
pub struct WaitingInput {
    tasks: u64,
    command: Option<ChildCommand>,
}

/// The experiment `waiting`: tasks that all wait at the same time. `command` starts a process that serves
/// tasks; without one, processes are not measured.
pub fn waiting(command: Option<ChildCommand>) -> Experiment<WaitingInput> {
    let experiment = Experiment::new("waiting", "what does a task cost that only waits?")
        .input("n", Domain::integers(1000, 1..=100_000), "tasks")
        .time_budget(TIME_BUDGET)
        .try_setup(move |input| WaitingInput::new(input.get("n"), command.clone()))
        .known_answer(|input| {
            let tasks: u64 = input.get("n");
            Some((tasks * (tasks - 1) / 2).to_string())
        })
        .conclude(conclude);
    add_processes(add_runtimes(add_threads(experiment)))
}

/// What a task costs.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let tasks = rows.whole_input("n").filter(|&tasks| tasks > 0)?;
    let bytes = |variant| {
        let growth = rows.value(variant, &Figure::RSS_GROWTH_BYTES)?;
        Some(units::bytes((growth + tasks / 2) / tasks))
    };
    let time = |variant| {
        let ns = rows.value(variant, &Figure::TIME_MEDIAN_NS)?;
        Some(units::nanoseconds((ns + tasks / 2) / tasks))
    };
    Some(format!(
        "each of {tasks} threads costs {} of resident memory and {}, each of as many async tasks {} and {}",
        bytes("threads")?,
        time("threads")?,
        bytes("async")?,
        time("async")?,
    ))
}

fn add_threads(experiment: Experiment<WaitingInput>) -> Experiment<WaitingInput> {
    experiment
        .try_variant("threads", "a thread for each", |input| {
            threads(input.tasks, || ()).map(Answer::new)
        })
        .inspect(|input| input.memory(|growth| threads(input.tasks, || growth.read(&[]))))
}

fn add_runtimes(experiment: Experiment<WaitingInput>) -> Experiment<WaitingInput> {
    let one: fn() -> Builder = Builder::new_current_thread;
    let several: fn() -> Builder = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(RUNTIME_THREADS);
        builder
    };
    let runtimes = [
        ("async", "tasks of a tokio runtime in this thread", one),
        (
            "async-threads",
            "tasks of a tokio runtime with 2 threads",
            several,
        ),
    ];
    runtimes
        .into_iter()
        .fold(experiment, |experiment, (name, about, builder)| {
            let run = move |tasks, while_waiting: &mut dyn FnMut()| -> io::Result<u64> {
                let runtime: Runtime = builder().build()?;
                Ok(async_tasks(&runtime, tasks, while_waiting))
            };
            experiment
                .try_variant(name, about, move |input| {
                    run(input.tasks, &mut || ()).map(Answer::new)
                })
                .inspect(move |input| {
                    input.memory(|growth| run(input.tasks, &mut || growth.read(&[])))
                })
        })
}

fn add_processes(experiment: Experiment<WaitingInput>) -> Experiment<WaitingInput> {
    experiment
        .try_variant(
            "processes",
            format!("a process for each, up to {MOST_PROCESSES}"),
            |input| match input.command() {
                Ok(command) => processes(command, input.tasks, |_| ()).map(Answer::new),
                Err(reason) => Ok(Answer::not_applicable(reason)),
            },
        )
        .inspect(|input| match input.command() {
            Ok(command) => input
                .memory(|growth| processes(command, input.tasks, |children| growth.read(children))),
            Err(_) => Extras::default(),
        })
}

impl WaitingInput {
    fn new(tasks: u64, command: Option<ChildCommand>) -> io::Result<Self> {
        // The first runtime that a thread drops leaves a block behind, which is no task's.
        drop(Builder::new_current_thread().build()?);
        Ok(Self { tasks, command })
    }

    /// How to start a process, or why none is started.
    fn command(&self) -> Result<&ChildCommand, String> {
        if self.tasks > MOST_PROCESSES as u64 {
            return Err(format!("at most {MOST_PROCESSES} processes: try `-i n=16`"));
        }
        self.command
            .as_ref()
            .ok_or_else(|| String::from(NO_COMMAND))
    }

    /// The memory that each task takes while all wait.
    fn memory(&self, run: impl FnOnce(&mut MemoryGrowth) -> io::Result<u64>) -> Extras {
        let mut growth = MemoryGrowth::start();
        match run(&mut growth) {
            Ok(_) => growth.metric("pss_kb_each", 1000.0 * self.tasks as f64, "kB"),
            // The passes have failed for the same reason.
            Err(_) => Extras::default(),
        }
    }
}
