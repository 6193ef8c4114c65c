//! The names and places of the files in a report's folder.

use std::path::{Component, Path, PathBuf};

use crate::record::Report;

/// The file name of the report itself.
pub(super) const REPORT: &str = "report.json";

/// The file name of the report's page.
pub(super) const PAGE: &str = "index.html";

/// The path of a report file, given the file or its folder.
pub(super) fn report_path(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join(REPORT)
    } else {
        path.to_path_buf()
    }
}

/// The folder of a report, given the report file or the folder.
pub(super) fn report_folder(path: &Path) -> PathBuf {
    let file = report_path(path);
    file.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// The files that a report names, relative to its folder. Files outside the folder are left out.
pub(super) fn list_files(report: &Report) -> Vec<String> {
    let row_files = report.rows().flat_map(|row| {
        let heap = row.heap.iter();
        heap.flat_map(|heap| heap.files())
            .chain(row.attachments.iter().map(|attachment| &attachment.file))
    });
    let case_files = report
        .cases
        .iter()
        .flat_map(|case| case.attachments.iter().map(|attachment| &attachment.file));
    row_files
        .chain(case_files)
        .filter(|file| is_inside_folder(file))
        .cloned()
        .collect()
}

/// Whether a file that a report names is inside the report's folder, and not the report itself.
pub(super) fn is_inside_folder(file: &str) -> bool {
    let mut components = Path::new(file).components();
    file != REPORT && components.all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_files_inside_the_folder_belong_to_a_report() {
        assert!(is_inside_folder("profiles/words.sorted.json"));
        assert!(!is_inside_folder("../precious"));
        assert!(!is_inside_folder("/etc/passwd"));
        assert!(!is_inside_folder("report.json"));
    }
}
