//! Growth: the arrays and their policies, `heapwise run growth`, `run small` and `growth-curve`.

#[path = "../common/mod.rs"]
mod common;

mod array;
mod cpython;
mod curve;
mod experiment;
mod policies;
mod refused;
mod waste;

use common::{Folder, Ran, heapwise};

/// `heapwise run` into the folder.
fn run(arguments: &str, folder: &Folder) -> Ran {
    let mut command = heapwise();
    command.arg("run").args(arguments.split(' '));
    command.arg("-o").arg(folder.path());
    Ran::from(command.output().unwrap())
}
