//! A program of the user's that runs to its end.

use std::io;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use super::guard::Guard;
use super::process::{WaitEnd, watch};
use super::{git, platform};

/// How a program ended.
pub enum CommandEnd {
    /// With exit status 0.
    Succeeded,
    /// In another way: a phrase after the program's name.
    Failed(String),
    /// By the signal that set the flag.
    Interrupted,
}

/// Runs a program to its end, or until `interrupted` is set. It does not see the variables that name a
/// repository to git. What it started ends with it, and also if this process is killed.
///
/// # Errors
///
/// If it cannot be started or watched.
pub fn run_command(command: &mut Command, interrupted: &AtomicBool) -> io::Result<CommandEnd> {
    git::forget_other_repository(command);
    platform::lead_group(command);
    let mut guard = Guard::start();
    let mut child = command.spawn()?;
    guard.watch(child.id());
    let end = watch(&mut child, None, interrupted);
    guard.release();
    Ok(match end? {
        WaitEnd::Interrupted => CommandEnd::Interrupted,
        WaitEnd::Exited { status, .. } if status.success() => CommandEnd::Succeeded,
        WaitEnd::Exited { status, .. } => CommandEnd::Failed(match status.code() {
            Some(code) => format!("ended with exit status {code}"),
            None => platform::ending(status),
        }),
        WaitEnd::Stopped(signal) => CommandEnd::Failed(format!("was stopped by {signal}")),
        WaitEnd::TimedOut { .. } => CommandEnd::Failed(String::from("ran too long")),
    })
}
