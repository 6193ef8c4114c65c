//! The page of a report, made of the report and what lies beside it.

use std::path::Path;

use crate::record::Report;
use crate::report::{self, PageFiles};

use super::{read, store};

/// The page as text. A file that cannot be read is a note in it, and no failure.
pub(super) fn of(report: &Report, folder: &Path) -> String {
    let files = store::files_of(report).into_iter();
    let page_files: PageFiles = files
        .map(|file| {
            // The folder may lie elsewhere the next time, and the page be the same.
            let bytes = read::bytes(&folder.join(&file));
            let bytes = bytes.map_err(|_| format!("{file} cannot be read"));
            (file, bytes)
        })
        .collect();
    report::render_page(report, &page_files)
}
