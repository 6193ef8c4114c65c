//! Runs the command in one revision after another, and keeps the reports that it writes.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use crate::cli::baseline::LATEST;
use crate::cli::report_files::{REPORT, report_folder};
use crate::cli::store::{self, Store};
use crate::cli::{output, read};
use crate::error::{Error, Result};
use crate::measure::{CommandEnd, run_command};
use crate::record;

use super::folder::RevisionsFolder;
use super::measured::{MeasuredRevision, RevisionReport};
use super::repository::{Commit, Repository};
use super::work_tree::WorkTree;

/// The file with what the command printed.
const LOG: &str = "output.log";

/// The lines of the log in a warning.
const LINES_OF_LOG: usize = 10;

/// The folder in which a benchmark copies reports that it already has elsewhere.
const BASELINES: &str = "baselines";

/// Measures revisions.
pub(super) struct Measurer<'a> {
    pub(super) repository: &'a Repository,
    pub(super) folder: &'a RevisionsFolder,
    pub(super) work_tree: WorkTree<'a>,
    /// The program and its arguments.
    pub(super) command: &'a [OsString],
    pub(super) interrupted: &'a AtomicBool,
}

impl Measurer<'_> {
    /// Runs the command in a revision. A revision in which it fails has a warning, and the reports that the
    /// command wrote nevertheless.
    ///
    /// # Errors
    ///
    /// If the revision cannot be checked out, the command does not exist, a report cannot be read or
    /// written, or the user stopped the program.
    pub(super) fn measure(&self, commit: &Commit) -> Result<MeasuredRevision> {
        self.work_tree.check_out(commit)?;
        let folder = self.folder.reports().join(commit.short_hash());
        delete_folder(&folder)?;
        delete_folder(&self.reports_of_benchmarks())?;
        fs::create_dir_all(&folder).map_err(|source| cannot_write(&folder, source))?;
        let log = folder.join(LOG);
        let mut problem = match self.run_command(&log)? {
            CommandEnd::Succeeded => None,
            CommandEnd::Failed(how) => Some(format!("the command {how}")),
            CommandEnd::Interrupted => {
                let when = format!("while {} was measured", commit.title());
                return Err(Error::Interrupted(when));
            }
        };
        let (reports, unreadable) = self.collect_reports(&folder)?;
        if reports.is_empty() && problem.is_none() {
            let why = unreadable.map(|error| format!(": {error}"));
            let why = why.unwrap_or_default();
            problem = Some(format!("the command wrote no report of heapwise{why}"));
        }
        if let Some(problem) = &problem {
            warn(commit, problem, &log);
        }
        let is_well = problem.is_none() && reports.iter().all(|report| report.report.is_well());
        Ok(MeasuredRevision {
            commit: commit.clone(),
            reports,
            is_well,
        })
    }

    /// Runs the command, and writes what it prints to a file. A revision without the working folder, or
    /// without a script in it, fails.
    fn run_command(&self, log: &Path) -> Result<CommandEnd> {
        let here = self.work_tree.path().join(self.repository.subfolder());
        if !here.is_dir() {
            let subfolder = self.repository.subfolder().display();
            let how = format!("has no folder {subfolder} to run in");
            return Ok(CommandEnd::Failed(how));
        }
        let printed = File::create(log).and_then(|file| Ok((file.try_clone()?, file)));
        let (stdout, stderr) = printed.map_err(|source| cannot_write(log, source))?;
        let (program, arguments) = self.command.split_first().expect("clap requires a command");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(here)
            .env("CARGO_TARGET_DIR", self.folder.build())
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr);
        run_command(&mut command, self.interrupted).or_else(|error| {
            let program = Path::new(program);
            let is_script = program.is_relative() && program.components().count() > 1;
            if is_script && error.kind() == io::ErrorKind::NotFound {
                return Ok(CommandEnd::Failed(String::from("does not exist")));
            }
            Err(Error::Argument {
                argument: record::path_to_text(program.as_os_str()),
                problem: format!("cannot be run: {error}; give a command that can, after `--`"),
            })
        })
    }

    /// Where benchmarks write their reports.
    fn reports_of_benchmarks(&self) -> PathBuf {
        self.folder.build().join("heapwise")
    }

    /// Copies the reports that the command wrote into `folder`: those of benchmarks, and those in the work
    /// tree. Also returns why a file is no report, if one is none.
    fn collect_reports(&self, folder: &Path) -> Result<(Vec<RevisionReport>, Option<Error>)> {
        let benchmarks = self.reports_of_benchmarks();
        let of_benchmarks = find_reports(&benchmarks).into_iter();
        let of_benchmarks = of_benchmarks.map(|path| (benchmarks.as_path(), path));
        let in_tree = self.work_tree.list_new_files(REPORT)?.into_iter();
        let in_tree = in_tree.map(|path| (self.work_tree.path(), path));
        let (mut reports, mut unreadable) = (Vec::new(), None);
        for (root, path) in of_benchmarks.chain(in_tree) {
            if path.components().any(|part| part.as_os_str() == BASELINES) {
                continue;
            }
            let written = root.join(&path);
            match read::report(&written) {
                Ok(report) => {
                    let name = report_name(&path);
                    let copy = folder.join(&name);
                    let files = store::read_files(&report_folder(&written), &report)?;
                    Store::open(&copy, "--out")?.save(&report, &files)?;
                    reports.push(RevisionReport {
                        name,
                        report,
                        folder: copy,
                    });
                }
                // It may be of another tool.
                Err(error) => unreadable = Some(error),
            }
        }
        reports.sort_by(|one, other| one.name.cmp(&other.name));
        Ok((reports, unreadable))
    }
}

/// The name of a report at this path: its folder, without `latest`.
fn report_name(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = match folder.file_name() {
        Some(name) if name == LATEST => folder.parent().unwrap_or(folder),
        _ => folder,
    };
    folder.to_string_lossy().into_owned()
}

/// The paths of the reports below a folder, relative to it.
fn find_reports(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_path_buf()];
    let mut reports = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for entry in entries {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                folders.push(entry.path());
            } else if entry.file_name() == REPORT
                && let Ok(path) = entry.path().strip_prefix(root)
            {
                reports.push(path.to_path_buf());
            }
        }
    }
    reports
}

/// Deletes a folder with all in it, if it exists.
fn delete_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot_write(folder, error)),
        _ => Ok(()),
    }
}

fn cannot_write(path: &Path, source: io::Error) -> Error {
    Error::File {
        action: "replace",
        path: path.to_path_buf(),
        source,
        remedy: "check its permissions, and that there is room; or name another folder with --out",
    }
}

/// Prints why a revision is not well, and the end of the log.
fn warn(commit: &Commit, problem: &str, log: &Path) {
    let mut warning = format!("{}: {problem}", commit.title());
    // Without a log, there is nothing to add.
    let end = read_end(log).unwrap_or_default();
    if !end.is_empty() {
        warning.push_str(&format!("; the end of {}:", log.display()));
    }
    for line in end {
        warning.push_str(&format!("\n  {line}"));
    }
    output::warn(&warning);
}

/// The last lines of a file.
fn read_end(path: &Path) -> io::Result<Vec<String>> {
    const MOST_BYTES: u64 = 10_000;
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(MOST_BYTES)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let end = &lines[lines.len().saturating_sub(LINES_OF_LOG)..];
    Ok(end.iter().copied().map(String::from).collect())
}
