//! `--open`, with a launcher that stands for the browser.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::common::{Folder, Ran, assert_refused, heapwise, in_package};

/// Runs the program in `folder`, where `xdg-open` is this script of a shell, and no other launcher is.
fn run_with_launcher(folder: &Folder, script: &str, arguments: &[&str]) -> Ran {
    let launcher = folder.write("bin/xdg-open", &format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&launcher, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = heapwise();
    command.current_dir(folder.path()).args(arguments);
    command.env("PATH", launcher.parent().unwrap());
    Ran::from(command.output().unwrap())
}

/// A launcher that notes what it opens.
const NOTES: &str = "echo \"$1\" >> opened";

fn reference() -> String {
    in_package("reports/reference")
        .to_str()
        .unwrap()
        .to_string()
}

fn assert_opened(folder: &Folder, page: &str) {
    let opened = folder.read("opened");
    let path = Path::new(opened.trim_end());
    assert!(path.is_absolute() && path.ends_with(page), "{opened:?}");
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .contains("<title>heapwise: ")
    );
    std::fs::remove_file(folder.file("opened")).unwrap();
}

/// A short run that opens its page.
const OPENING_RUN: [&str; 7] = [
    "run",
    "julia/axes",
    "-i",
    "width=10",
    "--passes",
    "count",
    "--open",
];

#[test]
fn a_page_that_is_written_is_opened() {
    let folder = Folder::new();
    let run = ["run", "julia/axes", "-i", "width=10", "--passes", "count"];
    let ran = run_with_launcher(&folder, NOTES, &[&run as &[&str], &["--open"]].concat());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_opened(&folder, "reports/latest/index.html");

    let html = ["--format", "html", "--out", "page.html", "--open"];
    let ran = run_with_launcher(&folder, NOTES, &[&["report"] as &[&str], &html].concat());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_opened(&folder, "page.html");

    let reference = reference();
    let variants = [
        "compare",
        "julia/stored",
        "julia/stored-z",
        "--report",
        &reference,
    ];
    let ran = run_with_launcher(&folder, NOTES, &[&variants as &[&str], &html].concat());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_opened(&folder, "page.html");

    let ran = run_with_launcher(&folder, NOTES, &run);
    assert_eq!(ran.status, Some(0));
    assert!(!folder.file("opened").exists(), "opened without --open");
}

#[test]
fn without_a_browser_there_is_a_warning_and_the_status_stays() {
    let folder = Folder::new();
    let ran = run_with_launcher(&folder, "exit 3", &OPENING_RUN);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let warning = "warning: no browser opened reports/latest/index.html: ";
    assert!(ran.stderr.starts_with(warning), "{}", ran.stderr);
    assert!(ran.stderr.contains("; open it yourself"), "{}", ran.stderr);
}

#[test]
fn a_launcher_that_does_not_end_is_not_waited_for() {
    let folder = Folder::new();
    // The shell itself loops, since no other program is on the path.
    let waiting = "echo $$ > pid; while :; do :; done";
    let ran = run_with_launcher(&folder, waiting, &OPENING_RUN);
    let pid: i32 = folder.read("pid").trim_end().parse().unwrap();
    let launcher = nix::unistd::Pid::from_raw(pid);
    nix::sys::signal::kill(launcher, nix::sys::signal::Signal::SIGKILL).unwrap();
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn only_a_page_in_a_file_can_be_opened() {
    let reference = reference();
    let message =
        "argument `--open`: opens a page that is written to a file; add `--format html --out FILE`";
    for arguments in [
        &["report", &reference, "--open"] as &[&str],
        &["report", &reference, "--open", "--format", "html"],
        &["report", &reference, "--open", "--out", "x"],
        &[
            "compare", &reference, &reference, "--open", "--format", "markdown", "--out", "x",
        ],
    ] {
        let folder = Folder::new();
        assert_refused(&run_with_launcher(&folder, NOTES, arguments), message);
    }
}
