//! Writes files atomically: a file appears complete or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The remedy in the error for a file or folder that cannot be written.
pub(super) const REMEDY: &str = "name another, or free some space and check its permissions";

/// Checks that a file can be written at `path`. Creates its folder if necessary.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn check_writable(path: &Path) -> Result<()> {
    if is_special(path) {
        return Ok(());
    }
    path.parent().into_iter().for_each(delete_abandoned);
    StagedFile::following_links(path, |_| Ok(())).map(drop)
}

/// Writes a file atomically. A pipe or a device is written to directly.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

/// Like [`write`], with what `render` writes.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn write_with(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    if is_special(path) {
        let file = OpenOptions::new().write(true).open(path);
        file.and_then(|mut file| write_buffered(&mut file, render))
            .map_err(|source| cannot_write(path, source))
    } else {
        StagedFile::following_links(path, render)?.persist()
    }
}

fn write_buffered(
    file: &mut File,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    render(&mut file)?;
    file.flush()
}

/// Whether `path` is a pipe, a device or similar, which must not be replaced by a file.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// A file that is completely written under a temporary name. It is deleted unless persisted.
pub(super) struct StagedFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl StagedFile {
    /// Writes what `render` writes to a temporary file next to `path`. Creates its folder if necessary. If
    /// `path` is a link, the file that it points to will be replaced, not the link.
    fn following_links(
        path: &Path,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Self> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        Self::with_contents(&path, render)
    }

    /// Writes a temporary file next to `path`. If `path` is a link, the file that it points to will be
    /// replaced, not the link.
    #[cfg(feature = "program")]
    pub(super) fn replacing(path: &Path, bytes: &[u8]) -> Result<Self> {
        Self::following_links(path, |file| file.write_all(bytes))
    }

    /// Writes a temporary file next to `path`. Creates its folder if necessary. If `path` is a link, it
    /// will be replaced itself.
    pub(super) fn new(path: &Path, bytes: &[u8]) -> Result<Self> {
        Self::with_contents(path, |file| file.write_all(bytes))
    }

    fn with_contents(
        path: &Path,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Self> {
        Ok(Self {
            file: write_beside(path, render).map_err(|source| cannot_write(path, source))?,
            path: path.to_path_buf(),
        })
    }

    /// Moves the file to its path.
    pub(super) fn persist(self) -> Result<()> {
        let persisted = self.file.persist(&self.path);
        persisted.map_err(|error| cannot_write(&self.path, error.error))?;
        Ok(())
    }
}

fn write_beside(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let names_a_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    if path.is_dir() || names_a_folder {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    std::fs::create_dir_all(folder)?;
    let mut file = create_temporary(folder)?;
    write_buffered(file.as_file_mut(), render)?;
    // Some file systems report only now that they are full.
    file.as_file().sync_all()?;
    Ok(file)
}

/// The beginning of the names of temporary files.
const PREFIX: &str = ".heapwise-";

/// Deletes the temporary files in `folder` of programs that were killed.
pub(super) fn delete_abandoned(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let temporary = entries.filter(|entry| {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        is_file && entry.file_name().to_string_lossy().starts_with(PREFIX)
    });
    for entry in temporary {
        // A running program holds the lock.
        let opened = File::open(entry.path());
        if opened.is_ok_and(|file| file.try_lock().is_ok()) {
            let _left = std::fs::remove_file(entry.path());
        }
    }
}

/// Creates a temporary file in `folder`, deleted unless persisted, and locks it. Its permissions follow
/// the umask.
pub(super) fn create_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.prefix(PREFIX).tempfile_in(folder);
    // The message of the original error has the random name of the temporary file.
    let file = file.map_err(|error| io::Error::from(error.kind()))?;
    // Some systems have no locks, and then nothing is deleted that is not locked.
    let _unlocked = file.as_file().try_lock();
    Ok(file)
}

fn cannot_write(path: &Path, source: io::Error) -> Error {
    Error::File {
        action: "write",
        path: path.to_path_buf(),
        source,
        remedy: REMEDY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/report.json");
        write(&path, b"old").unwrap();
        assert!(write(&path.join("below a file"), b"new").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        let names = std::fs::read_dir(path.parent().unwrap()).unwrap();
        assert_eq!(names.count(), 1, "no half-written file is left");
    }

    #[test]
    fn only_abandoned_files_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in [".heapwise-abc", ".other", "heapwise-x"] {
            std::fs::write(path(name), "").unwrap();
        }
        let staged = create_temporary(folder.path()).unwrap();
        delete_abandoned(folder.path());
        assert!(!path(".heapwise-abc").exists());
        assert!(path(".other").exists() && path("heapwise-x").exists());
        assert!(staged.path().exists());
    }
}
