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

use common::{Folder, Ran, heapwise, run_to};

/// `heapwise run` into the folder.
fn run(arguments: &str, folder: &Folder) -> Ran {
    run_to(heapwise(), &format!("run {arguments}"), folder.path())
}
