//! A closed or full standard output.

use std::process::{Command, Stdio};

use crate::common::{Folder, Ran, assert_refused, heapwise};

#[test]
fn a_closed_pipe_is_not_an_error() {
    let ended = Command::new("sh")
        .args([
            "-c",
            "\"$0\" list | head -1; \"$0\" list | true",
            env!("CARGO_BIN_EXE_heapwise"),
        ])
        .output()
        .unwrap();
    let ran = Ran::from(ended);
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.lines().count(), 1);

    let mut child = heapwise()
        .args(["list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(Ran::from(ended).status, Some(0));
}

/// A device that is always full.
#[cfg(target_os = "linux")]
fn full() -> std::fs::File {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).open("/dev/full").unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_as_stdout_is_an_error() {
    let message = "error: cannot write to standard output: No space left on device";
    for arguments in [
        &["list"][..],
        &["--help"],
        &["run", "--help"],
        &["--version"],
    ] {
        let mut command = heapwise();
        let ended = command.args(arguments).stdout(full()).output().unwrap();
        assert_refused(&Ran::from(ended), message);
    }
    let ended = heapwise()
        .arg("list")
        .stdout(full())
        .stderr(full())
        .output()
        .unwrap();
    assert_eq!(Ran::from(ended).status, Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn files_are_saved_even_if_stdout_fails() {
    let folder = Folder::new();
    let small = |arguments: &[&str]| {
        let mut command = heapwise();
        command.current_dir(folder.path()).args(arguments);
        command
            .args(["julia/axes", "-i", "width=10"])
            .stdout(full());
        let ran = Ran::from(command.output().unwrap());
        assert_refused(&ran, "error: cannot write to standard output");
    };
    small(&["profile", "-o", "profile.json"]);
    assert!(folder.read("profile.json").contains("dhatFileVersion"));
    small(&["run", "--passes", "count,heap", "--save-baseline", "main"]);
    for kept in [
        "reports/latest/report.json",
        "reports/latest/index.html",
        "reports/baselines/main/report.json",
        "reports/baselines/main/profiles/julia.axes.json",
    ] {
        assert!(folder.file(kept).is_file(), "{kept}");
    }
}
