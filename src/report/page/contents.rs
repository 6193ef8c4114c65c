//! The files beside a report, as they were read.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::report::plain::plain;

/// What stands in the files that a report names, by their paths in its folder; or why a file cannot
/// be had.
#[derive(Debug, Default)]
pub struct Contents(IndexMap<String, Result<Vec<u8>, String>>);

impl FromIterator<(String, Result<Vec<u8>, String>)> for Contents {
    fn from_iter<I: IntoIterator<Item = (String, Result<Vec<u8>, String>)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl Contents {
    /// What stands in the file `path`.
    ///
    /// # Errors
    ///
    /// Where it cannot be had; the error says why.
    pub(super) fn bytes(&self, path: &str) -> Result<&[u8], String> {
        match self.0.get(path) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(problem)) => Err(problem.clone()),
            None => Err(format!("{path}: was not read")),
        }
    }

    /// The same as text.
    ///
    /// # Errors
    ///
    /// As for [`Contents::bytes`], and where it is no UTF-8.
    pub(super) fn text(&self, path: &str) -> Result<&str, String> {
        let text = std::str::from_utf8(self.bytes(path)?);
        text.map_err(|_| format!("{path}: not UTF-8"))
    }
}

/// What stands in the place of what cannot be shown.
pub(super) fn note(problem: &str) -> Markup {
    html! { p.note { "Not shown: " (plain(problem)) } }
}
