//! `heapwise run growth`, `run small` and `growth-curve`.

mod curve;
mod experiment;
mod policies;
mod refused;

use crate::common::{Folder, Ran, heapwise, run_to};

/// Runs `heapwise run` with the folder as `--out`.
fn run(arguments: &str, folder: &Folder) -> Ran {
    run_to(heapwise(), &format!("run {arguments}"), folder.path())
}
