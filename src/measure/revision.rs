//! The revision of the working folder.
//!
//! The folder may be anybody's, so no program runs that its repository's configuration names: no
//! monitor of the file system, no hook, no filter of files, no fetch of missing objects.

use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::platform;
use super::process::{WaitEnd, in_background, watch};

/// How long git may take for everything.
const GIT_ENDS_WITHIN: Duration = Duration::from_secs(5);

/// Settings that name no program.
const HARMLESS: [&str; 3] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
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

/// The commit of the working folder, with `-dirty` behind it if files differ from it. `None` if git does
/// not track the folder, or takes too long.
pub(super) fn revision() -> Option<String> {
    let mut git = Git {
        settings: HARMLESS.map(String::from).to_vec(),
        ends: Instant::now() + GIT_ENDS_WITHIN,
    };
    let commit = git.run(&["rev-parse", "--verify", "HEAD"])?.succeeded()?;
    git.turn_filters_off()?;
    let changes = git
        .run(&[
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--ignore-submodules=all",
        ])?
        .succeeded()?;
    let dirty = if changes.is_empty() { "" } else { "-dirty" };
    let commit = commit.trim();
    (!commit.is_empty()).then(|| format!("{commit}{dirty}"))
}

/// How git is run.
struct Git {
    settings: Vec<String>,
    ends: Instant,
}

/// What git printed, and whether it succeeded.
struct Output {
    is_success: bool,
    text: String,
}

impl Output {
    fn succeeded(self) -> Option<String> {
        self.is_success.then_some(self.text)
    }
}

impl Git {
    /// Runs git in the working folder. `None` if it cannot be run, or has not ended in time.
    fn run(&self, arguments: &[&str]) -> Option<Output> {
        let mut command = Command::new("git");
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        for variable in OTHER_REPOSITORY {
            command.env_remove(variable);
        }
        command
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        platform::isolate(&mut command, "git");
        let mut child = command.spawn().ok()?;
        let stdout = child.stdout.take()?;
        let read = in_background(move || std::io::read_to_string(stdout)).ok()?;
        let remaining = self.ends.saturating_duration_since(Instant::now());
        let ended = watch(&mut child, Some(remaining), &AtomicBool::new(false)).ok()?;
        let WaitEnd::Exited { status, .. } = ended else {
            return None;
        };
        Some(Output {
            is_success: status.success(),
            text: read.recv().ok()?.ok()?,
        })
    }

    /// Turns off every program through which git would read changed files. `None` if one cannot be.
    fn turn_filters_off(&mut self) -> Option<()> {
        let listed = self.run(&[
            "config",
            "--includes",
            "--null",
            "--name-only",
            "--get-regexp",
            "^filter\\.",
        ])?;
        // git ends with status 1 where there is none.
        for name in listed.text.split_terminator('\0') {
            let (filter, _) = name.rsplit_once('.')?;
            // The name of a setting ends at the first `=`.
            if filter.contains('=') {
                return None;
            }
            let off = ["clean=", "process=", "required=false"];
            let off = off.map(|setting| format!("{filter}.{setting}"));
            self.settings.extend(off);
        }
        Some(())
    }
}
