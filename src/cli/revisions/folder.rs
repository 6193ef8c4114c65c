//! The folder with the work tree, the build and the reports of revisions.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::cli::{atomic_file, store};
use crate::error::{Error, Result};

/// The option that names the folder.
const OPTION: &str = "--out";

/// The file that marks the folder as heapwise's. It hides the folder from git too.
const MARK: &str = ".gitignore";
const MARK_TEXT: &str =
    "# Written by `heapwise revisions`, which replaces and deletes files here.\n*\n";

/// The folder. While this exists, no other process can open it.
pub(super) struct RevisionsFolder {
    path: PathBuf,
    _lock: Option<File>,
}

impl RevisionsFolder {
    /// Opens the folder that the user gives; or else the one in cargo's target folder, which is in `top`
    /// unless `CARGO_TARGET_DIR` names another.
    ///
    /// # Errors
    ///
    /// If it cannot be created or written to, contains files of others, or another process uses it.
    pub(super) fn open(given: Option<&Path>, top: &Path) -> Result<Self> {
        let path = given.map_or_else(|| default_folder(top), Path::to_path_buf);
        check_own(&path)?;
        let lock = store::create_and_lock(&path, OPTION)?;
        atomic_file::write(&path.join(MARK), MARK_TEXT.as_bytes())?;
        let resolved = path.canonicalize();
        Ok(Self {
            path: resolved.map_err(|source| Error::reading(&path, source))?,
            _lock: lock,
        })
    }

    /// Where the revisions are checked out.
    pub(super) fn work_tree(&self) -> PathBuf {
        self.path.join("work-tree")
    }

    /// Cargo's target folder for all revisions.
    pub(super) fn build(&self) -> PathBuf {
        self.path.join("build")
    }

    /// The folder with a folder for each revision.
    pub(super) fn reports(&self) -> PathBuf {
        self.path.join("reports")
    }

    /// The page of the history.
    #[cfg(feature = "page")]
    pub(super) fn page(&self) -> PathBuf {
        self.path.join("history.html")
    }
}

fn default_folder(top: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|target| !target.is_empty());
    let target = target.map_or_else(|| top.join("target"), PathBuf::from);
    target.join("heapwise").join("revisions")
}

/// Checks that a folder is absent, empty, or has the mark of heapwise.
fn check_own(path: &Path) -> Result<()> {
    let mark = path.join(MARK);
    let has_mark = || fs::read_to_string(&mark).is_ok_and(|text| text == MARK_TEXT);
    let entries = fs::read_dir(path).into_iter().flatten();
    if entries.count() == 0 || has_mark() {
        return Ok(());
    }
    let problem = "has files that heapwise did not write; name an empty folder with --out";
    Err(Error::format(path, problem))
}
