//! What a process inherits: from the shell to the program, and from a worker to what a variant starts.

use std::process::{Command, Stdio};

use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::stopped::{is_gone, worker_of};
use super::{program, row_of};
use crate::common::{Folder, Ran};

pub fn all() -> Vec<Trial> {
    trials![
        a_parent_that_ignores_the_end_of_its_children_changes_nothing,
        signals_that_the_parent_blocks_stop_the_run,
        a_signal_that_the_parent_ignores_does_not,
        a_program_that_a_variant_starts_is_no_worker,
        a_thread_that_keeps_locks_of_the_standard_library_blocks_no_pass,
    ]
}

/// The program with `arguments`, started by `starter`, which ends with the path of what it starts.
fn started_by(starter: &[&str], arguments: &[&str]) -> Command {
    let program = program();
    let mut command = Command::new(starter[0]);
    command.args(&starter[1..]).arg(program.get_program());
    command.args(arguments);
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

fn a_parent_that_ignores_the_end_of_its_children_changes_nothing() {
    let folder = Folder::new();
    let shell = ["sh", "-c", "trap '' CHLD; exec \"$0\" \"$@\""];
    let arguments = ["run", "trouble/fine", "--passes", "time,count,heap", "-o"];
    let mut command = started_by(&shell, &[&arguments[..], &[folder.as_str()]].concat());
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

fn signals_that_the_parent_blocks_stop_the_run() {
    for (blocked, signal) in [("INT", Signal::SIGINT), ("TERM", Signal::SIGTERM)] {
        let folder = Folder::new();
        let pid_file = folder.file("pid");
        let block = format!("--block-signal={blocked}");
        let arguments = ["run", "trouble/endless", "--passes", "count", "-o"];
        let arguments = [&arguments[..], &[folder.as_str()]].concat();
        let child = started_by(&["env", &block], &arguments)
            .env("TROUBLE_PID_FILE", &pid_file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let worker = worker_of(&pid_file);
        kill(Pid::from_raw(child.id() as i32), signal).unwrap();
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(is_gone(worker));
    }
}

fn a_signal_that_the_parent_ignores_does_not() {
    let folder = Folder::new();
    let pid_file = folder.file("pid");
    let shell = ["sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""];
    let arguments = [
        "run",
        "trouble/endless",
        "--passes",
        "count",
        "--timeout",
        "1",
        "-o",
    ];
    let arguments = [&arguments[..], &[folder.as_str()]].concat();
    let child = started_by(&shell, &arguments)
        .env("TROUBLE_PID_FILE", &pid_file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    worker_of(&pid_file);
    kill(Pid::from_raw(child.id() as i32), Signal::SIGHUP).unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap());
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
