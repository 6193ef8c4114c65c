//! Reads reports, profiles and timelines from disk.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::record::{Report, Timeline};
use crate::units;

use super::report_files::{self, report_path};

/// The largest size of a file that is read, in bytes.
const MAX_BYTES: u64 = 500_000_000;

/// The contents of a file that is either a report or a profile.
pub(super) enum ReportOrProfile {
    Report(Report),
    Profile(Profile),
}

/// The fields that distinguish a report from a profile.
#[derive(Deserialize)]
struct FormatFields {
    schema: Option<IgnoredAny>,
    #[serde(rename = "dhatFileVersion")]
    dhat: Option<IgnoredAny>,
}

/// Reads the report at `path`, a file or a folder.
///
/// # Errors
///
/// If it cannot be read, or is not a report.
pub(super) fn report(path: &Path) -> Result<Report> {
    let path = report_path(path);
    Report::parse(&text(&path, "a report")?, &path)
}

/// Reads a profile that a report in `folder` names.
///
/// # Errors
///
/// As for [`bytes_inside`], or if it is not a profile.
pub(super) fn profile_inside(folder: &Path, file: &str) -> Result<Profile> {
    let path = folder.join(file);
    let text = decode_json(bytes_inside(folder, file)?, &path, "a profile")?;
    Profile::read_any(&text, &path)
}

/// Reads a timeline that a report in `folder` names.
///
/// # Errors
///
/// As for [`bytes_inside`], or if it is not a timeline.
pub(super) fn timeline_inside(folder: &Path, file: &str) -> Result<Timeline> {
    let path = folder.join(file);
    let bytes = bytes_inside(folder, file)?;
    Timeline::parse(&decode(bytes, &path, "a timeline", |_| false)?, &path)
}

/// Reads the report or the profile at `path`. A folder stands for the report in it.
///
/// # Errors
///
/// If it cannot be read, or is neither.
pub(super) fn report_or_profile(path: &Path) -> Result<ReportOrProfile> {
    let path = report_path(path);
    let text = json_text(&path, "a report or a profile")?;
    let neither = |problem: String| {
        let problem = format!("neither a report of heapwise nor a DHAT profile: {problem}");
        Error::format(&path, problem)
    };
    let fields: FormatFields =
        serde_json::from_str(&text).map_err(|error| neither(error.to_string()))?;
    match fields {
        FormatFields { dhat: Some(_), .. } => {
            Profile::read_any(&text, &path).map(ReportOrProfile::Profile)
        }
        FormatFields {
            schema: Some(_), ..
        } => Report::parse(&text, &path).map(ReportOrProfile::Report),
        _ => Err(neither(String::from(
            "it has neither `schema` nor `dhatFileVersion`",
        ))),
    }
}

/// Reads a JSON file that another tool may have written: in texts, what is not UTF-8 is replaced, such
/// as a part of the profiled command.
///
/// # Errors
///
/// As for [`text`], if the file is neither UTF-8 nor JSON.
fn json_text(path: &Path, kind: &str) -> Result<String> {
    decode_json(bytes(path)?, path, kind)
}

fn decode_json(bytes: Vec<u8>, path: &Path, kind: &str) -> Result<String> {
    decode(bytes, path, kind, |text| {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    })
}

/// Reads a text file. Errors name what the file should be, for example `a report`.
///
/// # Errors
///
/// If it cannot be read, is not UTF-8, or is larger than 500 MB.
pub(super) fn text(path: &Path, kind: &str) -> Result<String> {
    decode(bytes(path)?, path, kind, |_| false)
}

/// Reads a text file that is a regular file, through no link.
///
/// # Errors
///
/// As for [`text`], or if it is another kind of file.
pub(super) fn regular_text(path: &Path, kind: &str) -> Result<String> {
    decode(regular_bytes(path)?, path, kind, |_| false)
}

/// Decodes UTF-8, with or without a byte-order mark. Returns the text with replacement characters if
/// `accepts_replaced` accepts it.
fn decode(
    mut bytes: Vec<u8>,
    path: &Path,
    kind: &str,
    accepts_replaced: impl FnOnce(&str) -> bool,
) -> Result<String> {
    const UTF_8: &[u8] = b"\xef\xbb\xbf";
    const UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Error::format(path, "UTF-16; save it as UTF-8"));
    }
    if bytes.starts_with(UTF_8) {
        bytes.drain(..UTF_8.len());
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if accepts_replaced(&text) {
        Ok(text)
    } else {
        let problem = format!("not UTF-8; {kind} must be UTF-8 text");
        Err(Error::format(path, problem))
    }
}

/// Reads a file.
///
/// # Errors
///
/// If it cannot be read, or is larger than 500 MB.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|source| Error::reading(path, source))?;
    contents(file, path)
}

/// Reads a file that a report in `folder` names.
///
/// # Errors
///
/// If it is not below the folder, a link leads to it, it is not a regular file, or as for [`bytes`].
pub(super) fn bytes_inside(folder: &Path, file: &str) -> Result<Vec<u8>> {
    regular_bytes(&report_files::path_inside(folder, file)?)
}

/// Reads a regular file, through no link.
fn regular_bytes(path: &Path) -> Result<Vec<u8>> {
    let file = open_at_once(path).map_err(|source| Error::reading(path, source))?;
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        let problem = String::from("not a regular file");
        return Err(Error::format(path, problem));
    }
    contents(file, path)
}

/// Opens a file without waiting, for example for the other end of a pipe, and through no link.
fn open_at_once(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use nix::libc::{O_NOFOLLOW, O_NONBLOCK};
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(O_NOFOLLOW | O_NONBLOCK);
    }
    options.open(path)
}

fn contents(file: File, path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| Error::reading(path, source))?;
    if bytes.len() as u64 > MAX_BYTES {
        let most = units::bytes(MAX_BYTES);
        let problem = format!("larger than {most}, the most that heapwise reads");
        return Err(Error::format(path, problem));
    }
    Ok(bytes)
}
