//! The repository around the working folder, and its commits.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::measure::{Git, GitProblem};
use crate::units;

/// How long git may take for a question.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// The length of a short hash.
const SHORT_HASH: usize = 10;

/// The most characters of a subject.
const LONGEST_SUBJECT: usize = 72;

/// The repository around the working folder.
pub(super) struct Repository {
    git: Git,
    here: PathBuf,
    /// The top folder of its work tree.
    top: PathBuf,
}

/// A commit of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    hash: String,
    subject: String,
}

impl Commit {
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// The first digits of the hash.
    pub(super) fn short_hash(&self) -> &str {
        self.hash.get(..SHORT_HASH).unwrap_or(&self.hash)
    }

    /// The short hash and the subject.
    pub(super) fn title(&self) -> String {
        let subject = units::shorten(&self.subject, LONGEST_SUBJECT);
        format!("{} {subject}", self.short_hash())
            .trim_end()
            .to_string()
    }
}

impl Repository {
    /// Finds the repository around the working folder.
    ///
    /// # Errors
    ///
    /// If there is none, or git cannot be run.
    pub(super) fn find() -> Result<Self> {
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let here = here.map_err(|source| Error::reading(Path::new("."), source))?;
        let no_repository = |problem: String| {
            let remedy = "run heapwise in the work tree of a git repository";
            Error::format(&here, format!("{problem}; {remedy}"))
        };
        let git = Git::new(&here, ANSWERS_WITHIN);
        let git = git.map_err(|problem| no_repository(problem.to_string()))?;
        let question = ["rev-parse", "--is-inside-work-tree", "--show-cdup"];
        let answer = git.run(&here, &question, ANSWERS_WITHIN);
        let answer = answer.map_err(|problem| no_repository(problem.to_string()))?;
        let mut lines = answer.lines();
        if lines.next() != Some("true") {
            return Err(no_repository(String::from("not in a work tree")));
        }
        let levels = lines.next().unwrap_or_default().matches("../").count();
        let top = here.ancestors().nth(levels).unwrap_or(&here).to_path_buf();
        Ok(Self { git, here, top })
    }

    /// The top folder of the work tree.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// The working folder, relative to the top folder.
    pub(super) fn subfolder(&self) -> &Path {
        self.here.strip_prefix(&self.top).unwrap_or(Path::new(""))
    }

    /// Whether tracked files differ from the commit of the work tree.
    pub(super) fn has_changes(&self) -> bool {
        let changes = self.git.has_changes(&self.here, ANSWERS_WITHIN);
        changes.unwrap_or(false)
    }

    /// The commit that `name` names.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(super) fn commit(&self, name: &str) -> Result<Commit> {
        let object = format!("{name}^{{commit}}");
        let question = ["rev-parse", "--verify", "--end-of-options", &object];
        let hash = self.ask(&question);
        let hash = hash.map_err(|_| self.unknown_revision(name))?;
        let mut commits = self.list(&["--no-walk", hash.trim()])?;
        commits.pop().ok_or_else(|| self.unknown_revision(name))
    }

    /// The error for a name of no commit, with the nearest branches and tags.
    fn unknown_revision(&self, name: &str) -> Error {
        let names = self.ask(&["for-each-ref", "--format=%(refname:short)"]);
        let names = names.unwrap_or_default();
        Error::unknown("revision", name, names.lines())
    }

    /// The commits from where `old` and `new` have their histories in common up to `new`, of each merge
    /// the first parent only.
    ///
    /// # Errors
    ///
    /// If they have no commit in common.
    pub(super) fn history(&self, old: &Commit, new: &Commit) -> Result<Vec<Commit>> {
        let base = self.ask(&["merge-base", &old.hash, &new.hash]);
        let base = base.map_err(|_| Error::Argument {
            argument: format!("{}..{}", old.short_hash(), new.short_hash()),
            problem: String::from(
                "the two have no commit in common, so there is no history between them; name other revisions",
            ),
        })?;
        let base = base.trim();
        let range = format!("{base}..{}", new.hash);
        let mut commits = self.list(&["--no-walk", base])?;
        commits.extend(self.list(&["--first-parent", "--reverse", &range])?);
        Ok(commits)
    }

    /// Runs git in a folder.
    ///
    /// # Errors
    ///
    /// If it fails, or takes longer than `within`.
    pub(super) fn run_git(
        &self,
        folder: &Path,
        arguments: &[&str],
        within: Duration,
    ) -> Result<String, GitProblem> {
        self.git.run(folder, arguments, within)
    }

    /// The commits that `git rev-list` lists.
    fn list(&self, arguments: &[&str]) -> Result<Vec<Commit>> {
        let question = [&["rev-list", "--format=%s"][..], arguments].concat();
        let listed = self.ask(&question).map_err(|problem| {
            Error::format(&self.top, format!("cannot list commits: {problem}"))
        })?;
        let mut lines = listed.lines();
        let mut commits = Vec::new();
        while let Some(hash) = lines.next().and_then(|line| line.strip_prefix("commit ")) {
            commits.push(Commit {
                hash: hash.to_string(),
                subject: lines.next().unwrap_or_default().to_string(),
            });
        }
        Ok(commits)
    }

    fn ask(&self, question: &[&str]) -> Result<String, GitProblem> {
        self.git.run(&self.here, question, ANSWERS_WITHIN)
    }
}
