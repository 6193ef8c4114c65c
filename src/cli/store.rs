//! The report's folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::measure::NewFile;
use crate::record::Report;

use super::read;
use super::whole::{self, Staged};

/// The name of the report itself.
pub(super) const REPORT: &str = "report.json";

/// The name of its page.
pub(super) const PAGE: &str = "index.html";

/// A folder that a run's report grows in, and no other run's as long as it is open.
pub(super) struct Store {
    folder: PathBuf,
    /// Files of the report that stood here before, which go when the new one comes.
    outdated: Vec<String>,
    _lock: Option<File>,
}

impl Store {
    /// Opens `folder`, which `option` has named, and makes it if need be.
    ///
    /// # Errors
    ///
    /// Where it cannot be made or written to, another run writes into it, or what lies there is no
    /// report of ours.
    pub(super) fn open(folder: &Path, option: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .and_then(|()| whole::temporary_in(folder).map(drop))
            .map_err(|source| cannot_write_to(folder, source))?;
        let lock = lock(folder, option)?;
        let before = report_in(folder, option)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            outdated: before.as_ref().map(outdated_by).unwrap_or_default(),
            _lock: lock,
        })
    }

    /// Whether `folder`, which `option` has named, could be opened as it is now, but for other runs
    /// that may write into it. Nothing is made yet.
    ///
    /// # Errors
    ///
    /// Where it could not.
    pub(super) fn check(folder: &Path, option: &str) -> Result<()> {
        let there = folder.ancestors().find(|place| place.exists());
        whole::temporary_in(there.unwrap_or(Path::new(".")))
            .map_err(|source| cannot_write_to(folder, source))?;
        report_in(folder, option).map(drop)
    }

    /// Where the report lies.
    pub(super) fn report_path(&self) -> PathBuf {
        self.folder.join(REPORT)
    }

    /// The folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the report's page lies.
    #[cfg(feature = "page")]
    pub(super) fn page_path(&self) -> PathBuf {
        self.folder.join(PAGE)
    }

    /// Keeps new files, then the report that names them.
    ///
    /// # Errors
    ///
    /// Where one cannot be written. What stood there before is then still there: nothing is
    /// replaced before all is written.
    pub(super) fn keep(&mut self, report: &Report, files: &[NewFile]) -> Result<()> {
        let mut staged = Vec::with_capacity(files.len() + 1);
        for file in files {
            // Some file systems do not tell `a` from `A`.
            let path = file.path.to_lowercase();
            self.outdated
                .retain(|outdated| outdated.to_lowercase() != path);
            staged.push(Staged::new(&self.folder.join(&file.path), &file.bytes)?);
        }
        staged.push(Staged::new(
            &self.report_path(),
            report.to_json().as_bytes(),
        )?);
        staged.into_iter().try_for_each(Staged::appear)?;
        for file in self.outdated.drain(..) {
            // It may be gone already, and a file too many harms nobody.
            let _gone = std::fs::remove_file(self.folder.join(file));
        }
        Ok(())
    }
}

/// Keeps other runs out of `folder` until it is dropped, where the system can do that.
fn lock(folder: &Path, option: &str) -> Result<Option<File>> {
    // Some systems open no folders.
    let Ok(opened) = File::open(folder) else {
        return Ok(None);
    };
    match opened.try_lock() {
        Ok(()) => Ok(Some(opened)),
        Err(TryLockError::Error(_)) => Ok(None),
        Err(TryLockError::WouldBlock) => Err(Error::format(
            folder,
            format!("another run writes into it; wait for it, or name another with {option}"),
        )),
    }
}

/// The report in `folder`, which a new one may replace; none where there is none.
fn report_in(folder: &Path, option: &str) -> Result<Option<Report>> {
    let not_ours = |file: &str, problem: &str| {
        let remedy = format!("move it away, or name another folder with {option}");
        Error::format(
            &folder.join(file),
            format!("{problem}; it is not replaced: {remedy}"),
        )
    };
    let there = |file: &str| std::fs::metadata(folder.join(file)).ok();
    let of_another_kind = [REPORT, PAGE]
        .into_iter()
        .find(|file| there(file).is_some_and(|metadata| !metadata.is_file()));
    if let Some(file) = of_another_kind {
        return Err(not_ours(file, "is no file"));
    }
    match (there(REPORT), there(PAGE)) {
        (Some(_), _) => match read::report(&folder.join(REPORT)) {
            Ok(report) => Ok(Some(report)),
            Err(Error::Format { problem, .. }) => Err(not_ours(REPORT, &problem)),
            Err(error) => Err(error),
        },
        (None, Some(_)) => Err(not_ours(PAGE, "is no page of a report here")),
        (None, None) => Ok(None),
    }
}

/// The files that a report in `folder` names, read again.
///
/// # Errors
///
/// Where one cannot be read.
pub(super) fn files_in(folder: &Path, report: &Report) -> Result<Vec<NewFile>> {
    let file = |path: String| {
        let file = folder.join(&path);
        let bytes = read::bytes(&file)?;
        Ok(NewFile { path, bytes })
    };
    files_of(report).into_iter().map(file).collect()
}

fn cannot_write_to(folder: &Path, source: io::Error) -> Error {
    Error::File {
        action: "write to the folder",
        path: folder.to_path_buf(),
        source,
        remedy: whole::REMEDY,
    }
}

/// What goes when another report comes: the page, and the files that it names.
fn outdated_by(report: &Report) -> Vec<String> {
    let mut files = files_of(report);
    files.push(PAGE.to_string());
    files
}

/// The files in its folder that a report names.
pub(super) fn files_of(report: &Report) -> Vec<String> {
    let of_rows = report.rows().flat_map(|row| {
        let heap = row.heap.iter();
        heap.flat_map(|heap| heap.profile.iter().chain(&heap.timeline))
            .chain(row.attachments.iter().map(|attachment| &attachment.file))
    });
    let of_entries = report
        .experiments
        .iter()
        .flat_map(|entry| entry.attachments.iter().map(|attachment| &attachment.file));
    of_rows
        .chain(of_entries)
        .filter(|file| stays_inside(file))
        .cloned()
        .collect()
}

/// Whether a file that a report names is in the report's folder, and not the report itself.
pub(super) fn stays_inside(file: &str) -> bool {
    let mut components = Path::new(file).components();
    file != REPORT && components.all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_inside_the_folder_are_ever_taken_away() {
        assert!(stays_inside("profiles/julia.stored.json"));
        assert!(!stays_inside("../precious"));
        assert!(!stays_inside("/etc/passwd"));
        assert!(!stays_inside("report.json"));
    }
}
