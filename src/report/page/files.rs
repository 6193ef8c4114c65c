//! The contents of the files beside a report.

use std::path::Path;

use indexmap::IndexMap;

use crate::profile::{OwnershipPatterns, Profile};

/// The contents of the files that a report names, by their paths in its folder; for a file that
/// cannot be read, the reason.
#[derive(Debug, Default)]
pub struct PageFiles {
    files: IndexMap<String, Result<Vec<u8>, String>>,
    ownership: OwnershipPatterns,
}

impl FromIterator<(String, Result<Vec<u8>, String>)> for PageFiles {
    fn from_iter<I: IntoIterator<Item = (String, Result<Vec<u8>, String>)>>(files: I) -> Self {
        Self {
            files: files.into_iter().collect(),
            ownership: OwnershipPatterns::default(),
        }
    }
}

impl PageFiles {
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
        let profile = Profile::read_any(self.text(path)?, Path::new(path));
        let profile = profile.map_err(|error| error.to_string())?;
        Ok(profile.with_ownership(&self.ownership))
    }

    /// The bytes of the file `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read; the error is the reason.
    pub(super) fn bytes(&self, path: &str) -> Result<&[u8], String> {
        match self.files.get(path) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(problem)) => Err(problem.clone()),
            None => Err(format!("{path}: was not read")),
        }
    }

    /// The text of the file `path`.
    ///
    /// # Errors
    ///
    /// As for [`PageFiles::bytes`], and if the file is not UTF-8.
    pub(super) fn text(&self, path: &str) -> Result<&str, String> {
        let text = std::str::from_utf8(self.bytes(path)?);
        text.map_err(|_| format!("{path}: not UTF-8"))
    }
}
