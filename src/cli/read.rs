//! What is read from disk.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::record::Report;
use crate::units;

use super::store::REPORT;

/// The largest file that is read.
const MOST_BYTES: u64 = 500_000_000;

/// Reads the report at `path`, a folder or a file.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn report(path: &Path) -> Result<Report> {
    let path = match path.is_dir() {
        true => path.join(REPORT),
        false => path.to_path_buf(),
    };
    Report::read(&text(&path)?, &path)
}

/// The folder of the report at `path`.
pub(super) fn folder(path: &Path) -> PathBuf {
    match path.is_dir() {
        true => path.to_path_buf(),
        false => path.parent().unwrap_or(path).to_path_buf(),
    }
}

/// Reads a file of text.
///
/// # Errors
///
/// Where it cannot be read, is no UTF-8, or larger than what is ever kept.
pub(super) fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?)
        .map_err(|_| Error::format(path, "not UTF-8, which a report or a profile is"))
}

/// Reads a file.
///
/// # Errors
///
/// Where it cannot be read, or is larger than what is ever kept.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|source| Error::reading(path, source))?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = units::bytes(MOST_BYTES);
        let problem = format!("larger than {most}; a report or a profile is not");
        return Err(Error::format(path, problem));
    }
    Ok(bytes)
}
