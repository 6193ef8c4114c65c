//! A run: every variant of a plan, every pass of a variant, one worker at a time.

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::record::{Entry, Pass, Report, Row};

use super::file_names::FileStems;
use super::observer::{NewFile, Observer};
use super::plan::Run;
use super::task::Task;
use super::validate::AnswerCheck;
use super::variant_result::{MeasuredVariant, VariantResult};
use super::workers::Workers;

/// Carries out `run`. `report` grows by one row for each variant, and the observer receives each row
/// before the next variant starts.
///
/// # Errors
///
/// If a set-up fails, the run is interrupted, or the observer cannot store the report. `report`
/// contains what was measured before.
pub fn run(run: &Run<'_>, report: &mut Report, observer: &mut dyn Observer) -> Result<()> {
    let mut workers = Workers::new(run, observer);
    workers.check_setups()?;
    for (entry, stems) in run.plan.entries.iter().zip(FileStems::for_plan(&run.plan)) {
        let mut answers = AnswerCheck::default();
        report.experiments.push(Entry {
            name: entry.experiment.name().to_string(),
            about: entry.experiment.about().to_string(),
            input: entry.input.values().clone(),
            variants: Vec::new(),
            attachments: Vec::new(),
        });
        for &variant in &entry.variants {
            let measured = workers.measure(entry, variant, &mut answers);
            let measured = measured.inspect_err(|_| drop_empty_entry(report))?;
            let (row, files) = with_files(measured, stems.for_variant(variant));
            last_entry(report).variants.push(row);
            workers.observer.report_grew(report, files)?;
        }
        if run.attaches(entry) {
            let files = workers.attach(entry, stems.for_experiment(), last_entry(report))?;
            workers.observer.report_grew(report, files)?;
        }
    }
    Ok(())
}

/// Runs the heap pass of the plan's first variant once.
///
/// # Errors
///
/// If a set-up fails, the run is interrupted, or the worker makes no profile.
pub fn profile(run: &Run<'_>, observer: &mut dyn Observer) -> Result<Profile> {
    let entry = &run.plan.entries[0];
    let variant = entry.variants[0];
    let mut result = VariantResult::default();
    let mut workers = Workers::new(run, observer);
    workers.check_setups()?;
    workers.run_task(entry, variant, Task::Pass(Pass::Heap), &mut result)?;
    result.measurements.profile.ok_or_else(|| Error::Worker {
        variant: variant.full_name(),
        reason: result.failure.unwrap_or_default(),
    })
}

/// Makes the files that belong to a row, and names them in it.
fn with_files(measured: MeasuredVariant, stem: &str) -> (Row, Vec<NewFile>) {
    let MeasuredVariant {
        mut row,
        profile,
        timeline,
    } = measured;
    let mut files = Vec::new();
    let mut add = |folder: &str, json: String| {
        let path = format!("{folder}/{stem}.json");
        files.push(NewFile {
            path: path.clone(),
            bytes: json.into_bytes(),
        });
        path
    };
    if let Some(heap) = &mut row.heap {
        heap.profile = profile.map(|profile| add("profiles", profile.to_json()));
        heap.timeline = timeline.map(|timeline| add("timelines", timeline.to_json()));
    }
    (row, files)
}

fn drop_empty_entry(report: &mut Report) {
    report.experiments.pop_if(|entry| entry.variants.is_empty());
}

fn last_entry(report: &mut Report) -> &mut Entry {
    report.experiments.last_mut().expect("an entry was pushed")
}
