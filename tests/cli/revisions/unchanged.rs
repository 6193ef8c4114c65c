//! The repository is as it was, however the program ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{COUNT, Repository};
use crate::common::{Folder, Ran};

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        let is_late = started.elapsed() > Duration::from_secs(60);
        assert!(!is_late, "waited in vain for {what}");
        sleep(Duration::from_millis(10));
    }
}

/// Starts the program on a repository whose command writes its number into a file and never ends.
/// Returns that number too.
fn start_endless(repository: &Repository, arguments: &[&str]) -> (Child, Pid) {
    let mark = Folder::new();
    let file = mark.file("pid");
    let mut command = repository.command(arguments);
    command.env("PID_FILE", &file);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let program = command.spawn().unwrap();
    let number = || fs::read_to_string(&file).ok()?.trim().parse().ok();
    wait_for("the command", || number().is_some());
    (program, Pid::from_raw(number().unwrap()))
}

const ENDLESS: &str = "sleep 1000 &\necho $! > \"$PID_FILE\"\nsleep 1000\n";

fn is_gone(process: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    kill(process, None).is_err() || status.contains(") Z ")
}

fn send(program: &Child, signal: Signal) {
    kill(Pid::from_raw(program.id() as i32), signal).unwrap();
}

#[test]
fn uncommitted_changes_branches_and_the_stash_are_not_touched() {
    let repository = Repository::with_keys(COUNT, &[1000, 2000]);
    repository.0.write("sub/file", "stashed\n");
    repository.git(&["stash", "--quiet"]);
    repository.0.write("sub/file", "staged\n");
    repository.git(&["add", "."]);
    repository.0.write("sub/file", "changed\n");
    repository.0.write("untracked", "text\n");
    repository.0.write("measure.sh", "exit 7\n");
    let status = || repository.git(&["--no-optional-locks", "status", "--porcelain"]);
    let (before, status_before) = (repository.state(), status());
    let ran = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stderr
            .contains("uncommitted changes are not measured\n"),
        "{ran:?}"
    );
    repository.assert_is(&before);
    assert_eq!(status(), status_before);
}

#[test]
fn a_failed_build_leaves_nothing() {
    let repository = Repository::with_keys("touch left; mkdir -p a/b; exit 1\n", &[1, 2]);
    let before = repository.state();
    let ran = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    repository.assert_is(&before);
}

#[test]
fn what_a_revision_leaves_is_not_in_the_next() {
    let script = format!("test ! -e left || exit 1\ntouch left\necho >> sub/file\n{COUNT}");
    let repository = Repository::with_keys(&script, &[1000, 2000]);
    let ran = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[test]
fn ctrl_c_and_a_signal_to_end_leave_nothing_and_end_the_command() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let repository = Repository::with_keys(ENDLESS, &[1, 2]);
        let before = repository.state();
        let (program, process) = start_endless(&repository, &["HEAD~1..HEAD"]);
        send(&program, signal);
        let ran = Ran::from(program.wait_with_output().unwrap());
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("interrupted: while "), "{ran:?}");
        repository.assert_is(&before);
        wait_for("the end of the command", || is_gone(process));
    }
}

#[test]
fn what_a_killed_program_leaves_is_removed_by_the_next() {
    let repository = Repository::with_keys(ENDLESS, &[1, 2]);
    repository.0.write("measure.sh", COUNT);
    repository.write_keys(1000);
    repository.commit("measure");
    repository.write_keys(2000);
    repository.commit("double");
    let before = repository.state();
    let (mut program, process) = start_endless(&repository, &["HEAD~3..HEAD~2"]);
    program.kill().unwrap();
    program.wait().unwrap();
    wait_for("the end of the command", || is_gone(process));
    let work_tree = repository.0.file("target/heapwise/revisions/work-tree");
    assert!(work_tree.exists());
    // As if git had been killed too.
    let locked = repository.0.file(".git/worktrees/work-tree/locked");
    fs::write(locked, "initializing").unwrap();
    let ran = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    repository.assert_is(&before);
}

#[test]
fn one_process_at_a_time_uses_the_folder() {
    let repository = Repository::with_keys(ENDLESS, &[1, 2]);
    let (program, _) = start_endless(&repository, &["HEAD~1..HEAD"]);
    let second = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(second.status, Some(2), "{second:?}");
    assert!(
        second.stderr.contains("another run is writing to it"),
        "{second:?}"
    );
    assert!(
        repository
            .0
            .file("target/heapwise/revisions/work-tree")
            .exists()
    );
    send(&program, Signal::SIGINT);
    program.wait_with_output().unwrap();
}

fn write_program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn no_program_of_the_repository_runs_but_the_command() {
    let repository = Repository::with_keys(COUNT, &[1000]);
    repository
        .0
        .write(".gitattributes", "* filter=evil diff=evil\n");
    repository.write_keys(2000);
    repository.commit("double, with a filter");
    let elsewhere = Folder::new();
    let (evil, mark) = (elsewhere.file("evil"), elsewhere.file("mark"));
    write_program(&evil, &format!("touch {}; cat", mark.display()));
    let program = evil.to_str().unwrap();
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
    ] {
        repository.git(&["config", name, program]);
    }
    repository.git(&["config", "filter.evil.required", "true"]);
    repository.git(&["config", "log.showSignature", "true"]);
    for hook in [
        "post-checkout",
        "post-index-change",
        "reference-transaction",
    ] {
        let hook = repository.0.file(".git/hooks").join(hook);
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::copy(&evil, hook).unwrap();
    }
    let before = repository.state();
    let ran = repository.revisions(&["HEAD~1..HEAD", "--history"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(!mark.exists(), "a program of the repository ran");
    repository.assert_is(&before);
}

#[test]
fn a_command_that_breaks_its_work_tree_does_not_reach_the_repository() {
    let repository = Repository::with_keys("rm -f .git\n", &[1, 2]);
    repository.0.write("untracked", "precious\n");
    repository.0.write("sub/file", "precious\n");
    let before = repository.state();
    let ran = repository.revisions(&["HEAD~1..HEAD"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    repository.assert_is(&before);
}
