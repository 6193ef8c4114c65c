//! What the passes of one variant come to: its row of the report.

use std::path::Path;

use crate::alloc::{Totals, count};
use crate::error::Error;
use crate::experiment::{Examination, Rendered};
use crate::profile::Profile;
use crate::record::{Footprint, Outcome, Resident, Row, Time, Timeline};

use super::judge::{self, Judge};
use super::order::{PROFILE, Reply};
use super::passes::Figures;

/// One variant, measured: its row, and what is kept beside the report.
pub(super) struct Measured {
    pub(super) row: Row,
    pub(super) profile: Option<Profile>,
    pub(super) timeline: Option<Timeline>,
}

/// What the passes of one variant have found so far.
#[derive(Default)]
pub(super) struct Passed {
    answers: Vec<Rendered>,
    known: Option<String>,
    time: Option<Time>,
    rss: Option<Resident>,
    counted: Option<count::HeapCounts>,
    timeline: Option<Timeline>,
    examination: Examination,
    pub(super) profile: Option<Profile>,
    pub(super) failure: Option<String>,
}

impl Passed {
    /// Takes in what one pass found.
    ///
    /// # Errors
    ///
    /// Where it answered an error, or left no profile that can be read.
    pub(super) fn take(&mut self, reply: Reply, scratch: &Path) -> Result<(), String> {
        match reply {
            Reply::Passed {
                mut answer,
                known,
                figures,
            } => {
                if let Some(error) = answer.error {
                    return Err(format!("answered an error: {error}"));
                }
                self.tell(std::mem::take(&mut answer.told));
                self.answers.push(answer);
                self.known = known;
                self.take_figures(*figures, scratch)
            }
            Reply::Examined(examination) => {
                self.tell(examination);
                Ok(())
            }
            Reply::Refused(problem) => Err(format!("could not be set up: {problem}")),
            Reply::Attached(_) | Reply::Ready => Err(String::from("answered another order")),
        }
    }

    fn tell(&mut self, more: Examination) {
        self.examination = std::mem::take(&mut self.examination).and(more);
    }

    fn take_figures(&mut self, figures: Figures, scratch: &Path) -> Result<(), String> {
        match figures {
            Figures::Time {
                samples_ns,
                peak_resident_bytes,
            } => {
                self.time = Some(Time { samples_ns });
                self.rss = peak_resident_bytes.map(|peak_bytes| Resident { peak_bytes });
            }
            Figures::Count { figures, timeline } => {
                self.counted = Some(figures);
                self.timeline = Some(timeline);
            }
            Figures::Answer => {}
            Figures::Heap => self.profile = Some(read_profile(&scratch.join(PROFILE))?),
        }
        Ok(())
    }

    pub(super) fn into_measured(mut self, name: &str, about: &str, judge: &mut Judge) -> Measured {
        let footprint = self.footprint();
        let outcome = match self.failure {
            Some(reason) => Outcome::Failed { reason },
            None => judge.judge(name, &self.answers, self.known.as_deref()),
        };
        let answer = self.answers.into_iter().next();
        let (metrics, series, verdict) = self.examination.into_parts();
        let row = Row {
            name: name.to_string(),
            about: about.to_string(),
            outcome,
            elements: answer.as_ref().and_then(|answer| answer.elements),
            answer: answer.map(|answer| answer.shown),
            heap: footprint,
            time: self.time,
            rss: self.rss,
            metrics,
            series,
            verdict,
            attachments: Vec::new(),
        };
        // What contradicts another pass is not the row's, and where nothing was allocated there is
        // nothing to show.
        let has_heap = row
            .heap
            .as_ref()
            .is_some_and(|heap| heap.totals.total_blocks > 0);
        Measured {
            row,
            profile: self.profile.filter(|_| has_heap),
            timeline: self.timeline.filter(|_| has_heap),
        }
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

fn read_profile(path: &Path) -> Result<Profile, String> {
    std::fs::read_to_string(path)
        .map_err(|source| Error::reading(path, source))
        .and_then(|text| Profile::read_dhat_crate(&text, path))
        .map_err(|error| {
            format!("left no whole profile: {error}; is there room for it, or should TMPDIR name another folder?")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_no_answer() {
        let answer = Rendered {
            error: Some(String::from("no such file")),
            ..Rendered::default()
        };
        let reply = Reply::Passed {
            answer,
            known: None,
            figures: Box::new(Figures::Answer),
        };
        let taken = Passed::default().take(reply, Path::new(""));
        assert_eq!(taken.unwrap_err(), "answered an error: no such file");
    }
}
