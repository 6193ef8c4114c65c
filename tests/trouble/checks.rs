//! What is expected of the program in each trouble.

#[path = "../common/mod.rs"]
mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use common::{Folder, Ran, row, rows};

type Check = Result<(), Failed>;

macro_rules! trials {
    ($($name:ident),* $(,)?) => { vec![$(Trial::test(stringify!($name), $name)),*] };
}

pub fn all() -> Vec<Trial> {
    trials![
        a_trouble_is_one_failed_row_with_its_reason,
        every_other_row_is_still_measured,
        an_endless_variant_is_ended_by_the_timeout,
        a_greedy_variant_runs_out_of_its_memory_limit,
        a_noisy_variant_is_measured_all_the_same,
        a_wrong_answer_is_told_and_fails_the_run,
        a_known_answer_is_held_against_every_variant,
        blocks_of_the_setup_and_of_the_report_do_not_count,
        what_glibc_holds_is_told_to_the_byte,
        counting_is_exact_with_threads,
        a_variant_counts_a_part_of_itself_in_every_pass,
        a_contradiction_between_two_passes_is_a_failed_row,
        a_setup_that_panics_is_a_failed_row,
        a_setup_that_fails_is_told_before_anything_is_measured,
        what_a_variant_tells_of_itself_is_in_its_row_and_not_in_its_footprint,
        an_examination_that_panics_is_a_failed_row,
        files_stay_in_the_reports_folder,
        files_that_cannot_be_made_are_a_warning_and_status_1,
        profile_of_a_variant_that_panics_is_status_1,
        an_interrupted_run_leaves_its_rows_and_no_worker,
        a_killed_parent_takes_its_worker_along,
        a_full_disk_is_told_and_loses_nothing,
        a_report_that_does_not_fit_leaves_the_older_ones_profile_too,
        a_profile_that_does_not_fit_is_a_failed_row,
        a_known_answer_that_panics_is_a_failed_row,
        a_folder_for_temporary_files_may_have_any_name,
        sizes_and_repeated_inputs_make_entries,
    ]
}

/// The program, as itself with experiments of trouble.
fn program() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("TROUBLE", "1");
    command
}

fn run<const N: usize>(arguments: [&str; N]) -> Ran {
    Ran::from(program().args(arguments).output().unwrap())
}

/// One run of one variant, in the count pass unless more is asked for; its row.
fn row_of(variant: &str, more: &[&str]) -> (Ran, Value) {
    let folder = Folder::new();
    let mut command = program();
    command.args(["run", variant, "--passes", "count", "-o", folder.as_str()]);
    let ran = Ran::from(command.args(more).output().unwrap());
    (ran, rows(&folder.report())[0].clone())
}

/// The reason of a failed row, which the run has shown and left with status 1.
fn failure(variant: &str, more: &[&str]) -> String {
    let (ran, row) = row_of(variant, more);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(row["outcome"]["status"], "failed");
    let reason = row["outcome"]["reason"].as_str().unwrap().to_string();
    let first_line = reason.lines().next().unwrap();
    let told = format!("failed: {variant}: {first_line}");
    assert!(ran.stdout.contains(&told), "{}", ran.stdout);
    reason
}

fn a_trouble_is_one_failed_row_with_its_reason() -> Check {
    let reason = failure("trouble/panics", &[]);
    let told = "in the count pass it panicked (exit status 101); the end of its stderr:\n";
    assert!(reason.starts_with(told), "{reason}");
    assert!(reason.ends_with("the roof is on fire"), "{reason}");
    assert_eq!(
        failure("trouble/aborts", &[]),
        "in the count pass it aborted (SIGABRT)"
    );
    assert_eq!(
        failure("trouble/killed", &[]),
        "in the count pass it was killed by SIGKILL (signal 9)"
    );
    assert_eq!(
        failure("trouble/exits", &[]),
        "in the count pass it left with exit status 0 before it had answered"
    );
    Ok(())
}

fn every_other_row_is_still_measured() -> Check {
    let folder = Folder::new();
    let ran = Ran::from(
        program()
            .args([
                "run",
                "trouble",
                "--passes",
                "count,heap",
                "--timeout",
                "10",
            ])
            .args(["--memory", "300MB", "-o", folder.as_str()])
            .output()?,
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let statuses: Vec<(&str, &str)> = rows(&report)
        .iter()
        .map(|row| (text(&row["name"]), text(&row["outcome"]["status"])))
        .collect();
    let expected = [
        ("fine", "measured"),
        ("panics", "failed"),
        ("aborts", "failed"),
        ("killed", "failed"),
        ("endless", "failed"),
        ("greedy", "failed"),
        ("noisy", "measured"),
        ("wrong", "wrong-answer"),
        ("exits", "failed"),
        ("also-fine", "measured"),
    ];
    assert_eq!(statuses, expected);
    let told = "answer: 1, from 3 of 10 variants";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn an_endless_variant_is_ended_by_the_timeout() -> Check {
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
            .output()?,
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let reason = &rows(&report)[0]["outcome"]["reason"];
    assert_eq!(
        *reason,
        "in the time pass it ran longer than 0.5 s (--timeout)"
    );
    assert!(is_gone(worker_of(&pid_file)));
    Ok(())
}

fn a_greedy_variant_runs_out_of_its_memory_limit() -> Check {
    let reason = failure("trouble/greedy", &["--memory", "100MB"]);
    let told = "in the count pass it ran out of its memory limit of 100 MB (--memory): aborted \
                (SIGABRT); the end of its stderr:\nmemory allocation of 1048576 bytes failed";
    assert!(reason.starts_with(told), "{reason}");
    let (ran, _) = row_of("trouble/fine", &["--memory", "100MB"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    Ok(())
}

fn a_noisy_variant_is_measured_all_the_same() -> Check {
    let (ran, row) = row_of("trouble/noisy", &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(row["answer"], "1");
    assert!(!ran.stdout.contains("Passed") && !ran.stderr.contains("noise"));
    Ok(())
}

fn a_wrong_answer_is_told_and_fails_the_run() -> Check {
    let folder = Folder::new();
    let ran = run(["run", "answers", "-o", folder.as_str()]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let told = |name: &str| row(&report, name)["outcome"].clone();
    assert_eq!(told("first"), json!({"status": "measured"}));
    assert_eq!(told("same"), json!({"status": "measured"}));
    assert_eq!(told("other-details")["status"], "wrong-answer");
    assert!(text(&told("other-details")["reason"]).contains("their details differ"));
    assert_eq!(
        told("other")["reason"],
        "answers 6, where `first` answers 5"
    );
    assert!(text(&told("fickle")["reason"]).contains("it does not repeat"));
    let line = "wrong-answer: answers/other: answers 6, where `first` answers 5\n";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
    Ok(())
}

fn a_known_answer_is_held_against_every_variant() -> Check {
    let (ran, row) = row_of("answers/first", &["-i", "known=7"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(row["outcome"]["reason"], "answers 5; right is 7");
    let (ran, _) = row_of("answers/first", &["-i", "known=5"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    Ok(())
}

fn blocks_of_the_setup_and_of_the_report_do_not_count() -> Check {
    let folder = Folder::new();
    let ran = run(["run", "blocks", "-o", folder.as_str()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stdout);
    let report = folder.report();
    let fields = [
        "total_bytes",
        "total_blocks",
        "peak_bytes",
        "peak_blocks",
        "end_bytes",
        "end_blocks",
        "realloc_count",
        "realloc_copy_bytes",
        "copying_peak_bytes",
    ];
    let expected = [
        ("frees-the-setups", [72, 2, 72, 2, 0, 0, 0, 0, 72]),
        (
            "grows-the-setups",
            [3000, 1, 3000, 1, 3000, 1, 1, 1000, 3000],
        ),
        ("leaks", [77, 1, 77, 1, 77, 1, 0, 0, 77]),
        ("talks", [10, 1, 10, 1, 0, 0, 0, 0, 10]),
        ("zeroed-then-shrunk", [600, 2, 500, 1, 0, 0, 1, 100, 500]),
        ("aligned", [4096, 1, 4096, 1, 0, 0, 0, 0, 4096]),
        ("one-after-another", [200, 2, 100, 1, 0, 0, 0, 0, 100]),
    ];
    for (name, figures) in expected {
        let heap = &row(&report, name)["heap"];
        let found = fields.map(|field| heap[field].as_u64().unwrap());
        assert_eq!(found, figures, "{name}");
    }
    Ok(())
}

/// malloc.c of glibc on 64 bits: chunks are multiples of 16 bytes, of which 8 are its own.
fn what_glibc_holds_is_told_to_the_byte() -> Check {
    if !cfg!(all(target_env = "gnu", target_pointer_width = "64")) {
        return Err(Failed::from("needs glibc on 64 bits"));
    }
    let usable = |asked: u64| (asked + 8).next_multiple_of(16).max(32) - 8;
    let held = |variant: &str| {
        let (_, row) = row_of(variant, &[]);
        row["heap"]["held_peak_bytes"].as_u64().unwrap()
    };
    assert_eq!(usable(8), 24);
    assert_eq!(held("blocks/frees-the-setups"), usable(8) + usable(64));
    assert_eq!(held("blocks/leaks"), usable(77));
    assert_eq!(held("blocks/one-after-another"), usable(100));
    assert_eq!(held("blocks/zeroed-then-shrunk"), usable(500));
    Ok(())
}

fn counting_is_exact_with_threads() -> Check {
    let folder = Folder::new();
    for _ in 0..3 {
        for variant in ["joined", "scoped"] {
            let full = format!("threads/{variant}");
            let ran = run([
                "run",
                &full,
                "--passes",
                "count,heap",
                "-o",
                folder.as_str(),
            ]);
            assert_eq!(ran.status, Some(0), "{}", ran.stdout);
            let marked = format!("{variant} (several threads)");
            assert!(ran.stdout.contains(&marked), "{}", ran.stdout);
            let report = folder.report();
            let heap = &row(&report, variant)["heap"];
            assert_eq!(heap["several_threads"], true);
            // Beside its own blocks, starting a thread takes a few small ones.
            let of_a_thread = 1000 * 32 + 1000 * 16;
            let beside_bytes = heap["total_bytes"].as_u64().unwrap() - 8 * of_a_thread;
            let beside_blocks = heap["total_blocks"].as_u64().unwrap() - 8 * 1001;
            assert!(beside_bytes < 8 * 1000, "{heap}");
            assert!((8..100).contains(&beside_blocks), "{heap}");
        }
    }
    let (_, freeing) = row_of("threads/freeing", &[]);
    assert_eq!(freeing["heap"]["several_threads"], true);
    let (_, joined) = row_of("threads/joined", &[]);
    assert_eq!(joined["heap"]["end_bytes"], 0);
    let (ran, _) = row_of("threads/background", &[]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    Ok(())
}

fn a_variant_counts_a_part_of_itself_in_every_pass() -> Check {
    let (ran, row) = row_of("counts/part", &["--passes", "time,heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    // Passes whose answers differ would fail the row.
    assert_eq!(row["answer"], "(700, 500, 1, 1)");
    assert_eq!(row["heap"]["total_bytes"], 1700);
    assert_eq!(row["heap"]["peak_bytes"], 1500);
    assert_eq!(row["heap"]["copying_peak_bytes"], 1700);
    Ok(())
}

fn a_contradiction_between_two_passes_is_a_failed_row() -> Check {
    let reason = failure("unsteady/pid", &["--passes", "heap"]);
    assert!(
        reason.starts_with("the count pass says total_bytes "),
        "{reason}"
    );
    let hint = "the variant does not allocate the same from run to run";
    assert!(reason.contains(hint), "{reason}");
    Ok(())
}

fn a_setup_that_panics_is_a_failed_row() -> Check {
    let reason = failure("setup-panics/any", &[]);
    assert!(
        reason.contains("panicked") && reason.contains("no foundation"),
        "{reason}"
    );
    Ok(())
}

fn a_setup_that_fails_is_told_before_anything_is_measured() -> Check {
    let folder = Folder::new();
    let ran = run(["run", "trouble/fine", "setup-fails", "-o", folder.as_str()]);
    let told = "error: setup-fails: invalid digit found in string\n";
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), told));
    assert!(!folder.file("report.json").exists());
    let ran = run(["profile", "setup-fails/any"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), told));
    let (ran, row) = row_of("setup-fails/any", &["-i", "number=7"]);
    assert_eq!((ran.status, text(&row["answer"])), (Some(0), "7"));
    Ok(())
}

fn what_a_variant_tells_of_itself_is_in_its_row_and_not_in_its_footprint() -> Check {
    let (ran, row) = row_of("examined/told", &[]);
    assert_eq!(ran.status, Some(0));
    let metric = json!({ "name": "half", "value": 0.5, "unit": "", "expected": 0.25 });
    assert_eq!(row["metrics"], json!([metric]));
    assert_eq!(
        row["verdict"],
        json!({ "grade": "suspect", "why": "1048576 bytes" })
    );
    assert_eq!(row["heap"]["total_bytes"], 0);
    assert!(ran.stdout.contains("0.500 (0.250)"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("\nsuspect: told: 1048576 bytes\n"),
        "{}",
        ran.stdout
    );
    let (_, row) = row_of("examined/weighed", &[]);
    let live = json!({ "name": "live", "value": 1000.0, "unit": "B" });
    assert_eq!(row["metrics"], json!([metric, live]));
    let (_, row) = row_of("examined/plain", &[]);
    assert_eq!(
        (&row["metrics"], &row["verdict"]),
        (&json!([]), &Value::Null)
    );
    Ok(())
}

fn an_examination_that_panics_is_a_failed_row() -> Check {
    let reason = failure("examined/panics", &[]);
    assert!(
        reason.starts_with("in the examine pass it panicked"),
        "{reason}"
    );
    assert!(reason.contains("not to be looked at"), "{reason}");
    Ok(())
}

fn files_stay_in_the_reports_folder() -> Check {
    let folder = Folder::new();
    let out = folder.file("inner/report");
    let ran = run([
        "run",
        "stray",
        "--passes",
        "count",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for file in [
        "stray-.._.._stray.txt",
        "stray-_tmp_stray.txt",
        "stray-ä_b.txt",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
    Ok(())
}

fn files_that_cannot_be_made_are_a_warning_and_status_1() -> Check {
    let (ran, row) = row_of("attachments-panic/any", &[]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(row["outcome"]["status"], "measured");
    let told = "warning: attachments-panic: its files could not be made: it panicked";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    Ok(())
}

fn profile_of_a_variant_that_panics_is_status_1() -> Check {
    let folder = Folder::new();
    let out = folder.file("profile.json");
    let ran = run(["profile", "trouble/panics", "-o", out.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let told = "error: trouble/panics: in the heap pass it panicked";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    assert!(!out.exists());
    Ok(())
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
fn worker_of(pid_file: &Path) -> Pid {
    let number = || std::fs::read_to_string(pid_file).ok()?.parse().ok();
    wait_for("the worker's number", || number().is_some());
    Pid::from_raw(number().unwrap())
}

/// Whether a process is no more; one that nobody has waited for yet counts as gone.
fn is_gone(pid: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    kill(pid, None).is_err() || status.contains(") Z ")
}

fn an_interrupted_run_leaves_its_rows_and_no_worker() -> Check {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let folder = Folder::new();
        let pid_file = folder.file("pid");
        let child = program()
            .args(["run", "second-is-endless", "--passes", "count"])
            .args(["-o", folder.as_str()])
            .env("TROUBLE_PID_FILE", &pid_file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let worker = worker_of(&pid_file);
        kill(Pid::from_raw(child.id() as i32), signal)?;
        let ran = Ran::from(child.wait_with_output()?);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(is_gone(worker));
        let report = folder.report();
        assert_eq!(rows(&report).len(), 1);
        assert_eq!(row(&report, "quick")["outcome"]["status"], "measured");
        assert!(ran.stdout.contains("\n quick"), "{}", ran.stdout);
        let told = "error: interrupted: second-is-endless/endless was being measured; \
                    measured before and kept: 1 variant, in ";
        assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
        let again = run(["report", folder.as_str()]);
        assert_eq!(again.status, Some(0), "{}", again.stderr);
        let page = run(["report", folder.as_str(), "--format", "html"]);
        assert!(page.stdout.contains("quick") && page.stdout == folder.read("index.html"));
    }
    Ok(())
}

fn a_killed_parent_takes_its_worker_along() -> Check {
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
        .spawn()?;
    let worker = worker_of(&pid_file);
    child.kill()?;
    child.wait()?;
    wait_for("the worker to end", || is_gone(worker));
    Ok(())
}

/// Runs the program where no file may grow past so many blocks of 512 bytes.
fn with_small_files<const N: usize>(blocks: usize, arguments: [&str; N]) -> Ran {
    let script = "ulimit -f \"$1\"; shift; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap());
    command
        .arg(blocks.to_string())
        .args(arguments)
        .env("TROUBLE", "1");
    Ran::from(command.output().unwrap())
}

fn a_full_disk_is_told_and_loses_nothing() -> Check {
    let folder = Folder::new();
    let ran = run([
        "run",
        "trouble/fine",
        "--passes",
        "count",
        "-o",
        folder.as_str(),
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let files = || (folder.read("report.json"), folder.read("index.html"));
    let before = files();

    let out = folder.as_str();
    let ran = with_small_files(1, ["run", "trouble/fine", "--passes", "count", "-o", out]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    let report = folder.file("report.json");
    let told = format!("error: cannot write {}: File too large", report.display());
    assert!(ran.stderr.starts_with(&told), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("\n fine"),
        "measured, and not shown: {}",
        ran.stdout
    );
    assert!(files() == before);
    for (part, kept) in [("", 3), ("timelines", 1)] {
        let files = std::fs::read_dir(folder.file(part))?.count();
        assert_eq!(files, kept, "a half-written file is left in `{part}`");
    }
    Ok(())
}

fn a_report_that_does_not_fit_leaves_the_older_ones_profile_too() -> Check {
    let folder = Folder::new();
    let out = folder.as_str();
    let ran = run(["run", "sized", "--passes", "heap", "-o", out]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let profile = "profiles/sized.vec.json";
    let before = (folder.read("report.json"), folder.read(profile));

    let blocks = before.1.len() / 512 + 2;
    let note = format!("note={}", "long ".repeat(blocks * 512));
    let arguments = [
        "run", "sized", "--passes", "heap", "-i", "n=99", "-i", &note, "-o", out,
    ];
    let ran = with_small_files(blocks, arguments);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("report.json: File too large"),
        "{}",
        ran.stderr
    );
    assert_eq!((folder.read("report.json"), folder.read(profile)), before);
    let files = std::fs::read_dir(folder.file("profiles"))?.count();
    assert_eq!(files, 1, "a half-written file is left");
    Ok(())
}

fn a_profile_that_does_not_fit_is_a_failed_row() -> Check {
    let folder = Folder::new();
    let out = folder.file("profile.json");
    let ran = with_small_files(1, ["profile", "trouble/fine", "-o", out.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let told = "error: trouble/fine: in the heap pass it left no whole profile: ";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("should TMPDIR name another folder?"),
        "{}",
        ran.stderr
    );
    assert!(!out.exists());
    Ok(())
}

fn a_known_answer_that_panics_is_a_failed_row() -> Check {
    let reason = failure("answers/first", &["-i", "known=1e15", "-i", "bits=32"]);
    assert!(
        reason.contains("panicked") && reason.contains("which is not a u32"),
        "{reason}"
    );
    Ok(())
}

fn a_folder_for_temporary_files_may_have_any_name() -> Check {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let temporary = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"not \xff text"));
    std::fs::create_dir(&temporary)?;
    let mut command = program();
    command.args(["run", "trouble/fine", "-o", folder.as_str()]);
    let ran = Ran::from(command.env("TMPDIR", &temporary).output()?);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(
        std::fs::read_dir(temporary)?.count(),
        0,
        "something is left there"
    );
    Ok(())
}

fn sizes_and_repeated_inputs_make_entries() -> Check {
    let folder = Folder::new();
    let ran = Ran::from(
        program()
            .args(["run", "sized", "trouble/fine", "--sizes", "1e2,1e3"])
            .args(["-i", "fill=1", "-i", "fill=2", "-o", folder.as_str()])
            .output()?,
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let entries = report["experiments"].as_array().unwrap();
    let figures = |entry: &Value| {
        let heap = &entry["variants"][0]["heap"];
        [&entry["input"], &heap["peak_bytes"], &heap["profile"]].map(Value::clone)
    };
    assert_eq!(entries.len(), 5);
    assert_eq!(figures(&entries[0])[2], "profiles/trouble.fine.json");
    for (index, (n, fill)) in [(100, 1), (100, 2), (1000, 1), (1000, 2)]
        .into_iter()
        .enumerate()
    {
        let profile = format!("profiles/sized.{}.vec.json", index + 1);
        assert!(folder.file(&profile).exists());
        let expected = [
            json!({"n": n, "fill": fill, "note": "none"}),
            json!(n),
            json!(profile),
        ];
        assert_eq!(figures(&entries[index + 1]), expected);
    }
    Ok(())
}
