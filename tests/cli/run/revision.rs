//! The revision in a report: from git, which runs no program that the repository names.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::common::{Folder, Ran, heapwise};
use serde_json::Value;

fn git(folder: &Folder, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b"]);
    let ran = Ran::from(
        git.args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.stdout
}

/// A repository with one commit, and its commit.
fn repository() -> (Folder, String) {
    let folder = Folder::new();
    git(&folder, &["init", "-q"]);
    folder.write("file", "text\n");
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let commit = git(&folder, &["rev-parse", "HEAD"]);
    (folder, commit.trim().to_string())
}

/// The revision in the report of a run in the folder.
fn revision(folder: &Folder, set: impl FnOnce(&mut Command)) -> Value {
    let out = Folder::new();
    let mut command = heapwise();
    command.args([
        "run",
        "growth/vec",
        "-i",
        "n=10",
        "--passes",
        "count",
        "--runs",
        "1",
    ]);
    command
        .arg("--out")
        .arg(out.path())
        .current_dir(folder.path());
    set(&mut command);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    out.report()["provenance"]["revision"].clone()
}

fn write_program(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn it_is_the_commit_and_whether_files_differ_from_it() {
    let (folder, commit) = repository();
    assert_eq!(revision(&folder, |_| {}), commit);
    folder.write("untracked", "");
    assert_eq!(revision(&folder, |_| {}), commit);
    folder.write("file", "another text\n");
    assert_eq!(revision(&folder, |_| {}), format!("{commit}-dirty"));
    assert_eq!(revision(&Folder::new(), |_| {}), Value::Null);
}

#[test]
fn a_hook_of_another_repository_does_not_change_it() {
    let ((folder, commit), (other, _)) = (repository(), repository());
    git(&other, &["commit", "-q", "--allow-empty", "-m", "second"]);
    let found = revision(&folder, |command| {
        command.env("GIT_DIR", other.file(".git"));
        command.env("GIT_INDEX_FILE", other.file(".git/index"));
    });
    assert_eq!(found, commit);
}

#[test]
fn no_program_of_the_repository_runs() {
    let (folder, commit) = repository();
    let elsewhere = Folder::new();
    let (evil, mark) = (elsewhere.file("evil"), elsewhere.file("mark"));
    write_program(&evil, &format!("touch {}; cat", mark.display()));
    let evil = evil.to_str().unwrap();
    folder.write(".gitattributes", "* filter=evil diff=evil\n");
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "second"]);
    let commit_2 = git(&folder, &["rev-parse", "HEAD"]);
    assert_ne!(commit_2.trim(), commit);
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
    ] {
        git(&folder, &["config", name, evil]);
    }
    git(&folder, &["config", "filter.evil.required", "true"]);
    for hook in ["post-index-change", "fsmonitor-watchman", "pre-commit"] {
        let hook = folder.file(".git/hooks").join(hook);
        std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
        std::fs::copy(evil, hook).unwrap();
    }
    // A newer file of the same size, which git must read to compare.
    folder.write("file", "next\n");
    let dirty = format!("{}-dirty", commit_2.trim());
    assert_eq!(revision(&folder, |_| {}), dirty);
    assert!(!mark.exists(), "a program of the repository ran");

    // git itself runs them.
    let mut git = Command::new("git");
    git.arg("status")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(mark.exists());
}

#[test]
#[ignore = "slow"]
fn a_git_that_hangs_does_not_block_the_run() {
    let folder = Folder::new();
    write_program(&folder.file("git"), "sleep 1000 & sleep 1000");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.as_str());
    let found = revision(&folder, |command| {
        command.env("PATH", path);
    });
    assert_eq!(found, Value::Null);
}
