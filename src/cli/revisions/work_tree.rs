//! The work tree in which one commit after another is checked out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::output;
use crate::error::{Error, Result};
use crate::measure::GitProblem;

use super::repository::{Commit, Repository};

/// How long git may take to write or delete the files of a commit.
const WRITES_WITHIN: Duration = Duration::from_secs(600);

/// A work tree of a repository, beside the user's own. It is removed on drop.
pub(super) struct WorkTree<'a> {
    repository: &'a Repository,
    path: PathBuf,
}

impl<'a> WorkTree<'a> {
    /// Creates the work tree at `path` with the files of a commit. Replaces what a killed process left
    /// there.
    ///
    /// # Errors
    ///
    /// If it cannot be created.
    pub(super) fn create(
        repository: &'a Repository,
        path: PathBuf,
        commit: &Commit,
    ) -> Result<Self> {
        // git reports what is still there.
        let _nothing_left = remove(repository, &path);
        // From here on, it is removed even if git fails.
        let work_tree = Self { repository, path };
        let name = work_tree.name()?;
        let add = [
            "worktree",
            "add",
            "--quiet",
            "--detach",
            name,
            commit.hash(),
        ];
        let added = repository.run_git(repository.top(), &add, WRITES_WITHIN);
        added.map_err(|problem| work_tree.error(problem))?;
        Ok(work_tree)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the files by those of a commit. Only the files that differ are written, so that cargo
    /// builds only what depends on them. All other files are deleted.
    ///
    /// # Errors
    ///
    /// If a file cannot be written or deleted.
    pub(super) fn check_out(&self, commit: &Commit) -> Result<()> {
        let check_out = ["checkout", "--quiet", "--force", "--detach", commit.hash()];
        self.run(&check_out)?;
        self.run(&["clean", "--quiet", "-ffdx"]).map(drop)
    }

    /// The files with this name that no commit has, relative to the work tree.
    ///
    /// # Errors
    ///
    /// If git fails.
    pub(super) fn list_new_files(&self, name: &str) -> Result<Vec<PathBuf>> {
        let pattern = format!(":(glob)**/{name}");
        let files = self.run(&["ls-files", "--others", "-z", "--", &pattern])?;
        Ok(files.split_terminator('\0').map(PathBuf::from).collect())
    }

    /// Runs git in the work tree. If the command has deleted the link to the repository, git fails; it
    /// does not find the user's own files, which are in a folder around the work tree.
    fn run(&self, arguments: &[&str]) -> Result<String> {
        let arguments = [&["--git-dir=.git", "--work-tree=."][..], arguments].concat();
        let output = self
            .repository
            .run_git(&self.path, &arguments, WRITES_WITHIN);
        output.map_err(|problem| self.error(problem))
    }

    fn name(&self) -> Result<&str> {
        self.path.to_str().ok_or_else(|| {
            let problem = "not UTF-8; name another folder with --out";
            Error::format(&self.path, problem)
        })
    }

    fn error(&self, problem: GitProblem) -> Error {
        Error::File {
            action: "check out a revision in",
            path: self.path.clone(),
            source: io::Error::other(problem.to_string()),
            remedy: "check the repository with `git status`, and that there is room",
        }
    }
}

impl Drop for WorkTree<'_> {
    fn drop(&mut self) {
        if let Err(problem) = remove(self.repository, &self.path) {
            let path = self.path.display();
            output::warn(&format!(
                "the work tree {path} could not be removed ({problem}); the next `heapwise revisions` removes it"
            ));
        }
    }
}

/// Removes the work tree at `path`, and what git stores of it.
fn remove(repository: &Repository, path: &Path) -> Result<(), String> {
    if path.symlink_metadata().is_ok() {
        fs::remove_dir_all(path).map_err(|error| error.to_string())?;
    }
    let name = path.to_string_lossy();
    let git = |arguments: &[&str]| {
        let output = repository.run_git(repository.top(), arguments, WRITES_WITHIN);
        output.map_err(|problem| problem.to_string())
    };
    let listed = git(&["worktree", "list", "--porcelain"])?;
    let mut listed = listed.lines();
    if listed.any(|line| line.strip_prefix("worktree ") == Some(&name)) {
        // Forced twice, so that one whose creation was cut short is removed too.
        git(&["worktree", "remove", "--force", "--force", &name])?;
    }
    Ok(())
}
