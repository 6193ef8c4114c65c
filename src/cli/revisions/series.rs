//! Revisions in their order. Only those are measured that are needed.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cli::output;
use crate::error::Result;

use super::measured::MeasuredRevision;
use super::measurer::Measurer;
use super::repository::Commit;

/// Revisions in their order.
pub(super) struct RevisionSeries<'a> {
    commits: &'a [Commit],
    measurer: Measurer<'a>,
    measured: BTreeMap<usize, MeasuredRevision>,
}

impl<'a> RevisionSeries<'a> {
    /// No revision is measured yet.
    pub(super) fn new(commits: &'a [Commit], measurer: Measurer<'a>) -> Self {
        Self {
            commits,
            measurer,
            measured: BTreeMap::new(),
        }
    }

    /// The index of the last revision.
    pub(super) fn last(&self) -> usize {
        self.commits.len() - 1
    }

    /// The titles of these revisions.
    pub(super) fn titles(&self, indices: Range<usize>) -> Vec<String> {
        self.commits[indices].iter().map(Commit::title).collect()
    }

    /// Measures these revisions, unless they are.
    ///
    /// # Errors
    ///
    /// As for [`Measurer::measure`].
    pub(super) fn measure<const N: usize>(
        &mut self,
        indices: [usize; N],
    ) -> Result<[&MeasuredRevision; N]> {
        for index in indices {
            if !self.measured.contains_key(&index) {
                let commit = &self.commits[index];
                let (number, all) = (index + 1, self.commits.len());
                let title = commit.title();
                output::complain(&format!("measuring {title}, revision {number} of {all}"));
                let revision = self.measurer.measure(commit)?;
                self.measured.insert(index, revision);
            }
        }
        Ok(indices.map(|index| &self.measured[&index]))
    }

    /// Measures all revisions.
    ///
    /// # Errors
    ///
    /// As for [`Measurer::measure`].
    pub(super) fn measure_all(&mut self) -> Result<()> {
        (0..self.commits.len()).try_for_each(|index| self.measure([index]).map(drop))
    }

    /// Removes the work tree. Returns the revisions that are measured, by their index.
    pub(super) fn finish(self) -> BTreeMap<usize, MeasuredRevision> {
        self.measured
    }
}
