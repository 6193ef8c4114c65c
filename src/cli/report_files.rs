//! The names and places of the files in a report's folder.
//!
//! A report may come from anybody. So files that it names are read only below its folder, through no
//! link; and only files that heapwise's own naming can have made are replaced or deleted.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::measure;
use crate::record::Report;

/// The file name of the report itself.
pub(super) const REPORT: &str = "report.json";

/// The file name of the report's page.
pub(super) const PAGE: &str = "index.html";

/// The file name of the list of heapwise's files in the folder.
pub(super) const MANIFEST: &str = "manifest.json";

/// The beginning of the title of every page.
const PAGE_TITLE: &str = "<title>heapwise: ";

/// Whether the file at `path` is a page of heapwise, of this version or an older one.
///
/// # Errors
///
/// If it cannot be read.
pub(super) fn is_page(path: &Path) -> io::Result<bool> {
    const HEAD_BYTES: u64 = 4096;
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).contains(PAGE_TITLE))
}

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
fn is_inside_folder(file: &str) -> bool {
    let mut components = Path::new(file).components();
    let is_plain = components.all(|component| matches!(component, Component::Normal(_)));
    is_plain && ![REPORT, MANIFEST, ""].contains(&file)
}

/// Whether heapwise can have made a file of this name in a report's folder, beside the report.
pub(super) fn is_own_name(file: &str) -> bool {
    file == PAGE || measure::is_file_of_report(file)
}

/// The path of a file that a report in `folder` names, to which no link leads.
///
/// # Errors
///
/// If the file is not below the folder, or a link is on the way or at its end.
pub(super) fn path_inside(folder: &Path, file: &str) -> Result<PathBuf> {
    if !is_inside_folder(file) {
        let problem = format!("the report names {file:?}, which is not in its folder");
        return Err(Error::format(folder, problem));
    }
    let mut path = folder.to_path_buf();
    for component in Path::new(file).components() {
        path.push(component);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => {
                let problem = "a link is on the way; heapwise follows none below a report's folder: remove it";
                return Err(Error::format(&folder.join(file), problem.to_string()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::reading(&path, error)),
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_files_inside_the_folder_belong_to_a_report() {
        assert!(is_inside_folder("profiles/words.sorted.json"));
        assert!(!is_inside_folder("../precious"));
        assert!(!is_inside_folder("/etc/passwd"));
        for file in ["report.json", "manifest.json", "", "profiles/..", "./x"] {
            assert!(!is_inside_folder(file) || file == "./x", "{file}");
        }
    }
}
