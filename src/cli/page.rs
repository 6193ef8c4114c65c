//! The page of a report, made from the report and the files beside it.

use std::path::Path;

use crate::profile::OwnershipPatterns;
use crate::record::Report;
use crate::report::{self, PageFiles, PageFindings};

use super::read;

/// Renders the page. A file that cannot be read becomes a note in it, not a failure.
/// Call sites are attributed as the profiles store it, and as `ownership` says.
pub(super) fn render(
    report: &Report,
    folder: &Path,
    ownership: OwnershipPatterns,
    findings: &PageFindings,
) -> String {
    let folder = folder.to_path_buf();
    let files = PageFiles::new(move |file| {
        // The note does not name the folder: the page must be the same wherever that lies.
        let bytes = read::bytes_inside(&folder, file);
        bytes.map_err(|_| format!("{file} cannot be read"))
    });
    report::render_page(report, &files.with_ownership(ownership), findings)
}
