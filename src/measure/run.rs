//! A run: every variant of a plan, every pass of a variant, one worker at a time.

use std::sync::atomic::AtomicBool;

use crate::alloc;
use crate::error::{Error, Result};
use crate::experiment::Look;
use crate::profile::Profile;
use crate::record::{Entry, Report, Row};

use super::judge::Judge;
use super::names::{Stems, full_name};
use super::passed::{Measured, Passed};
use super::passes::Pass;
use super::plan::{Plan, PlannedEntry};
use super::process::Limits;
use super::sampling::Sampling;
use super::steps::Steps;

/// How a plan is carried out.
pub struct Run<'a> {
    /// What to measure.
    pub plan: Plan<'a>,
    /// Under which instruments, in this order.
    pub passes: Vec<Pass>,
    /// How often the time pass runs.
    pub sampling: Sampling,
    /// What each worker may use.
    pub limits: Limits,
    /// Set from outside to stop the run.
    pub interrupted: &'a AtomicBool,
}

/// What a run tells while it goes on.
pub trait Observer {
    /// The next worker is about to start.
    fn starting(&mut self, step: &Step<'_>);
    /// The report has grown; these files of it are new.
    ///
    /// # Errors
    ///
    /// Where they cannot be kept; the run then stops.
    fn grown(&mut self, report: &Report, files: Vec<NewFile>) -> Result<()>;
    /// Something went wrong that has no row of its own.
    fn warn(&mut self, warning: &str);
}

/// One worker of a run.
#[derive(Debug)]
pub struct Step<'a> {
    /// Which one, from 0.
    pub index: u64,
    /// What it runs: `julia/stored`.
    pub name: &'a str,
    /// Under which instrument, `time`, `count` or `heap`; or for what else, `answer`, `check`,
    /// `examine`, `weigh` or `attach`.
    pub task: &'static str,
}

/// A file of the report's folder.
#[derive(Debug)]
pub struct NewFile {
    /// Its path there.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl Run<'_> {
    /// How many workers the run will start, if none fails.
    pub fn steps(&self) -> u64 {
        let of_entry = |entry: &PlannedEntry<'_>| {
            let experiment = entry.experiment;
            let looks = entry
                .variants
                .iter()
                .map(|&variant| self.looks(entry, variant).len());
            entry.variants.len() * self.passes.len()
                + looks.sum::<usize>()
                + usize::from(experiment.setup_may_fail())
                + usize::from(self.attaches(entry))
        };
        self.plan.entries.iter().map(of_entry).sum::<usize>() as u64
    }

    /// How a variant tells more of itself, where it is asked for more than its answer, and this
    /// program can be asked so.
    pub(super) fn looks(&self, entry: &PlannedEntry<'_>, variant: usize) -> Vec<Look> {
        let counts = alloc::installed().is_some();
        let mut looks = entry.experiment.looks(variant);
        looks.retain(|&look| look == Look::Examine || counts);
        looks.retain(|_| !self.wants_answers_only());
        looks
    }

    /// Whether an entry's files are made.
    fn attaches(&self, entry: &PlannedEntry<'_>) -> bool {
        entry.experiment.has_attachments() && !self.wants_answers_only()
    }

    fn wants_answers_only(&self) -> bool {
        self.passes == [Pass::Answer]
    }
}

/// Carries out `run`. `report` grows by one row for each variant, and the observer hears of each
/// before the next begins.
///
/// # Errors
///
/// Where a set-up cannot be made, the run is interrupted, or the observer cannot keep what it is
/// given. What was measured before is in `report`.
pub fn run(run: &Run<'_>, report: &mut Report, observer: &mut dyn Observer) -> Result<()> {
    let mut steps = Steps::new(run, observer);
    steps.check()?;
    for (entry, stems) in run.plan.entries.iter().zip(Stems::of(&run.plan)) {
        let mut judge = Judge::default();
        report.experiments.push(Entry {
            name: entry.experiment.name().to_string(),
            about: entry.experiment.about().to_string(),
            input: entry.input.values().clone(),
            variants: Vec::new(),
            attachments: Vec::new(),
        });
        for &variant in &entry.variants {
            let measured = steps.measure(entry, variant, &mut judge);
            let measured = keep_unless_interrupted(report, measured)?;
            let (row, files) = with_files(measured, stems.of_variant(variant));
            last(report).variants.push(row);
            steps.observer.grown(report, files)?;
        }
        if run.attaches(entry) {
            let files = steps.attach(entry, &stems.of_experiment, last(report))?;
            steps.observer.grown(report, files)?;
        }
    }
    Ok(())
}

/// The row, naming the files that belong to it, and these.
fn with_files(measured: Measured, stem: &str) -> (Row, Vec<NewFile>) {
    let Measured {
        mut row,
        profile,
        timeline,
    } = measured;
    let mut files = Vec::new();
    let mut keep = |folder: &str, json: String| {
        let path = format!("{folder}/{stem}.json");
        files.push(NewFile {
            path: path.clone(),
            bytes: json.into_bytes(),
        });
        path
    };
    if let Some(heap) = &mut row.heap {
        heap.profile = profile.map(|profile| keep("profiles", profile.to_json()));
        heap.timeline = timeline.map(|timeline| keep("timelines", timeline.to_json()));
    }
    (row, files)
}

/// An entry without a single row is no part of a report.
fn keep_unless_interrupted<T>(report: &mut Report, measured: Result<T>) -> Result<T> {
    if measured.is_err() {
        report.experiments.pop_if(|entry| entry.variants.is_empty());
    }
    measured
}

fn last(report: &mut Report) -> &mut Entry {
    report.experiments.last_mut().expect("an entry was pushed")
}

/// One heap pass of the plan's first variant.
///
/// # Errors
///
/// Where the worker gives no profile.
pub fn profile(run: &Run<'_>, observer: &mut dyn Observer) -> Result<Profile> {
    let entry = &run.plan.entries[0];
    let variant = entry.variants[0];
    let mut passed = Passed::default();
    let mut steps = Steps::new(run, observer);
    steps.check()?;
    steps.pass(entry, variant, Pass::Heap, &mut passed)?;
    passed.profile.ok_or_else(|| Error::Worker {
        variant: full_name(entry, variant),
        reason: passed.failure.unwrap_or_default(),
    })
}
