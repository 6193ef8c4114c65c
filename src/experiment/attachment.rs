//! A file that belongs to a report.

/// A file as an experiment makes it. The run writes it into the report's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// What it shows.
    pub name: String,
    /// Its name and ending, to which the experiment's name is prefixed: `linear.png`.
    pub file: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}
