//! Runs that end by a timeout, a signal or with their parent; no worker outlives them.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{failure, program, run};
use crate::common::{Folder, Ran, row, rows, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        the_timeout_ends_an_endless_variant,
        the_timeout_ends_a_stopped_variant,
        a_worker_that_is_stopped_from_outside_and_continued_is_measured,
        an_interrupted_run_leaves_its_rows_and_no_worker,
        a_worker_ends_with_its_killed_parent,
        a_killed_run_leaves_no_page_of_an_older_report,
        what_a_worker_started_ends_with_the_killed_parent,
        what_a_killed_run_leaves_is_deleted_by_the_next,
        a_second_signal_ends_the_program_at_once,
    ]
    .into_iter()
    .chain(
        trials![a_stopped_variant_is_a_failed_row]
            .into_iter()
            .map(|trial| trial.with_ignored_flag(true).with_kind("slow")),
    )
    .collect()
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "waited in vain for {what}"
        );
        sleep(Duration::from_millis(10));
    }
}

/// The process that wrote its id into the file.
pub fn worker_of(pid_file: &Path) -> Pid {
    let number = || std::fs::read_to_string(pid_file).ok()?.parse().ok();
    wait_for("the worker's number", || number().is_some());
    Pid::from_raw(number().unwrap())
}

/// Returns whether a process has ended; a zombie counts as ended.
pub fn is_gone(pid: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    kill(pid, None).is_err() || status.contains(") Z ")
}

fn the_timeout_ends_an_endless_variant() {
    let folder = Folder::new();
    let pid_file = folder.file("pid");
    let ran = Ran::from(
        program()
            .args([
                "run",
                "trouble/endless",
                "--timeout",
                "0.5",
                "-o",
                folder.as_str(),
            ])
            .env("TROUBLE_PID_FILE", &pid_file)
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let reason = &rows(&report)[0]["outcome"]["reason"];
    assert_eq!(
        *reason,
        "in the count pass it ran longer than 0.5 s (--timeout)"
    );
    assert!(is_gone(worker_of(&pid_file)));
}

fn the_timeout_ends_a_stopped_variant() {
    assert_eq!(
        failure("trouble/stops", &["--timeout", "0.3"]),
        "in the count pass it was stopped by SIGSTOP and ran longer than 0.3 s (--timeout)"
    );
}

fn a_stopped_variant_is_a_failed_row() {
    assert_eq!(
        failure("trouble/stops", &[]),
        "in the count pass it was stopped by SIGSTOP and did not continue within 10 s"
    );
}

fn a_worker_that_is_stopped_from_outside_and_continued_is_measured() {
    let folder = Folder::new();
    let pid_file = folder.file("pid");
    let child = program()
        .args(["run", "waits/any", "--passes", "count", "--runs", "1"])
        .args(["-o", folder.as_str()])
        .env("TROUBLE_PID_FILE", &pid_file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let worker = worker_of(&pid_file);
    kill(worker, Signal::SIGSTOP).unwrap();
    sleep(Duration::from_millis(100));
    std::fs::remove_file(&pid_file).unwrap();
    kill(worker, Signal::SIGCONT).unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

fn an_interrupted_run_leaves_its_rows_and_no_worker() {
    for signal in [
        Signal::SIGINT,
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
    ] {
        let folder = Folder::new();
        let pid_file = folder.file("pid");
        let child = program()
            .args(["run", "second-is-endless", "--passes", "count"])
            .args(["-o", folder.as_str()])
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
        let report = folder.report();
        assert_eq!(rows(&report).len(), 1);
        assert_eq!(row(&report, "quick")["outcome"]["status"], "measured");
        assert!(ran.stdout.contains("\n quick"), "{}", ran.stdout);
        let message = "error: interrupted: second-is-endless/endless was being measured; \
                    measured before and saved: 1 variant, in ";
        assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
        let again = run(["report", folder.as_str()]);
        assert_eq!(again.status, Some(0), "{}", again.stderr);
        let page = run(["report", folder.as_str(), "--format", "html"]);
        assert!(page.stdout.contains("quick") && page.stdout == folder.read("index.html"));
    }
}

fn a_worker_ends_with_its_killed_parent() {
    let folder = Folder::new();
    let pid_file = folder.file("pid");
    let mut child = program()
        .args([
            "run",
            "trouble/endless",
            "--passes",
            "count",
            "-o",
            folder.as_str(),
        ])
        .env("TROUBLE_PID_FILE", &pid_file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let worker = worker_of(&pid_file);
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for("the worker to end", || is_gone(worker));
}

fn a_killed_run_leaves_no_page_of_an_older_report() {
    let folder = Folder::new();
    let older = run_to(program(), "run trouble/fine --passes count", folder.path());
    assert_eq!(older.status, Some(0), "{older:?}");
    assert!(folder.file("index.html").exists());
    let pid_file = folder.file("pid");
    let mut child = program()
        .args(["run", "second-is-endless", "--passes", "count", "-o"])
        .arg(folder.path())
        .env("TROUBLE_PID_FILE", &pid_file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    worker_of(&pid_file);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(rows(&folder.report())[0]["name"], "quick");
    assert!(!folder.file("index.html").exists());
}

/// A run of an endless variant whose process, and that of a program that it started, are known.
fn endless_run(folder: &Folder, variant: &str) -> (Child, Pid) {
    let pid_file = folder.file("pid");
    let temporary = folder.file("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let child = program()
        .args(["run", variant, "--passes", "count", "-o"])
        .arg(folder.file("out"))
        .env("TROUBLE_PID_FILE", &pid_file)
        .env("TMPDIR", temporary)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let worker = worker_of(&pid_file);
    (child, worker)
}

fn what_a_worker_started_ends_with_the_killed_parent() {
    let folder = Folder::new();
    let (mut child, started) = endless_run(&folder, "starts/endless");
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for("the started program to end", || is_gone(started));
}

fn what_a_killed_run_leaves_is_deleted_by_the_next() {
    let folder = Folder::new();
    let (mut child, _) = endless_run(&folder, "trouble/endless");
    child.kill().unwrap();
    child.wait().unwrap();
    let left = || std::fs::read_dir(folder.file("tmp")).unwrap().count();
    assert_eq!(left(), 1);
    folder.write("out/.heapwise-half", "");
    folder.write("out/profiles/.heapwise-half", "");
    let mut next = program();
    next.env("TMPDIR", folder.file("tmp"));
    let ran = run_to(next, "run trouble/fine --passes count", &folder.file("out"));
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(left(), 0);
    assert!(!folder.file("out/.heapwise-half").exists());
    assert!(!folder.file("out/profiles/.heapwise-half").exists());
}

fn a_second_signal_ends_the_program_at_once() {
    let folder = Folder::new();
    let (mut child, started) = endless_run(&folder, "starts/endless");
    let program = Pid::from_raw(child.id() as i32);
    // While the program is stopped, both signals are pending.
    kill(program, Signal::SIGSTOP).unwrap();
    kill(program, Signal::SIGINT).unwrap();
    kill(program, Signal::SIGTERM).unwrap();
    kill(program, Signal::SIGCONT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    wait_for("the started program to end", || is_gone(started));
}
