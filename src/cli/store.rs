//! Writes a report to its folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::measure::{self, NewFile};
use crate::record::Report;

use super::atomic_file::{self, StagedFile};
use super::manifest::Manifest;
use super::read;
use super::report_files::{MANIFEST, PAGE, REPORT, is_page, list_files, path_inside};

/// The folder that a run writes its report to. While it is open, no other run can open it.
pub(super) struct Store {
    folder: PathBuf,
    /// The report that the folder had.
    previous: Option<Report>,
    /// The files of the previous report, which are deleted when the new report is saved.
    outdated: Manifest,
    /// The files of the new report.
    written: Manifest,
    _lock: Option<File>,
}

impl Store {
    /// Opens `folder`, given by `option`, and creates it if necessary.
    ///
    /// # Errors
    ///
    /// If it cannot be created or written to, if another run is writing to it, or if it contains a
    /// `report.json`, `index.html` or `manifest.json` that heapwise did not write, or a link where
    /// heapwise has a folder.
    pub(super) fn open(folder: &Path, option: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .and_then(|()| atomic_file::create_temporary(folder).map(drop))
            .map_err(|source| cannot_write_to(folder, source))?;
        let lock = lock(folder, option)?;
        let (previous, outdated) = read_previous(folder, option)?;
        atomic_file::delete_abandoned(folder);
        for name in measure::REPORT_FOLDERS {
            atomic_file::delete_abandoned(&folder.join(name));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            previous,
            outdated,
            written: Manifest::default(),
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
        // The report is complete in its new folder, and leftover files do no harm.
        self.written
            .delete_all_but(&Manifest::default(), &self.folder);
        for file in [REPORT, MANIFEST] {
            let _ignored = std::fs::remove_file(self.folder.join(file));
        }
        for folder in measure::REPORT_FOLDERS {
            let _ignored = std::fs::remove_dir(self.folder.join(folder));
        }
        let _ignored = std::fs::remove_dir(&self.folder);
        *self = moved;
        Ok(())
    }

    /// Takes over the files of the report that the folder had.
    pub(super) fn keep_previous_files(&mut self) {
        self.written = std::mem::take(&mut self.outdated);
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

    /// Writes the report's page, and returns its path.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    #[cfg(feature = "page")]
    pub(super) fn save_page(&mut self, page: &str) -> Result<PathBuf> {
        let path = path_inside(&self.folder, PAGE)?;
        let staged = StagedFile::new(&path, page.as_bytes())?;
        self.written.insert(PAGE);
        self.written.stage(&self.folder)?.persist()?;
        staged.persist()?;
        Ok(path)
    }

    /// Writes new files, then the report that names them, and deletes outdated files.
    ///
    /// # Errors
    ///
    /// If a file cannot be written, or is one that heapwise has not written. No file is replaced before
    /// all are written, so the previous files are unchanged then.
    pub(super) fn save(&mut self, report: &Report, files: &[NewFile]) -> Result<()> {
        let mut staged = Vec::with_capacity(files.len() + 1);
        for file in files {
            let path = path_inside(&self.folder, &file.path)?;
            self.check_replaceable(&file.path, &path)?;
            staged.push(StagedFile::new(&path, &file.bytes)?);
            self.written.insert(&file.path);
        }
        staged.push(StagedFile::new(
            &self.report_path(),
            report.to_json().as_bytes(),
        )?);
        // The manifest lists a file before that is there and until it is gone.
        let in_folder = self.outdated.files().chain(self.written.files());
        let manifest: Manifest = in_folder.cloned().collect();
        manifest.stage(&self.folder)?.persist()?;
        staged.into_iter().try_for_each(StagedFile::persist)?;
        let outdated = std::mem::take(&mut self.outdated);
        if outdated.files().next().is_some() {
            outdated.delete_all_but(&self.written, &self.folder);
            self.written.stage(&self.folder)?.persist()?;
        }
        Ok(())
    }

    /// Checks that there is no file at the path of a new one but those that heapwise has written.
    fn check_replaceable(&self, file: &str, path: &Path) -> Result<()> {
        let is_new = path.symlink_metadata().is_err();
        if is_new || self.outdated.contains(file) || self.written.contains(file) {
            return Ok(());
        }
        let problem = "no file of a report; heapwise does not replace it: move it away";
        Err(Error::format(path, problem.to_string()))
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

/// Reads the report in `folder` that a new one may replace, if there is one, and the list of its files.
fn read_previous(folder: &Path, option: &str) -> Result<(Option<Report>, Manifest)> {
    check_kinds(folder, option)?;
    let path = folder.join(REPORT);
    let exists = |path: &Path| path.symlink_metadata().is_ok();
    let report = match exists(&path).then(|| read::report(&path)) {
        None => None,
        Some(Ok(report)) => Some(report),
        Some(Err(Error::Format { problem, .. })) => {
            return Err(foreign(folder, REPORT, &problem, option));
        }
        Some(Err(error)) => return Err(error),
    };
    let files = Manifest::read(folder, report.as_ref())?;
    let page = folder.join(PAGE);
    if exists(&page) {
        if !is_page(&page).map_err(|source| Error::reading(&page, source))? {
            return Err(foreign(folder, PAGE, "not a page of heapwise", option));
        }
        if !files.contains(PAGE) {
            let problem = "not the page of a report in this folder";
            return Err(foreign(folder, PAGE, problem, option));
        }
    }
    Ok((report, files))
}

/// Checks that what is where heapwise puts files and folders are files and folders, not links.
fn check_kinds(folder: &Path, option: &str) -> Result<()> {
    let metadata = |name: &str| std::fs::symlink_metadata(folder.join(name)).ok();
    for file in [REPORT, PAGE, MANIFEST] {
        if metadata(file).is_some_and(|metadata| !metadata.is_file()) {
            return Err(foreign(folder, file, "not a regular file", option));
        }
    }
    for name in measure::REPORT_FOLDERS {
        if metadata(name).is_some_and(|metadata| !metadata.is_dir()) {
            return Err(foreign(folder, name, "not a folder", option));
        }
    }
    Ok(())
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
        let bytes = read::bytes_inside(folder, &path)?;
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
