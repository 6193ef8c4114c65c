//! The contents of the files beside a report.

use indexmap::IndexMap;

/// The contents of the files that a report names, by their paths in its folder; for a file that
/// cannot be read, the reason.
#[derive(Debug, Default)]
pub struct PageFiles(IndexMap<String, Result<Vec<u8>, String>>);

impl FromIterator<(String, Result<Vec<u8>, String>)> for PageFiles {
    fn from_iter<I: IntoIterator<Item = (String, Result<Vec<u8>, String>)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl PageFiles {
    /// The bytes of the file `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read; the error is the reason.
    pub(super) fn bytes(&self, path: &str) -> Result<&[u8], String> {
        match self.0.get(path) {
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
