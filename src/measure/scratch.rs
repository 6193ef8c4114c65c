//! The folder of a run for the files of its workers.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};

/// The beginning of the names of these folders.
const PREFIX: &str = "heapwise-run-";

/// A folder in the one for temporary files. It is deleted on drop, or by a later run if this process is
/// killed. While it exists, it is locked.
pub(super) struct Scratch {
    folder: PathBuf,
    _lock: Option<File>,
}

impl Scratch {
    /// Makes the folder of this run, and deletes those of runs that were killed.
    ///
    /// # Errors
    ///
    /// If it cannot be created.
    pub(super) fn new() -> Result<Self> {
        let parent = std::env::temp_dir();
        delete_abandoned(&parent);
        Self::in_folder(&parent).map_err(|error| Error::File {
            action: "create a folder in",
            path: parent,
            // The error itself names a random folder name, which helps nobody.
            source: error.kind().into(),
            remedy: "set TMPDIR to a folder that exists and has room",
        })
    }

    fn in_folder(parent: &Path) -> io::Result<Self> {
        // It gets its name only when it is locked, so that no other run takes it for abandoned.
        let unnamed = tempfile::Builder::new()
            .prefix("heapwise-")
            .tempdir_in(parent)?;
        let lock = lock(unnamed.path());
        let random = unnamed.path().file_name().unwrap_or_default();
        let random = random.to_string_lossy().replacen("heapwise-", PREFIX, 1);
        let folder = parent.join(random);
        std::fs::rename(unnamed.path(), &folder)?;
        // Nothing is at its former path.
        let _former = unnamed.keep();
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Makes a folder for the files of one worker.
    ///
    /// # Errors
    ///
    /// If it cannot be created.
    pub(super) fn for_worker(&self) -> Result<TempDir> {
        tempfile::tempdir_in(&self.folder).map_err(|error| Error::File {
            action: "create a folder in",
            path: self.folder.clone(),
            source: error.kind().into(),
            remedy: "set TMPDIR to a folder that has room",
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next run tries again.
        let _left = std::fs::remove_dir_all(&self.folder);
    }
}

/// Locks a folder; `None` if another process has, or if the system does not support it.
fn lock(folder: &Path) -> Option<File> {
    let opened = File::open(folder).ok()?;
    opened.try_lock().is_ok().then_some(opened)
}

/// Deletes the folders of runs that were killed. Those of another user the system protects.
fn delete_abandoned(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let of_runs = entries.filter(|entry| {
        let name = entry.file_name();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        is_folder && name.to_string_lossy().starts_with(PREFIX)
    });
    for entry in of_runs {
        if let Some(_lock) = lock(&entry.path()) {
            let _left = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_abandoned_folders_of_runs_are_deleted() {
        let parent = tempfile::tempdir().unwrap();
        let abandoned = parent.path().join("heapwise-run-a");
        let other = parent.path().join("heapwise-other");
        for folder in [&abandoned, &other] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("file"), "").unwrap();
        }
        let scratch = Scratch::in_folder(parent.path()).unwrap();
        let worker = scratch.for_worker().unwrap();
        delete_abandoned(parent.path());
        assert!(!abandoned.exists() && other.exists() && worker.path().exists());
        drop((worker, scratch));
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
