//! What a process inherits: from the shell to the program, and from a worker to what a variant starts.

use std::process::Command;

use libtest_mimic::Trial;
use nix::sys::signal::Signal;

use super::stopped::{StartedRun, is_gone};
use super::{program, row_of};
use crate::common::{Folder, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        a_parent_that_ignores_the_end_of_its_children_changes_nothing,
        signals_that_the_parent_blocks_stop_the_run,
        a_signal_that_the_parent_ignores_does_not,
        a_program_that_a_variant_starts_is_no_worker,
        a_thread_that_keeps_locks_of_the_standard_library_blocks_no_pass,
    ]
}

/// The program, started by `starter`, which ends with the path of what it starts.
fn started_by(starter: &[&str]) -> Command {
    let program = program();
    let mut command = Command::new(starter[0]);
    command.args(&starter[1..]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

/// The program, started by a shell that ignores a signal.
fn ignoring(signal: &str) -> Command {
    let script = format!("trap '' {signal}; exec \"$0\" \"$@\"");
    started_by(&["sh", "-c", &script])
}

fn a_parent_that_ignores_the_end_of_its_children_changes_nothing() {
    let folder = Folder::new();
    let arguments = "run trouble/fine --passes time,count,heap";
    let ran = run_to(ignoring("CHLD"), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

fn signals_that_the_parent_blocks_stop_the_run() {
    for (blocked, signal) in [("INT", Signal::SIGINT), ("TERM", Signal::SIGTERM)] {
        let folder = Folder::new();
        let program = started_by(&["env", &format!("--block-signal={blocked}")]);
        let arguments = "run trouble/endless --passes count";
        let started_run = StartedRun::new(program, arguments, folder.path());
        let worker = started_run.process;
        started_run.signal(signal);
        let ran = started_run.end();
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(is_gone(worker));
    }
}

fn a_signal_that_the_parent_ignores_does_not() {
    let folder = Folder::new();
    let arguments = "run trouble/endless --passes count --timeout 1";
    let started_run = StartedRun::new(ignoring("HUP"), arguments, folder.path());
    started_run.signal(Signal::SIGHUP);
    let ran = started_run.end();
    assert_eq!(ran.status, Some(1), "{ran:?}");
}

fn a_program_that_a_variant_starts_is_no_worker() {
    for pass in ["time", "count", "heap"] {
        let (ran, row) = row_of("starts/itself", &["--passes", pass]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert_eq!(row["answer"], "Some(\"starts/itself\")", "{pass}");
    }
}

fn a_thread_that_keeps_locks_of_the_standard_library_blocks_no_pass() {
    for pass in ["time", "count", "heap"] {
        let passes = ["--passes", pass, "--timeout", "20"];
        let (ran, _) = row_of("starts/keeps-locks", &passes);
        assert_eq!(ran.status, Some(0), "{pass}: {ran:?}");
    }
}
