//! The files of a report, and full disks.

use std::process::Command;

use libtest_mimic::Trial;

use super::{program, row_of, run, text};
use crate::EXPERIMENTS;
use crate::common::{Folder, Ran, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        files_stay_in_the_reports_folder,
        no_file_of_a_report_replaces_another,
        failed_attachments_are_a_warning_and_exit_with_1,
        a_full_disk_is_an_error_and_loses_nothing,
        a_report_that_does_not_fit_leaves_the_profile_of_the_old_one,
        a_profile_that_does_not_fit_is_a_failed_row,
        the_folder_for_temporary_files_may_have_any_name,
    ]
}

fn files_stay_in_the_reports_folder() {
    let folder = Folder::new();
    let out = folder.file("inner/report");
    let ran = run_to(program(), "run stray --passes count", &out);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for file in [
        "stray-.._.._stray.txt",
        "stray-_tmp_stray.txt",
        "stray-ä_b.txt",
    ] {
        assert!(out.join("attachments").join(file).exists(), "{file}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn no_file_of_a_report_replaces_another() {
    let folder = Folder::new();
    let ran = run_to(program(), "run alike* --passes heap", folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let mut files = Vec::new();
    for entry in report["experiments"].as_array().unwrap() {
        for attachment in entry["attachments"].as_array().unwrap() {
            let file = text(&attachment["file"]);
            assert_eq!(folder.read(file), text(&attachment["name"]), "{file}");
            files.push(file.to_lowercase());
        }
        for row in entry["variants"].as_array().unwrap() {
            let file = text(&row["heap"]["profile"]);
            assert!(folder.file(file).is_file(), "{file}");
            files.push(file.to_lowercase());
        }
    }
    assert_eq!(files.len(), 3 + 8);
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 3 + 8, "some are alike: {files:?}");
}

fn failed_attachments_are_a_warning_and_exit_with_1() {
    let (ran, row) = row_of("attachments-panic/any", &[]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(row["outcome"]["status"], "measured");
    let message = "warning: attachments-panic: cannot write its files: it panicked";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
}

/// Runs the program with files limited to `blocks` blocks of 512 bytes.
fn with_small_files<const N: usize>(blocks: usize, arguments: [&str; N]) -> Ran {
    let script = "ulimit -f \"$1\"; shift; exec \"$0\" \"$@\"";
    let mut command = crate::common::with_long_lines(Command::new("sh"));
    command
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap());
    command
        .arg(blocks.to_string())
        .args(arguments)
        .env(EXPERIMENTS, "trouble");
    Ran::from(command.output().unwrap())
}

fn a_full_disk_is_an_error_and_loses_nothing() {
    let folder = Folder::new();
    let ran = run_to(program(), "run trouble/fine --passes count", folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let files = || (folder.read("report.json"), folder.read("index.html"));
    let before = files();

    let out = folder.as_str();
    let ran = with_small_files(1, ["run", "trouble/fine", "--passes", "count", "-o", out]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    let report = folder.file("report.json");
    let message = format!("error: cannot write {}: File too large", report.display());
    assert!(ran.stderr.starts_with(&message), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("\n fine"),
        "measured, and not shown: {}",
        ran.stdout
    );
    assert!(files() == before);
    for (part, kept) in [("", 4), ("timelines", 1)] {
        let files = std::fs::read_dir(folder.file(part)).unwrap().count();
        assert_eq!(files, kept, "a half-written file is left in `{part}`");
    }
}

fn a_report_that_does_not_fit_leaves_the_profile_of_the_old_one() {
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
    let files = std::fs::read_dir(folder.file("profiles")).unwrap().count();
    assert_eq!(files, 1, "a half-written file is left");
}

fn a_profile_that_does_not_fit_is_a_failed_row() {
    let folder = Folder::new();
    let out = folder.file("profile.json");
    let ran = with_small_files(1, ["profile", "trouble/fine", "-o", out.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let message = "error: trouble/fine: in the heap pass it wrote no complete profile: ";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("set TMPDIR to another folder"),
        "{}",
        ran.stderr
    );
    assert!(!out.exists());
}

fn the_folder_for_temporary_files_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let temporary = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"not \xff text"));
    std::fs::create_dir(&temporary).unwrap();
    let mut command = program();
    command.args(["run", "trouble/fine", "-o", folder.as_str()]);
    let ran = Ran::from(command.env("TMPDIR", &temporary).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(
        std::fs::read_dir(temporary).unwrap().count(),
        0,
        "something is left there"
    );
}
