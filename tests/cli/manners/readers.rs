//! Standard output that nobody reads to its end, or that is full.

use std::process::{Command, Stdio};

use crate::common::{Folder, Ran, assert_refused, heapwise};

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
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
fn a_full_device_behind_stdout_is_told() {
    let told = "error: cannot write to standard output: No space left on device";
    for arguments in [
        &["list"][..],
        &["--help"],
        &["run", "--help"],
        &["--version"],
    ] {
        let mut command = heapwise();
        let ended = command.args(arguments).stdout(full()).output().unwrap();
        assert_refused(&Ran::from(ended), told);
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
fn what_cannot_be_shown_is_kept_all_the_same() {
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
