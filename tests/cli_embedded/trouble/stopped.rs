//! Runs that end by a timeout, a signal or with their parent; no worker outlives them.

use std::path::Path;
use std::process::{Child, Command, Stdio};
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

/// The process that wrote its number into the file.
fn process_in(pid_file: &Path) -> Pid {
    let number = || std::fs::read_to_string(pid_file).ok()?.parse().ok();
    wait_for("the number of a process", || number().is_some());
    Pid::from_raw(number().unwrap())
}

/// A run whose variant has started_run.
pub struct StartedRun {
    program: Child,
    folder: Folder,
    /// The worker, or a process that it has started.
    pub process: Pid,
}

impl StartedRun {
    /// Starts `program` with `arguments` and its report in `out`, and waits for the number of a process.
    pub fn new(mut program: Command, arguments: &str, out: &Path) -> Self {
        let folder = Folder::new();
        let pid_file = folder.file("pid");
        program.args(arguments.split(' ')).arg("--out").arg(out);
        program.env("TROUBLE_PID_FILE", &pid_file);
        program.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self {
            program: program.spawn().unwrap(),
            process: process_in(&pid_file),
            folder,
        }
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.program.id() as i32), signal).unwrap();
    }

    /// Removes the file with the number, for which a variant may wait.
    fn remove_file(&self) {
        std::fs::remove_file(self.folder.file("pid")).unwrap();
    }

    /// Waits until the program ends.
    pub fn end(self) -> Ran {
        Ran::from(self.program.wait_with_output().unwrap())
    }

    /// Kills the program.
    fn kill(mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
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
    assert!(is_gone(process_in(&pid_file)));
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
    let arguments = "run waits/any --passes count --runs 1";
    let run = StartedRun::new(program(), arguments, folder.path());
    kill(run.process, Signal::SIGSTOP).unwrap();
    sleep(Duration::from_millis(100));
    run.remove_file();
    kill(run.process, Signal::SIGCONT).unwrap();
    let ran = run.end();
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
        let arguments = "run second-is-endless --passes count";
        let started_run = StartedRun::new(program(), arguments, folder.path());
        let worker = started_run.process;
        started_run.signal(signal);
        let ran = started_run.end();
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
    let arguments = "run trouble/endless --passes count";
    let started_run = StartedRun::new(program(), arguments, folder.path());
    let worker = started_run.process;
    started_run.kill();
    wait_for("the worker to end", || is_gone(worker));
}

fn a_killed_run_leaves_no_page_of_an_older_report() {
    let folder = Folder::new();
    let older = run_to(program(), "run trouble/fine --passes count", folder.path());
    assert_eq!(older.status, Some(0), "{older:?}");
    assert!(folder.file("index.html").exists());
    let arguments = "run second-is-endless --passes count";
    StartedRun::new(program(), arguments, folder.path()).kill();
    assert_eq!(rows(&folder.report())[0]["name"], "quick");
    assert!(!folder.file("index.html").exists());
}

fn what_a_worker_started_ends_with_the_killed_parent() {
    let folder = Folder::new();
    let arguments = "run starts/endless --passes count";
    let started_run = StartedRun::new(program(), arguments, folder.path());
    let started = started_run.process;
    started_run.kill();
    wait_for("the started program to end", || is_gone(started));
}

fn what_a_killed_run_leaves_is_deleted_by_the_next() {
    let (folder, temporary) = (Folder::new(), Folder::new());
    let with_temporary = || {
        let mut program = program();
        program.env("TMPDIR", temporary.path());
        program
    };
    let arguments = "run trouble/endless --passes count";
    StartedRun::new(with_temporary(), arguments, folder.path()).kill();
    let left = || std::fs::read_dir(temporary.path()).unwrap().count();
    assert_eq!(left(), 1);
    let half = ["", "profiles/"].map(|part| folder.write(&format!("{part}.heapwise-half"), ""));
    let next = "run trouble/fine --passes count";
    let ran = run_to(with_temporary(), next, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(left(), 0);
    assert!(half.iter().all(|file| !file.exists()), "{half:?}");
}

fn a_second_signal_ends_the_program_at_once() {
    let folder = Folder::new();
    let arguments = "run starts/endless --passes count";
    let started_run = StartedRun::new(program(), arguments, folder.path());
    let started = started_run.process;
    // While the program is stopped, both signals are pending.
    let signals = [Signal::SIGSTOP, Signal::SIGINT, Signal::SIGTERM];
    signals
        .into_iter()
        .for_each(|signal| started_run.signal(signal));
    started_run.signal(Signal::SIGCONT);
    assert_eq!(started_run.end().status, Some(2));
    wait_for("the started program to end", || is_gone(started));
}
