//! What the passes of one variant come to: its row of the report.

use std::path::Path;

use crate::alloc::count;
use crate::error::{Error, Result};
use crate::experiment::Rendered;
use crate::profile::{Profile, Totals};
use crate::record::{Footprint, Outcome, Resident, Row, Time};

use super::judge::{self, Judge};
use super::passes::Figures;

/// What the passes of one variant have found so far.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) answers: Vec<Rendered>,
    time: Option<Time>,
    rss: Option<Resident>,
    counted: Option<count::Figures>,
    pub(super) profile: Option<Profile>,
    pub(super) failure: Option<String>,
}

impl Passed {
    pub(super) fn take(&mut self, figures: Figures, profile: &Path) {
        match figures {
            Figures::Time {
                samples_ns,
                peak_resident_bytes,
            } => {
                self.time = Some(Time { samples_ns });
                self.rss = peak_resident_bytes.map(|peak_bytes| Resident { peak_bytes });
            }
            Figures::Count(figures) => self.counted = Some(figures),
            Figures::Heap => match read_profile(profile) {
                Ok(profile) => self.profile = Some(profile),
                Err(error) => self.failure = Some(format!("left no profile: {error}")),
            },
        }
    }

    pub(super) fn into_row(
        mut self,
        name: &str,
        about: &str,
        judge: &mut Judge,
    ) -> (Row, Option<Profile>) {
        let footprint = self.footprint();
        let outcome = match self.failure {
            Some(reason) => Outcome::Failed { reason },
            None => judge.judge(name, &self.answers),
        };
        let answer = self.answers.into_iter().next();
        let row = Row {
            name: name.to_string(),
            about: about.to_string(),
            outcome,
            elements: answer.as_ref().and_then(|answer| answer.elements),
            answer: answer.map(|answer| answer.shown),
            heap: footprint,
            time: self.time,
            rss: self.rss,
            metrics: Vec::new(),
            verdict: None,
            attachments: Vec::new(),
        };
        (row, self.profile)
    }

    fn footprint(&mut self) -> Option<Footprint> {
        let totals: Option<Totals> = self.profile.as_ref().map(Profile::totals);
        match judge::footprint(self.counted.as_ref(), totals.as_ref()) {
            Ok(footprint) => footprint,
            Err(contradiction) => {
                self.failure.get_or_insert(contradiction);
                None
            }
        }
    }
}

/// Reads the profile that a worker left, and takes it away, so that the next one's cannot be
/// mistaken for it.
fn read_profile(path: &Path) -> Result<Profile> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::reading(path, source))?;
    std::fs::remove_file(path).map_err(|source| Error::reading(path, source))?;
    Profile::read_dhat_crate(&text, path)
}
