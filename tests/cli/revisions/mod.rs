//! `heapwise revisions` on repositories that the tests make.
//!
//! The command of most tests is a script of the repository, which runs the program under test on the keys
//! of a committed file: another number of keys is another size of the table.

mod bisect;
mod built;
mod compared;
mod refused;
mod unchanged;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, Ran, heapwise};

/// The command of most tests.
const MEASURE: [&str; 2] = ["sh", "measure.sh"];

/// Runs the table of the committed keys.
const COUNT: &str = "\
\"$HEAPWISE\" run table/std -i keys=keys.txt -i n=all -i load=own --passes count --runs 1 --out out/tables
";

/// Runs the table with its profile, and an array that is the same in every revision.
const PROFILE: &str = "\
set -e
\"$HEAPWISE\" run table/std -i keys=keys.txt -i n=all -i load=own --passes count,heap --runs 1 --out out/tables
\"$HEAPWISE\" run growth/vec -i n=100 --passes count --runs 1 --out out/arrays
";

/// A repository in a temporary folder.
struct Repository(Folder);

impl Repository {
    /// A repository without commits, in which this script measures.
    fn new(script: &str) -> Self {
        let repository = Self(Folder::new());
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.0.write("measure.sh", script);
        repository.0.write("sub/file", "text\n");
        repository
    }

    /// A repository with a commit for each number of keys.
    fn with_keys(script: &str, commits: &[usize]) -> Self {
        let repository = Self::new(script);
        for (index, &keys) in commits.iter().enumerate() {
            repository.write_keys(keys);
            repository.commit(&format!("commit {index} with {keys} keys"));
        }
        repository
    }

    fn write_keys(&self, count: usize) {
        let mut keys = String::new();
        for key in 0..count {
            writeln!(keys, "key {key}").unwrap();
        }
        self.0.write("keys.txt", &keys);
    }

    /// Commits all files.
    fn commit(&self, subject: &str) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", subject]);
    }

    fn git(&self, arguments: &[&str]) -> String {
        git_in(self.0.path(), arguments)
    }

    /// The short hash of a revision, as the program prints it.
    fn short_hash(&self, revision: &str) -> String {
        let hash = self.git(&["rev-parse", revision]);
        hash[..10].to_string()
    }

    /// The program, which measures revisions with [`MEASURE`].
    fn command(&self, arguments: &[&str]) -> Command {
        self.command_with(arguments, &MEASURE)
    }

    fn command_with(&self, arguments: &[&str], measure: &[&str]) -> Command {
        let mut command = heapwise();
        command
            .current_dir(self.0.path())
            .env_remove("CARGO_TARGET_DIR")
            .env("HEAPWISE", env!("CARGO_BIN_EXE_heapwise"))
            .arg("revisions")
            .args(arguments)
            .arg("--")
            .args(measure);
        command
    }

    fn revisions(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// Every file of the repository and of git, with its contents, except for the target folder.
    fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut state = BTreeMap::new();
        let mut folders = vec![self.0.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path == self.0.file("target") {
                    continue;
                }
                if path.is_dir() {
                    state.insert(path.clone(), Vec::new());
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    state.insert(path, bytes);
                }
            }
        }
        state
    }

    /// Checks that the repository is as it was, and that no work tree is left.
    fn assert_is(&self, state: &BTreeMap<PathBuf, Vec<u8>>) {
        assert!(!self.0.file("target/heapwise/revisions/work-tree").exists());
        let now = self.state();
        let changed = state.iter().chain(&now);
        let changed: Vec<&PathBuf> = changed
            .filter(|(path, bytes)| state.get(*path) != Some(bytes) || !now.contains_key(*path))
            .map(|(path, _)| path)
            .collect();
        assert!(changed.is_empty(), "{changed:?}");
    }
}

fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b"]);
    let ran = Ran::from(git.args(arguments).current_dir(folder).output().unwrap());
    assert_eq!(ran.status, Some(0), "{arguments:?}: {ran:?}");
    ran.stdout
}
