//! `sharing`: is a large input shared or copied?

use std::io;

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::concurrency::{
    ChildCommand, fold, processes_copied, processes_shared, threads_copied, threads_shared,
};

use crate::record::Case;
use crate::units;

use super::super::memory;
use super::super::rows::Rows;
use super::process_memory::MemoryGrowth;
use super::{MOST_PROCESSES, NO_COMMAND, TIME_BUDGET};

/// The items, the number of tasks that read them, and how to start one as a process.
pub struct SharingInput {
    items: Vec<u64>,
    tasks: u64,
    command: Option<ChildCommand>,
}

/// Runs the tasks, and calls a function with the processes that it started while all of them have the
/// items.
type RunTasks = fn(&SharingInput, &ChildCommand, &mut dyn FnMut(&[u32])) -> io::Result<u64>;

/// The experiment `sharing`: one input that several tasks read. `command` starts a process that serves
/// tasks; without one, processes are not measured.
pub fn sharing(command: Option<ChildCommand>) -> Experiment<SharingInput> {
    let experiment = Experiment::new(
        "sharing",
        "several tasks read one input: is it shared, or copied for each?",
    )
    .input(
        "n",
        Domain::integers(1_000_000, 1..=1 << 40),
        "items of 8 bytes",
    )
    .input("tasks", Domain::integers(4, 1..=MOST_PROCESSES), "tasks")
    .time_budget(TIME_BUDGET)
    .try_setup(move |input| SharingInput::new(input, command.clone()))
    .known_answer(|input| Some(known_sum(input.get("n"), input.get("tasks")).to_string()))
    .conclude(conclude);
    add_processes(add_threads(experiment))
}

/// What the tasks hold beside the input.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let input = rows
        .whole_input("n")?
        .checked_mul(size_of::<u64>() as u64)?;
    let input = units::bytes(input);
    let held = |variant| {
        let megabytes = rows.metric(variant, "pss_mb")?;
        Some(format!("{variant} {} MB", units::digits(megabytes)))
    };
    let threads = format!(
        "{} tasks add to the {input} of input (pss): {}, {}",
        rows.whole_input("tasks")?,
        held("threads-shared")?,
        held("threads-copied")?,
    );
    let processes = held("processes-shared").zip(held("processes-copied"));
    Some(match processes {
        None => threads,
        Some((shared, copied)) => {
            format!("{threads}, {shared} ({input} of it one copy, in a file), {copied}")
        }
    })
}

fn add_threads(experiment: Experiment<SharingInput>) -> Experiment<SharingInput> {
    experiment
        .try_variant("threads-shared", "threads read the same items", |input| {
            threads_shared(&input.items, input.tasks, || ()).map(Answer::new)
        })
        .inspect(|input| {
            input.memory(|growth| threads_shared(&input.items, input.tasks, || growth.read(&[])))
        })
        .try_variant("threads-copied", "each thread has a copy", |input| {
            threads_copied(&input.items, input.tasks, || ()).map(Answer::new)
        })
        .inspect(|input| {
            input.memory(|growth| threads_copied(&input.items, input.tasks, || growth.read(&[])))
        })
}

fn add_processes(experiment: Experiment<SharingInput>) -> Experiment<SharingInput> {
    let copied: RunTasks = |input, command, while_waiting| {
        processes_copied(command, &input.items, input.tasks, while_waiting)
    };
    let shared: RunTasks = |input, command, while_waiting| {
        processes_shared(command, &input.items, input.tasks, while_waiting)
    };
    let variants = [
        (
            "processes-shared",
            "processes map one temporary file",
            shared,
        ),
        (
            "processes-copied",
            "each process receives a copy through a pipe",
            copied,
        ),
    ];
    variants
        .into_iter()
        .fold(experiment, |experiment, (name, about, run)| {
            experiment
                .try_variant(name, about, move |input| match &input.command {
                    Some(command) => run(input, command, &mut |_| ()).map(Answer::new),
                    None => Ok(Answer::not_applicable(NO_COMMAND)),
                })
                .inspect(move |input| match &input.command {
                    Some(command) => input.memory(|growth| {
                        run(input, command, &mut |children| growth.read(children))
                    }),
                    None => Extras::default(),
                })
        })
}

impl SharingInput {
    fn new(input: &Input, command: Option<ChildCommand>) -> Result<Self, Error> {
        let (n, tasks) = (input.get("n"), input.get("tasks"));
        memory::check("n", n, (1 + tasks as usize) * size_of::<u64>())?;
        Ok(Self {
            items: (0..n as u64).collect(),
            tasks,
            command,
        })
    }

    /// The memory that the tasks take while all have the items.
    fn memory(&self, run: impl FnOnce(&mut MemoryGrowth) -> io::Result<u64>) -> Extras {
        let mut growth = MemoryGrowth::start();
        match run(&mut growth) {
            Ok(_) => growth.metric("pss_mb", 1e6, "MB"),
            // The passes have failed for the same reason.
            Err(_) => Extras::default(),
        }
    }
}

/// The sum of what the tasks answer.
fn known_sum(n: u64, tasks: u64) -> u64 {
    let answers = (0..tasks).map(|number| fold(number, 0..n));
    answers.fold(0, u64::wrapping_add)
}
