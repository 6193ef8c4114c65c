//! Runs git.
//!
//! A repository may be anybody's, so no program runs that its configuration names: no monitor of the
//! file system, no hook, no filter of files, no fetch of missing objects.

use std::fmt::{self, Display};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::platform;
use super::process::{PIPES_CLOSE_WITHIN, WaitEnd, in_background, watch};

/// Settings that name no program.
const HARMLESS: [&str; 4] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "submodule.recurse=false",
];

/// Variables with which a hook of another repository would name that instead.
const OTHER_REPOSITORY: [&str; 7] = [
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// The program git with the settings for one repository.
pub struct Git {
    settings: Vec<String>,
}

/// Why git gave no result.
pub enum GitProblem {
    /// It cannot be run.
    NotRun(io::Error),
    /// It had not ended after this time.
    TooSlow(Duration),
    /// It failed, with this message.
    Failed(String),
    /// The setting of a filter of files cannot be turned off.
    Filter(String),
}

/// The output of git, and whether it succeeded.
struct GitOutput {
    is_success: bool,
    text: String,
    complaint: String,
}

impl Git {
    /// Reads the settings of the repository around `folder`, and turns off every program through which
    /// git would read or write its files.
    ///
    /// # Errors
    ///
    /// If git cannot be run or takes longer than `within`, or a filter cannot be turned off.
    pub fn new(folder: &Path, within: Duration) -> Result<Self, GitProblem> {
        let mut git = Self {
            settings: HARMLESS.map(String::from).to_vec(),
        };
        let names = [
            "config",
            "--includes",
            "--null",
            "--name-only",
            "--get-regexp",
            "^filter\\.",
        ];
        // git ends with status 1 where there is none.
        let listed = git.output(folder, &names, within)?.text;
        for name in listed.split_terminator('\0') {
            let filter = name.rsplit_once('.').map(|(filter, _)| filter);
            // The name of a setting ends at the first `=`.
            let filter = filter.filter(|filter| !filter.contains('='));
            let filter = filter.ok_or_else(|| GitProblem::Filter(name.to_string()))?;
            let off = ["clean=", "smudge=", "process=", "required=false"];
            let off = off.map(|setting| format!("{filter}.{setting}"));
            git.settings.extend(off);
        }
        Ok(git)
    }

    /// Runs git in `folder`. Returns what it prints.
    ///
    /// # Errors
    ///
    /// If it cannot be run, fails, or takes longer than `within`.
    pub fn run(
        &self,
        folder: &Path,
        arguments: &[&str],
        within: Duration,
    ) -> Result<String, GitProblem> {
        let output = self.output(folder, arguments, within)?;
        if output.is_success {
            Ok(output.text)
        } else {
            Err(GitProblem::Failed(output.complaint.trim().to_string()))
        }
    }

    /// Whether tracked files of the work tree around `folder` differ from its commit.
    ///
    /// # Errors
    ///
    /// As for [`run`](Self::run).
    pub fn has_changes(&self, folder: &Path, within: Duration) -> Result<bool, GitProblem> {
        let status = [
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--ignore-submodules=all",
        ];
        Ok(!self.run(folder, &status, within)?.is_empty())
    }

    fn output(
        &self,
        folder: &Path,
        arguments: &[&str],
        within: Duration,
    ) -> Result<GitOutput, GitProblem> {
        let mut child = self.command(folder, arguments).spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let pipes = read_pipe(stdout).and_then(|text| Ok((text, read_pipe(stderr)?)));
        let ended = watch(&mut child, Some(within), &AtomicBool::new(false))?;
        let WaitEnd::Exited { status, .. } = ended else {
            return Err(GitProblem::TooSlow(within));
        };
        let (text, complaint) = pipes?;
        // A process that git started may outlive it and hold its pipes open.
        let received = |pipe: Receiver<String>| {
            let text = pipe.recv_timeout(PIPES_CLOSE_WITHIN);
            text.map_err(|_| GitProblem::TooSlow(within))
        };
        Ok(GitOutput {
            is_success: status.success(),
            text: received(text)?,
            complaint: received(complaint)?,
        })
    }

    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        forget_other_repository(&mut command);
        command
            .args(arguments)
            .current_dir(folder)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        platform::isolate(&mut command, "git");
        command
    }
}

/// Reads a pipe to its end on another thread. What is not UTF-8 is replaced.
fn read_pipe(pipe: Option<impl Read + Send + 'static>) -> io::Result<Receiver<String>> {
    in_background(move || {
        let mut bytes = Vec::new();
        // What comes before an error is all there is.
        let _broken = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Removes the variables with which a hook of another repository would name that to a program.
pub fn forget_other_repository(command: &mut Command) {
    for variable in OTHER_REPOSITORY {
        command.env_remove(variable);
    }
}

impl From<io::Error> for GitProblem {
    fn from(error: io::Error) -> Self {
        Self::NotRun(error)
    }
}

impl Display for GitProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun(error) => write!(f, "git cannot be run: {error}"),
            Self::TooSlow(within) => {
                write!(f, "git ran longer than {} s", within.as_secs_f64())
            }
            Self::Failed(message) => f.write_str(message),
            Self::Filter(name) => write!(
                f,
                "the setting `{name}` of git cannot be turned off: its name contains `=`"
            ),
        }
    }
}
