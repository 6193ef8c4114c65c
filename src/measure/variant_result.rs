//! The results of all passes of one variant, and the row of the report that they make.

use std::collections::BTreeSet;
use std::path::Path;

use indexmap::IndexMap;

use crate::experiment::{Extras, Variant};
use crate::profile::Profile;
use crate::record::{AnswerCheck, Footprint, Outcome, Row, StoredAnswer, Timeline};

use super::measurements::Measurements;
use super::order::{RECORDED, Reply, recorded_child};
use super::profile_reader::ReadProfiles;
use super::program_figures::ChildName;
use super::validate;

/// A measured variant, or a process that it started: its row, and the files beside the report.
pub(super) struct MeasuredVariant {
    pub(super) row: Row,
    pub(super) profile: Option<Profile>,
    pub(super) outside_profile: Option<Profile>,
    pub(super) timeline: Option<Timeline>,
}

/// A variant whose passes are made, but for the later rounds of the time pass.
pub(super) struct RoundPlan<'a> {
    pub(super) variant: Variant<'a>,
    /// The number of rounds, including the first.
    pub(super) rounds: usize,
    /// The bytes that each run leaves behind.
    pub(super) leaked_bytes: u64,
    /// The answers of all passes so far.
    pub(super) answers: Vec<StoredAnswer>,
    /// The right answer, if it is known.
    pub(super) known: Option<String>,
}

impl<'a> RoundPlan<'a> {
    /// The plan of a variant whose row was saved before the run was cut off. `known` is the right answer,
    /// if it is known.
    pub(super) fn from_row(variant: Variant<'a>, row: &Row, known: Option<&str>) -> Self {
        let time = row.time.as_ref();
        let heap = row.heap.as_ref();
        Self {
            variant,
            rounds: time.map_or(0, |time| time.round_lengths.len() + time.rounds_left),
            leaked_bytes: heap.map_or(0, |heap| {
                let outside = heap.outside_end_bytes.unwrap_or(0);
                heap.totals.end_bytes.saturating_add(outside)
            }),
            answers: row.stored_answer().into_iter().collect(),
            known: known.map(String::from),
        }
    }
}

/// The results of one variant so far.
#[derive(Default)]
pub(super) struct VariantResult {
    answers: Vec<StoredAnswer>,
    /// The number of elements that the variant's structure holds, if the first answer gives it.
    elements: Option<u64>,
    known: Option<String>,
    extras: Extras,
    pub(super) measurements: Measurements,
    /// The results of the processes that a program has started.
    children: IndexMap<ChildName, VariantResult>,
    /// Why a worker failed, if one did.
    pub(super) failure: Option<String>,
    /// Why the variant does not apply, if it does not.
    not_applicable: Option<String>,
}

impl VariantResult {
    /// Adds a worker's reply. `scratch` is the folder in which the worker left its files;
    /// `read_profiles` reads that of a heap pass.
    ///
    /// # Errors
    ///
    /// If the variant returned an error, or the worker of a heap pass left no readable file.
    pub(super) fn add(
        &mut self,
        reply: Reply,
        scratch: &Path,
        read_profiles: &mut ReadProfiles<'_>,
    ) -> Result<(), String> {
        match reply {
            Reply::Ran {
                mut answer,
                known,
                figures,
                children,
            } => {
                if let Some(failure) = answer.failure() {
                    return Err(failure);
                }
                if let Some(why) = answer.not_applicable {
                    self.not_applicable = Some(why);
                    return Ok(());
                }
                self.add_extras(std::mem::take(&mut answer.extras));
                if self.answers.is_empty() {
                    self.elements = answer.elements;
                }
                self.answers.push(answer.stored());
                self.known = known;
                for (index, (name, figures)) in children.into_iter().enumerate() {
                    let child = self.children.entry(name).or_default();
                    let recorded = scratch.join(recorded_child(index));
                    let added = child.measurements.add(figures, &recorded, read_profiles);
                    child.failure = child.failure.take().or(added.err());
                }
                self.measurements
                    .add(*figures, &scratch.join(RECORDED), read_profiles)
            }
            Reply::Collected(extras) => {
                self.add_extras(extras);
                Ok(())
            }
            Reply::SetupFailed(problem) => Err(format!("could not be set up: {problem}")),
            Reply::Attached(_) | Reply::SetUp | Reply::ProgramFailed(_) => {
                Err(String::from("answered another order"))
            }
        }
    }

    /// Whether the count and heap passes contradict each other, for the variant or for a process that it
    /// started.
    pub(super) fn has_contradiction(&self) -> bool {
        let children = self.children.values();
        let all = children
            .map(|child| &child.measurements)
            .chain([&self.measurements]);
        all.into_iter()
            .any(|measurements| measurements.contradiction().is_some())
    }

    /// Whether there is nothing more to measure.
    pub(super) fn has_ended(&self) -> bool {
        self.failure.is_some() || self.not_applicable.is_some()
    }

    /// Why nothing more was measured.
    pub(super) fn into_reason(self) -> String {
        let not_applicable = self
            .not_applicable
            .map(|why| format!("does not apply: {why}"));
        self.failure.or(not_applicable).unwrap_or_default()
    }

    /// What the later rounds of the time pass need to know; there are none if it was not made.
    pub(super) fn round_plan<'a>(&self, variant: Variant<'a>) -> RoundPlan<'a> {
        RoundPlan {
            variant,
            rounds: self.measurements.rounds,
            leaked_bytes: self.measurements.leaked_bytes(),
            answers: self.answers.clone(),
            known: self.known.clone(),
        }
    }

    /// The rows of the processes that the variant's program has started.
    pub(super) fn take_children(&mut self, variant: Variant<'_>) -> Vec<MeasuredVariant> {
        let children = std::mem::take(&mut self.children).into_iter();
        let measured = children.map(|(child, result)| {
            let mut no_answers = AnswerCheck::default();
            let mut measured = result.into_measured(variant, &BTreeSet::new(), &mut no_answers);
            measured.row.name = format!("{}:{}", variant.name(), child.name);
            measured.row.about = child.command;
            measured.row.child_of = Some(variant.name().to_string());
            measured
        });
        measured.collect()
    }

    fn add_extras(&mut self, more: Extras) {
        self.extras = std::mem::take(&mut self.extras).merge(more);
    }

    /// Validates the results and makes the row of `variant`. `varied` has the keys of its figures that
    /// differed in an earlier report.
    pub(super) fn into_measured(
        mut self,
        variant: Variant<'_>,
        varied: &BTreeSet<String>,
        answers: &mut AnswerCheck,
    ) -> MeasuredVariant {
        if let Some(reason) = self.not_applicable.take() {
            let outcome = Outcome::NotApplicable { reason };
            return Self::default().into_row(variant, outcome, None);
        }
        let footprint = match validate::footprint(&self.measurements, varied) {
            Ok(footprint) => footprint,
            Err(contradiction) => {
                self.failure.get_or_insert(contradiction);
                None
            }
        };
        let outcome = match self.failure.take() {
            Some(reason) => Outcome::Failed { reason },
            None => answers.check(variant.name(), &self.answers, self.known.as_deref()),
        };
        self.into_row(variant, outcome, footprint)
    }

    fn into_row(
        self,
        variant: Variant<'_>,
        outcome: Outcome,
        footprint: Option<Footprint>,
    ) -> MeasuredVariant {
        let (metrics, series, verdict) = self.extras.into_parts();
        let mut row = Row {
            name: variant.name().to_string(),
            about: variant.about().to_string(),
            child_of: None,
            outcome,
            answer: None,
            answer_digest: None,
            elements: self.elements,
            heap: footprint.map(Box::new),
            time: self.measurements.time,
            rss: self.measurements.rss,
            metrics,
            series,
            verdict,
            attachments: Vec::new(),
            machine: None,
        };
        if let Some(answer) = self.answers.into_iter().next() {
            row.set_answer(answer);
        }
        // A profile that contradicts the count pass does not belong to the row, and one of a variant
        // that allocates nothing is empty.
        let has_heap = row
            .heap
            .as_ref()
            .is_some_and(|heap| heap.totals.total_blocks > 0);
        let profiles = self.measurements.profiles.filter(|_| row.heap.is_some());
        let (profile, outside_profile) = profiles
            .map(|profiles| (profiles.heap, profiles.outside))
            .unzip();
        MeasuredVariant {
            row,
            profile: profile.filter(|_| has_heap),
            outside_profile: outside_profile
                .flatten()
                .filter(|profile| !profile.points.is_empty()),
            timeline: self.measurements.timeline.filter(|_| has_heap),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::task::PassFigures;
    use super::*;
    use crate::experiment::Rendered;

    #[test]
    fn an_error_is_not_an_answer() {
        let answer = Rendered {
            error: Some(String::from("no such file")),
            ..Rendered::default()
        };
        let reply = Reply::Ran {
            answer: Box::new(answer),
            known: None,
            figures: Box::new(PassFigures::None),
            children: Vec::new(),
        };
        let mut no_profiles = |_: &Path| panic!("no heap pass has run");
        let added = VariantResult::default().add(reply, Path::new(""), &mut no_profiles);
        assert_eq!(added.unwrap_err(), "returned an error: no such file");
    }
}
