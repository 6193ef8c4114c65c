//! Paths that are not UTF-8, wherever a path can be given.

#![cfg(unix)]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::common::{Folder, Ran, assert_refused, heapwise};

/// A path in `folder` that is not UTF-8.
fn path(folder: &Folder, name: &str) -> PathBuf {
    folder.path().join(argument(name, ""))
}

/// `begin`, a byte that is not UTF-8, and `end`.
fn argument(begin: &str, end: impl Into<OsString>) -> OsString {
    let bytes = [begin.as_bytes(), b"\xe9", &end.into().into_vec()].concat();
    OsString::from_vec(bytes)
}

fn run_in(folder: &Folder, arguments: &[OsString]) -> Ran {
    let mut command = heapwise();
    command.current_dir(folder.path());
    Ran::from(command.args(arguments).output().unwrap())
}

fn succeeds(folder: &Folder, words: &str, paths: &[OsString]) -> Ran {
    let words = words.split(' ').map(OsString::from);
    let mut paths = paths.iter().cloned();
    let arguments: Vec<OsString> = words
        .map(|word| {
            if word == "PATH" {
                paths.next().unwrap()
            } else {
                word
            }
        })
        .collect();
    let ran = run_in(folder, &arguments);
    assert_eq!(ran.status, Some(0), "{arguments:?}: {ran:?}");
    ran
}

#[test]
fn keys_are_read_from_a_file_with_any_name_and_the_report_reads_again() {
    let folder = Folder::new();
    std::fs::write(path(&folder, "keys"), "b\na\nc\n").unwrap();
    let given = [
        argument("--keys=keys", ""),
        argument("--input=keys=keys", ""),
    ];
    for given in given {
        for variant in ["hash/fnv-1a", "table/std"] {
            let words = format!("run {variant} --passes count,heap --runs 1 -o PATH PATH");
            let out = path(&folder, "out").into_os_string();
            let ran = succeeds(&folder, &words, &[out.clone(), given.clone()]);
            assert!(ran.stdout.contains(r"keys=keys\xe9"), "{}", ran.stdout);
            let again = [out, argument("keys=keys", "")];
            let report = succeeds(&folder, "report PATH -i PATH", &again);
            assert!(ran.stdout.starts_with(&report.stdout), "{report:?}");
        }
    }
    let without_command = run_in(
        &folder,
        &[argument("--keys=keys", ""), "hash/fnv-1a".into()],
    );
    assert_eq!(without_command.status, Some(0), "{without_command:?}");
    let literal = succeeds(
        &folder,
        r"run hash/fnv-1a --passes count --keys keys\xe9",
        &[],
    );
    assert!(literal.stdout.contains("answer: 3 keys"), "{literal:?}");
    let missing = run_in(
        &folder,
        &["run".into(), "hash".into(), argument("--keys=./no", "")],
    );
    assert_refused(&missing, "cannot read ./no\u{fffd}: No such file");
}

#[test]
fn every_other_path_may_have_any_name() {
    let folder = Folder::new();
    let [out, profile, page, budget] =
        ["out", "p", "page", "budget"].map(|name| path(&folder, name).into_os_string());
    std::fs::write(
        &budget,
        "[[budget]]\nvariants = \"julia/axes\"\npeak = \"1 GB\"\n",
    )
    .unwrap();
    let run = "run julia/axes -i width=10 --passes count,heap --runs 1 --budget PATH -o PATH";
    succeeds(&folder, run, &[budget, out.clone()]);
    let make = "profile julia/axes -i width=10 -o PATH --own PATH";
    succeeds(&folder, make, &[profile.clone(), argument("a::", "")]);
    succeeds(
        &folder,
        "report PATH --format html -o PATH",
        &[out.clone(), page.clone()],
    );
    succeeds(
        &folder,
        "report PATH --format html -o PATH",
        &[out.clone(), page],
    );
    succeeds(&folder, "report PATH", std::slice::from_ref(&profile));
    succeeds(
        &folder,
        "export PATH --format massif",
        std::slice::from_ref(&profile),
    );
    let compared = succeeds(&folder, "compare PATH PATH", &[out.clone(), out.clone()]);
    assert!(compared.stdout.starts_with("before: "), "{compared:?}");
    assert!(compared.stdout.contains("out\u{fffd}\n"), "{compared:?}");
    succeeds(&folder, "compare PATH PATH", &[profile.clone(), profile]);
    let variants = "compare julia/axes julia/axes --report PATH";
    succeeds(&folder, variants, &[out]);
    let missing = run_in(
        &folder,
        &["compare".into(), argument("no", ""), argument("no", "")],
    );
    assert_refused(&missing, "argument `no\u{fffd}`: not a file or folder");
}
