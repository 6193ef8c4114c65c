//! What is read from disk.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::record::{Report, Timeline};
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

/// Reads the DHAT profile at `path`, of whichever tool.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn profile(path: &Path) -> Result<Profile> {
    Profile::read_dhat_crate(&text(path)?, path)
}

/// Reads the timeline at `path`.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn timeline(path: &Path) -> Result<Timeline> {
    Timeline::read(&text(path)?, path)
}

/// What a path names.
pub(super) enum Measured {
    Report(Report),
    Profile(Profile),
}

/// What tells a profile from a report.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "dhatFileVersion")]
    dhat_version: Option<IgnoredAny>,
}

/// Reads the report or the profile at `path`; a folder is a report's.
///
/// # Errors
///
/// Where it cannot be read, or is neither.
pub(super) fn measured(path: &Path) -> Result<Measured> {
    if path.is_dir() {
        return report(path).map(Measured::Report);
    }
    let text = text(path)?;
    let head: Head = serde_json::from_str(&text).map_err(|error| {
        let problem = format!("neither a report of heapwise nor a DHAT profile: {error}");
        Error::format(path, problem)
    })?;
    match head.dhat_version {
        Some(_) => Profile::read_dhat_crate(&text, path).map(Measured::Profile),
        None => Report::read(&text, path).map(Measured::Report),
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
