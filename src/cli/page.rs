//! The page of a report, made of the report and what lies beside it.

use std::path::Path;

use crate::record::Report;
use crate::report::{self, Contents};

use super::{read, report_files};

/// The page as text. A file that cannot be read is a note in it, and no failure.
pub(super) fn of(report: &Report, folder: &Path) -> String {
    let files = report_files::list_files(report).into_iter();
    let contents: Contents = files
        .map(|file| {
            // The folder may lie elsewhere the next time, and the page be the same.
            let bytes = read::bytes(&folder.join(&file));
            let bytes = bytes.map_err(|_| format!("{file} cannot be read"));
            (file, bytes)
        })
        .collect();
    report::page(report, &contents)
}
