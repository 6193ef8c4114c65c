//! Writes a report to its folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::measure::NewFile;
use crate::record::Report;

use super::atomic_file::{self, StagedFile};
use super::read;
use super::report_files::{PAGE, REPORT, is_page, list_files};

/// The folder that a run writes its report to. While it is open, no other run can open it.
pub(super) struct Store {
    folder: PathBuf,
    /// The report that the folder had.
    previous: Option<Report>,
    /// The files of the previous report, which are deleted when the new report is saved.
    outdated: Vec<String>,
    _lock: Option<File>,
}

impl Store {
    /// Opens `folder`, given by `option`, and creates it if necessary.
    ///
    /// # Errors
    ///
    /// If it cannot be created or written to, if another run is writing to it, or if it contains a
    /// `report.json` or `index.html` that heapwise did not write.
    pub(super) fn open(folder: &Path, option: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .and_then(|()| atomic_file::create_temporary(folder).map(drop))
            .map_err(|source| cannot_write_to(folder, source))?;
        let lock = lock(folder, option)?;
        let previous = read_previous(folder, option)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            outdated: previous.as_ref().map(list_outdated).unwrap_or_default(),
            previous,
            _lock: lock,
        })
    }

    /// Checks that `folder`, given by `option`, can be opened, without creating it. Other runs that
    /// are writing to it are not detected.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), except for other runs.
    pub(super) fn check(folder: &Path, option: &str) -> Result<()> {
        let existing = folder.ancestors().find(|ancestor| ancestor.exists());
        atomic_file::create_temporary(existing.unwrap_or(Path::new(".")))
            .map_err(|source| cannot_write_to(folder, source))?;
        read_previous(folder, option).map(drop)
    }

    /// The report that the folder had, once.
    pub(super) fn take_previous(&mut self) -> Option<Report> {
        self.previous.take()
    }

    /// Moves `report` and its files to another folder.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or as for [`open`](Self::open) and [`save`](Self::save). The report then
    /// stays in its folder.
    pub(super) fn move_to(&mut self, folder: &Path, report: &Report) -> Result<()> {
        let mut moved = Self::open(folder, "--out")?;
        moved.save(report, &read_files(&self.folder, report)?)?;
        let mut files = list_outdated(report);
        files.push(String::from(REPORT));
        for file in files {
            let file = self.folder.join(file);
            // The report is complete in its new folder, and leftover files do no harm.
            let _ignored = std::fs::remove_file(&file);
            let folders = file.ancestors().skip(1);
            for emptied in folders.take_while(|emptied| emptied.starts_with(&self.folder)) {
                let _ignored = std::fs::remove_dir(emptied);
            }
        }
        *self = moved;
        Ok(())
    }

    /// The path of the report.
    pub(super) fn report_path(&self) -> PathBuf {
        self.folder.join(REPORT)
    }

    /// The path of the folder.
    #[cfg(feature = "page")]
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of the report's page.
    #[cfg(feature = "page")]
    pub(super) fn page_path(&self) -> PathBuf {
        self.folder.join(PAGE)
    }

    /// Writes new files, then the report that names them, and deletes outdated files.
    ///
    /// # Errors
    ///
    /// If a file cannot be written. No file is replaced before all are written, so the previous
    /// files are unchanged then.
    pub(super) fn save(&mut self, report: &Report, files: &[NewFile]) -> Result<()> {
        let mut staged = Vec::with_capacity(files.len() + 1);
        for file in files {
            // Some file systems do not distinguish `a` from `A`.
            let path = file.path.to_lowercase();
            self.outdated
                .retain(|outdated| outdated.to_lowercase() != path);
            staged.push(StagedFile::new(&self.folder.join(&file.path), &file.bytes)?);
        }
        staged.push(StagedFile::new(
            &self.report_path(),
            report.to_json().as_bytes(),
        )?);
        staged.into_iter().try_for_each(StagedFile::persist)?;
        for file in self.outdated.drain(..) {
            // The file may be missing already, and a leftover file does no harm.
            let _ignored = std::fs::remove_file(self.folder.join(file));
        }
        Ok(())
    }
}

/// Creates `folder`, and locks it against other runs until the result is dropped; `None` if the system
/// does not support locks.
///
/// # Errors
///
/// If it cannot be created, or another run has locked it.
pub(super) fn create_and_lock(folder: &Path, option: &str) -> Result<Option<File>> {
    std::fs::create_dir_all(folder).map_err(|source| cannot_write_to(folder, source))?;
    lock(folder, option)
}

/// Locks `folder` against other runs until the result is dropped; `None` if the system does not
/// support locks.
fn lock(folder: &Path, option: &str) -> Result<Option<File>> {
    // Some systems cannot open folders.
    let Ok(opened) = File::open(folder) else {
        return Ok(None);
    };
    match opened.try_lock() {
        Ok(()) => Ok(Some(opened)),
        Err(TryLockError::Error(_)) => Ok(None),
        Err(TryLockError::WouldBlock) => Err(Error::format(
            folder,
            format!(
                "another run is writing to it; wait until that run ends, or name another folder with {option}"
            ),
        )),
    }
}

/// Reads the report in `folder` that a new one may replace; `None` if there is none.
fn read_previous(folder: &Path, option: &str) -> Result<Option<Report>> {
    let has_report = check_file(folder, REPORT, option)?;
    let has_page = check_file(folder, PAGE, option)?;
    let page = folder.join(PAGE);
    if has_page && !is_page(&page).map_err(|source| Error::reading(&page, source))? {
        return Err(foreign(folder, PAGE, "not a page of heapwise", option));
    }
    if !has_report && has_page {
        let problem = "not the page of a report in this folder";
        return Err(foreign(folder, PAGE, problem, option));
    }
    if !has_report {
        return Ok(None);
    }
    match read::report(&folder.join(REPORT)) {
        Ok(report) => Ok(Some(report)),
        Err(Error::Format { problem, .. }) => Err(foreign(folder, REPORT, &problem, option)),
        Err(error) => Err(error),
    }
}

/// Whether `folder` has this file.
///
/// # Errors
///
/// If it is a folder, a pipe or similar.
fn check_file(folder: &Path, file: &str, option: &str) -> Result<bool> {
    match std::fs::metadata(folder.join(file)) {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(foreign(folder, file, "not a regular file", option)),
        Err(_) => Ok(false),
    }
}

/// The error for a file in `folder`, given by `option`, that heapwise did not write.
fn foreign(folder: &Path, file: &str, problem: &str, option: &str) -> Error {
    let remedy = format!("move it away, or name another folder with {option}");
    Error::format(
        &folder.join(file),
        format!("{problem}; heapwise does not replace it: {remedy}"),
    )
}

/// Reads the files that a report in `folder` names.
///
/// # Errors
///
/// If a file cannot be read.
pub(super) fn read_files(folder: &Path, report: &Report) -> Result<Vec<NewFile>> {
    let read_file = |path: String| {
        let bytes = read::bytes(&folder.join(&path))?;
        Ok(NewFile { path, bytes })
    };
    list_files(report).into_iter().map(read_file).collect()
}

fn cannot_write_to(folder: &Path, source: io::Error) -> Error {
    Error::File {
        action: "write to the folder",
        path: folder.to_path_buf(),
        source,
        remedy: atomic_file::REMEDY,
    }
}

/// The files that are deleted when another report replaces this one: its page, and the files that it
/// names.
fn list_outdated(report: &Report) -> Vec<String> {
    let mut files = list_files(report);
    files.push(PAGE.to_string());
    files
}
