//! Standard output that nobody reads to its end, or that is full.

use std::process::{Command, Stdio};

use crate::common::{Ran, assert_refused, heapwise};

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

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_behind_stdout_is_told() {
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let ended = heapwise().arg("list").stdout(full()).output().unwrap();
    assert_refused(
        &Ran::from(ended),
        "error: cannot write to standard output: No space left on device",
    );
    let ended = heapwise()
        .arg("list")
        .stdout(full())
        .stderr(full())
        .output()
        .unwrap();
    assert_eq!(Ran::from(ended).status, Some(2));
}
