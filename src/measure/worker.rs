//! The worker's side: reads an order, carries it out, replies.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::alloc::{self, WORKER_VARIABLE};
use crate::error::{Error, Result};
use crate::experiment::{AttachedFile, Declared, Input, Prepared, learn_reference_ns};

use super::order::{FileName, Order, RECORDED, Reply, SCRATCH_VARIABLE, recorded_child};
use super::platform;
use super::task::{self, PassFigures, PassResult, Task};

/// Whether this process was started as a worker.
pub fn is_worker() -> bool {
    std::env::var_os(WORKER_VARIABLE).is_some_and(|value| !value.is_empty())
}

/// Carries out the order on stdin, and writes the reply to stdout.
///
/// # Errors
///
/// If there is no valid order, or the system refuses a call that it needs.
pub fn serve(experiments: &[Declared]) -> Result<()> {
    let order = read_order().map_err(|error| {
        Error::Order(format!(
            "{WORKER_VARIABLE} is set, which makes this process a worker, but there is no order \
             on its stdin ({error}); unset it to use the command line"
        ))
    })?;
    let mut channel = platform::take_stdout().map_err(|error| Error::Order(error.to_string()))?;
    platform::die_with(order.parent).map_err(|error| Error::Order(error.to_string()))?;
    if let Some(bytes) = order.memory_bytes {
        platform::limit_memory(bytes)
            .map_err(|error| Error::Order(format!("its memory cannot be limited: {error}")))?;
    }
    if let Some(ns) = order.least_reference_ns {
        learn_reference_ns(ns);
    }
    let scratch = scratch_folder();
    alloc::remove_variables(&[WORKER_VARIABLE, SCRATCH_VARIABLE]);
    let programs = order.programs.as_ref();
    let programs = programs.map(|programs| programs.declare_with(order.instrument(&scratch)));
    let experiments = programs.as_ref().map_or(experiments, std::slice::from_ref);
    let reply = carry_out(&order, experiments, &scratch)?;
    let reply = serde_json::to_string(&reply).expect("a reply holds only numbers and text");
    // The variant may have printed a line without its newline.
    let line = format!("\n{reply}\n");
    channel
        .write_all(line.as_bytes())
        .map_err(|error| Error::Order(error.to_string()))
}

fn read_order() -> Result<Order, String> {
    if io::stdin().is_terminal() {
        return Err(String::from("it is a terminal"));
    }
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn carry_out(order: &Order, experiments: &[Declared], scratch: &Path) -> Result<Reply> {
    let mut experiments = experiments.iter();
    let experiment = experiments.find(|experiment| experiment.name() == order.experiment);
    let experiment = experiment
        .ok_or_else(|| Error::Order(format!("no experiment `{}` here", order.experiment)))?;
    let variant = || {
        let name = order.variant.as_deref().unwrap_or_default();
        let variant = experiment.variant(name);
        variant.ok_or_else(|| Error::Order(format!("no variant `{name}` here")))
    };
    let input: Input = order.input.clone().into_iter().collect();
    let started = Instant::now();
    let prepared = match experiment.prepare(&input) {
        Ok(prepared) => prepared,
        Err(problem) => return Ok(Reply::SetupFailed(problem)),
    };
    let result = match order.task {
        Task::Pass(pass) => {
            let (variant, settings) = (variant()?, &order.settings);
            let setup = started.elapsed();
            let result = match &order.programs {
                Some(programs) if order.task.program_pass().is_some() => {
                    task::run_program(&prepared, variant, programs.tool, scratch)
                }
                _ => {
                    let path = scratch.join(RECORDED);
                    task::run_pass(pass, &prepared, variant, settings, setup, &path)
                }
            };
            leave_recordings(&result, scratch);
            result
        }
        Task::Answer => task::run_for_answer(&prepared, variant()?),
        Task::Extra(extra) => {
            return Ok(Reply::Collected(prepared.collect(variant()?, extra)));
        }
        Task::CheckSetup => return Ok(Reply::SetUp),
        Task::Attach => return attach(&prepared, scratch),
    };
    let PassResult {
        mut answer,
        figures,
        children,
    } = result;
    if order.programs.is_some()
        && let Some(reason) = answer.error.take()
    {
        return Ok(Reply::ProgramFailed(reason));
    }
    if order.is_under_heaptrack() {
        return Ok(Reply::Collected(answer.extras));
    }
    Ok(Reply::Ran {
        answer: Box::new(answer),
        known: experiment.known_answer(&input),
        figures: Box::new(figures),
        children,
    })
}

/// Writes what heapwise's recorder found to files in `folder`. The parent reports one that is missing or
/// incomplete.
fn leave_recordings(result: &PassResult, folder: &Path) {
    let leave = |figures: &PassFigures, file: &str| {
        if let PassFigures::Heap {
            recording: Some(recording),
            ..
        } = figures
        {
            let text = serde_json::to_string(recording);
            let text = text.expect("a recording holds only numbers and text");
            let _ = std::fs::write(folder.join(file), text);
        }
    };
    leave(&result.figures, RECORDED);
    for (index, (_, child)) in result.children.iter().enumerate() {
        leave(child, &recorded_child(index));
    }
}

fn scratch_folder() -> PathBuf {
    std::env::var_os(SCRATCH_VARIABLE)
        .unwrap_or_default()
        .into()
}

/// Writes the experiment's files into `folder`, each named by its index in the list.
fn attach(prepared: &Prepared<'_>, folder: &Path) -> Result<Reply> {
    let write = |(index, file): (usize, AttachedFile)| {
        let path = folder.join(index.to_string());
        std::fs::write(&path, &file.bytes).map_err(|source| Error::File {
            action: "write",
            path,
            source,
            remedy: "free some space in the temporary folder, or set TMPDIR to another",
        })?;
        Ok(FileName {
            name: file.name,
            file: file.file,
        })
    };
    let files = prepared.attach();
    let attached: Result<Vec<FileName>> = files.into_iter().enumerate().map(write).collect();
    Ok(Reply::Attached(attached?))
}
