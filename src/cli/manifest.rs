//! The list of heapwise's files in a report's folder: only these are replaced or deleted.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::record::Report;

use super::atomic_file::StagedFile;
use super::read;
use super::report_files::{MANIFEST, PAGE, is_own_name, list_files, path_inside};

/// The files that heapwise has written to a folder, relative to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeSet<String>,
}

impl Manifest {
    /// Reads the manifest in `folder`. A folder with a report of an earlier version has none: there,
    /// the files that its `report` names stand for it.
    ///
    /// # Errors
    ///
    /// If there is a file of that name that is no manifest.
    pub(super) fn read(folder: &Path, report: Option<&Report>) -> Result<Self> {
        let path = folder.join(MANIFEST);
        if path.symlink_metadata().is_err() {
            let files = report.map(list_files).unwrap_or_default();
            let page = report.map(|_| String::from(PAGE));
            return Ok(files.into_iter().chain(page).collect());
        }
        let text = read::regular_text(&path, "a list of heapwise's files")?;
        let listed: Self = serde_json::from_str(&text).map_err(|error| {
            let problem = format!("not a list of heapwise's files ({error}); move it away");
            Error::format(&path, problem)
        })?;
        // What heapwise cannot have made was added by somebody.
        Ok(listed.files.into_iter().collect())
    }

    /// Writes the manifest under a temporary name.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(super) fn stage(&self, folder: &Path) -> Result<StagedFile> {
        let json = serde_json::to_string_pretty(self).expect("a manifest holds only text");
        StagedFile::new(&folder.join(MANIFEST), format!("{json}\n").as_bytes())
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        self.files.iter()
    }

    /// Whether heapwise has written a file. Some file systems do not distinguish `a` from `A`.
    pub(super) fn contains(&self, file: &str) -> bool {
        let file = file.to_lowercase();
        self.files.iter().any(|own| own.to_lowercase() == file)
    }

    pub(super) fn insert(&mut self, file: &str) {
        self.files.insert(file.to_string());
    }

    /// Deletes the files from `folder` that this manifest has and `current` has not.
    pub(super) fn delete_all_but(&self, current: &Self, folder: &Path) {
        let outdated = self.files.iter().filter(|file| !current.contains(file));
        for file in outdated {
            // The file may be missing already, and a leftover file does no harm.
            if let Ok(path) = path_inside(folder, file) {
                let _ignored = std::fs::remove_file(path);
            }
        }
    }
}

impl FromIterator<String> for Manifest {
    /// The files that heapwise's naming can have made.
    fn from_iter<I: IntoIterator<Item = String>>(files: I) -> Self {
        let own = files.into_iter().filter(|file| is_own_name(file));
        Self {
            files: own.collect(),
        }
    }
}
