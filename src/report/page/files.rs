//! The contents of the files beside a report.

use std::collections::HashMap;
use std::path::Path;

use crate::profile::{OwnershipPatterns, Profile};
use crate::record::Timeline;

/// Reads a file by its path in the report's folder; the error is the reason why it cannot be read.
type ReadFile = dyn Fn(&str) -> Result<Vec<u8>, String>;

/// The contents of the files that a report names. A file is read when the page shows it, and not kept.
pub struct PageFiles {
    read: Box<ReadFile>,
    ownership: OwnershipPatterns,
}

impl FromIterator<(String, Result<Vec<u8>, String>)> for PageFiles {
    /// Files that have been read, by their paths.
    fn from_iter<I: IntoIterator<Item = (String, Result<Vec<u8>, String>)>>(files: I) -> Self {
        let files: HashMap<String, Result<Vec<u8>, String>> = files.into_iter().collect();
        Self::new(move |path| {
            let file = files.get(path).cloned();
            file.unwrap_or_else(|| Err(format!("{path}: was not read")))
        })
    }
}

impl PageFiles {
    /// Files that `read` reads: it returns the bytes of the file at a path in the report's folder, or
    /// the reason why it cannot be read.
    pub fn new(read: impl Fn(&str) -> Result<Vec<u8>, String> + 'static) -> Self {
        Self {
            read: Box::new(read),
            ownership: OwnershipPatterns::default(),
        }
    }

    /// The files, with the user's patterns for own and other code in profiles.
    pub fn with_ownership(self, ownership: OwnershipPatterns) -> Self {
        Self { ownership, ..self }
    }

    /// The profile in the file `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no profile.
    pub(super) fn profile(&self, path: &str) -> Result<Profile, String> {
        let profile = Profile::read_any(&self.text(path)?, Path::new(path));
        let profile = profile.map_err(|error| error.to_string())?;
        Ok(profile.with_ownership(&self.ownership))
    }

    /// The timeline in the file `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no timeline.
    pub(super) fn timeline(&self, path: &str) -> Result<Timeline, String> {
        let timeline = Timeline::parse(&self.text(path)?, Path::new(path));
        timeline.map_err(|error| error.to_string())
    }

    /// The bytes of the file `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read; the error is the reason.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        (self.read)(path)
    }

    /// The text of the file `path`.
    fn text(&self, path: &str) -> Result<String, String> {
        let text = String::from_utf8(self.bytes(path)?);
        text.map_err(|_| format!("{path}: not UTF-8"))
    }
}
