//! The page of a report, made from the report and the files beside it.

use std::path::Path;

use crate::profile::OwnershipPatterns;
use crate::record::Report;
use crate::report::{self, PageFiles};

use super::{read, report_files};

/// Renders the page. A file that cannot be read becomes a note in it, not a failure.
/// Call sites are attributed as the profiles store it, and as `ownership` says.
pub(super) fn render(report: &Report, folder: &Path, ownership: OwnershipPatterns) -> String {
    let paths = report_files::list_files(report).into_iter();
    let files: PageFiles = paths
        .map(|file| {
            // The note does not name the folder: the page must be the same wherever that lies.
            let bytes = read::bytes_inside(folder, &file);
            let bytes = bytes.map_err(|_| format!("{file} cannot be read"));
            (file, bytes)
        })
        .collect();
    report::render_page(report, &files.with_ownership(ownership))
}
