//! Files that appear whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// What would be right where a file or folder cannot be written.
pub(super) const REMEDY: &str = "name another, or make room and let it be written to";

/// Whether a file can be written at `path`; makes its folder if need be.
///
/// # Errors
///
/// Where it cannot.
pub(super) fn check_writable(path: &Path) -> Result<()> {
    match is_special(path) {
        true => Ok(()),
        false => Staged::new(path, b"").map(drop),
    }
}

/// Writes a file so that it appears whole or not at all; a pipe or a device is written to as it is.
///
/// # Errors
///
/// Where the system does not let it be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    match is_special(path) {
        true => std::fs::write(path, bytes).map_err(|source| cannot_write(path, source)),
        false => Staged::new(path, bytes)?.appear(),
    }
}

/// Whether `path` is a device, a pipe or the like, whose place no file may take.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// A file that is written whole, and has not appeared yet. Where it never does, it goes.
pub(super) struct Staged {
    file: NamedTempFile,
    path: PathBuf,
}

impl Staged {
    /// Writes the file beside `path`; makes its folder if need be.
    pub(super) fn new(path: &Path, bytes: &[u8]) -> Result<Self> {
        // Where it is a link, what the link names is replaced, and not the link.
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        Ok(Self {
            file: written_beside(path, bytes).map_err(|source| cannot_write(path, source))?,
            path: path.clone(),
        })
    }

    /// Puts the file at its path.
    pub(super) fn appear(self) -> Result<()> {
        let persisted = self.file.persist(&self.path);
        persisted.map_err(|error| cannot_write(&self.path, error.error))?;
        Ok(())
    }
}

fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let names_a_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    if path.is_dir() || names_a_folder {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    std::fs::create_dir_all(folder)?;
    let mut file = temporary_in(folder)?;
    file.as_file_mut().write_all(bytes)?;
    // Some file systems tell only now that they are full.
    file.as_file().sync_all()?;
    Ok(file)
}

/// A file that goes where it is not kept, and that whoever may make files may read.
pub(super) fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.prefix(".heapwise-").tempfile_in(folder);
    // The name that it would have had tells nobody anything.
    file.map_err(|error| error.kind().into())
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
}
