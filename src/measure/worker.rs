//! The worker's side: reads its order, obeys, answers.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use crate::alloc::WORKER_VARIABLE;
use crate::error::{Error, Result};
use crate::experiment::{AttachedFile, Declared, Input, Look, Prepared};

use super::order::{Attached, Order, PROFILE, Reply, SCRATCH_VARIABLE, Task};
use super::{passes, platform};

/// Whether this process was started as a worker.
pub fn is_worker() -> bool {
    std::env::var_os(WORKER_VARIABLE).is_some_and(|pass| !pass.is_empty())
}

/// Carries out the order on stdin with the experiment that it names.
///
/// # Errors
///
/// Where there is no order, or the system does not allow what it needs.
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
    let reply = obey(&order, experiments)?;
    let reply = serde_json::to_string(&reply).expect("a reply holds only numbers and text");
    // What was printed before it may lack its newline.
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

fn obey(order: &Order, experiments: &[Declared]) -> Result<Reply> {
    let experiment = experiments
        .iter()
        .find(|experiment| experiment.name() == order.experiment)
        .ok_or_else(|| Error::Order(format!("no experiment `{}` here", order.experiment)))?;
    let input: Input = order.input.clone().into_iter().collect();
    let prepared = match experiment.prepare(&input) {
        Ok(prepared) => prepared,
        Err(problem) => return Ok(Reply::Refused(problem)),
    };
    let (answer, figures) = match &order.task {
        Task::Time { variant, sampling } => passes::time(&prepared, *variant, sampling),
        Task::Count { variant } => passes::count(&prepared, *variant),
        Task::Heap { variant } => passes::heap(&prepared, *variant, &scratch().join(PROFILE)),
        Task::Answer { variant } => passes::answer(&prepared, *variant),
        Task::Examine { variant } => {
            return Ok(Reply::Examined(prepared.look(*variant, Look::Examine)));
        }
        Task::Weigh { variant } => {
            return Ok(Reply::Examined(prepared.look(*variant, Look::Weigh)));
        }
        Task::Check => return Ok(Reply::Ready),
        Task::Attach => return attach(&prepared, &scratch()),
    };
    let known = experiment.known_answer(&input);
    Ok(Reply::Passed {
        answer,
        known,
        figures: Box::new(figures),
    })
}

fn scratch() -> PathBuf {
    std::env::var_os(SCRATCH_VARIABLE)
        .unwrap_or_default()
        .into()
}

/// Leaves the experiment's files in `folder`, each under its place in the list.
fn attach(prepared: &Prepared<'_>, folder: &Path) -> Result<Reply> {
    let keep = |(index, file): (usize, AttachedFile)| {
        let path = folder.join(index.to_string());
        std::fs::write(&path, &file.bytes).map_err(|source| Error::File {
            action: "write",
            path,
            source,
            remedy: "free some space in the temporary folder, or set TMPDIR to another",
        })?;
        Ok(Attached {
            name: file.name,
            file: file.file,
        })
    };
    let files = prepared.attach();
    let attached: Result<Vec<Attached>> = files.into_iter().enumerate().map(keep).collect();
    Ok(Reply::Attached(attached?))
}
