//! The reports of one revision.

use std::path::PathBuf;

use crate::record::Report;

use super::repository::Commit;

/// A revision after the command ran in it.
pub(super) struct MeasuredRevision {
    pub(super) commit: Commit,
    /// The reports that the command wrote, in the order of their names.
    pub(super) reports: Vec<RevisionReport>,
    /// Whether the command succeeded, and no variant failed or gave a wrong answer.
    pub(super) is_well: bool,
}

/// A report that the command wrote.
pub(super) struct RevisionReport {
    /// The name by which reports of several revisions are paired: the folder in which the command wrote
    /// it, such as `PACKAGE/BENCHMARK`.
    pub(super) name: String,
    pub(super) report: Report,
    /// The folder with a copy of the report.
    pub(super) folder: PathBuf,
}

impl MeasuredRevision {
    /// Whether there is a report.
    pub(super) fn is_measured(&self) -> bool {
        !self.reports.is_empty()
    }

    /// The report with this name, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<&RevisionReport> {
        self.reports.iter().find(|report| report.name == name)
    }
}
