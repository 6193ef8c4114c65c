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

/// A file in which something measured stands.
pub(super) enum Contents {
    Report(Report),
    Profile(Profile),
}

/// What tells a report from a profile.
#[derive(Deserialize)]
struct Marks {
    schema: Option<IgnoredAny>,
    #[serde(rename = "dhatFileVersion")]
    dhat: Option<IgnoredAny>,
}

/// Reads the report at `path`, a folder or a file.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn report(path: &Path) -> Result<Report> {
    let path = report_file(path);
    Report::read(&text(&path, "a report")?, &path)
}

/// Reads the profile at `path`, of any tool.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn profile(path: &Path) -> Result<Profile> {
    Profile::read_any(&text(path, "a profile")?, path)
}

/// Reads the timeline at `path`.
///
/// # Errors
///
/// Where it cannot be read, or is none.
pub(super) fn timeline(path: &Path) -> Result<Timeline> {
    Timeline::read(&text(path, "a timeline")?, path)
}

/// Reads the report or the profile at `path`, whichever it is.
///
/// # Errors
///
/// Where it cannot be read, or is neither.
pub(super) fn contents(path: &Path) -> Result<Contents> {
    let path = report_file(path);
    let text = text(&path, "a report or a profile")?;
    let neither = |problem: String| {
        let problem = format!("neither a report of heapwise nor a DHAT profile: {problem}");
        Error::format(&path, problem)
    };
    let marks: Marks = serde_json::from_str(&text).map_err(|error| neither(error.to_string()))?;
    match marks {
        Marks { dhat: Some(_), .. } => Profile::read_any(&text, &path).map(Contents::Profile),
        Marks {
            schema: Some(_), ..
        } => Report::read(&text, &path).map(Contents::Report),
        _ => Err(neither(String::from(
            "it has neither `schema` nor `dhatFileVersion`",
        ))),
    }
}

/// The folder of a report, from its path or that of its folder.
pub(super) fn folder(path: &Path) -> PathBuf {
    let file = report_file(path);
    file.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

fn report_file(path: &Path) -> PathBuf {
    match path.is_dir() {
        true => path.join(REPORT),
        false => path.to_path_buf(),
    }
}

/// Reads a file of text, which is to be `what`.
///
/// # Errors
///
/// Where it cannot be read, is no UTF-8, or larger than what is ever kept.
pub(super) fn text(path: &Path, what: &str) -> Result<String> {
    String::from_utf8(bytes(path)?)
        .map_err(|_| Error::format(path, format!("not UTF-8, which {what} is")))
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
        let problem = format!("larger than {most}, and nothing that is read here is");
        return Err(Error::format(path, problem));
    }
    Ok(bytes)
}
