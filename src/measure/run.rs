//! A run: every variant of a plan, every pass of a variant, one worker at a time.

use crate::error::{Error, Result};
use crate::profile::Profiles;
use crate::record::{Case, Pass, Report, Row};

use super::file_names::{FileStems, OUTSIDE_PROFILES, PROFILES, TIMELINES};
use super::observer::{NewFile, Observer};
use super::plan::Run;
use super::rounds::make_later_rounds;
use super::task::Task;
use super::validate::AnswerCheck;
use super::variant_result::{MeasuredVariant, VariantResult};
use super::workers::Workers;

/// Carries out `run`. `report` grows by one row for each variant, and the observer receives each row
/// before the next variant starts. Later rounds of the time pass extend the rows of a case.
///
/// # Errors
///
/// If a set-up fails, the run is interrupted, or the observer cannot store the report. `report`
/// contains what was measured before.
pub fn run(run: &Run<'_>, report: &mut Report, observer: &mut dyn Observer) -> Result<()> {
    let mut workers = Workers::new(run, observer)?;
    workers.check_setups()?;
    let cases = run.plan.cases.iter().zip(FileStems::for_plan(&run.plan));
    for (index, (case, stems)) in cases.enumerate() {
        workers.forecast.begin_case(index);
        let mut answers = AnswerCheck::default();
        let mut round_plans = Vec::new();
        report.cases.push(Case {
            name: case.experiment.name().to_string(),
            about: case.experiment.about().to_string(),
            input: case.input.values().clone(),
            baseline: case
                .experiment
                .baseline()
                .map(|variant| variant.name().to_string()),
            variants: Vec::new(),
            attachments: Vec::new(),
        });
        for &variant in &case.variants {
            let measured = workers.measure(case, variant, &mut answers);
            let measured = measured.inspect_err(|_| drop_empty_case(report))?;
            let (measured, round_plan) = measured;
            round_plans.push(round_plan);
            let (row, files) = with_files(measured, stems.for_variant(variant));
            last_case(report).variants.push(row);
            workers.observer.report_grew(report, files)?;
        }
        make_later_rounds(&mut workers, case, round_plans, report)?;
        if run.attaches(case) {
            let files = workers.attach(case, stems.for_experiment(), last_case(report))?;
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
pub fn profile(run: &Run<'_>, observer: &mut dyn Observer) -> Result<Profiles> {
    let case = &run.plan.cases[0];
    let variant = case.variants[0];
    let mut result = VariantResult::default();
    let mut workers = Workers::new(run, observer)?;
    workers.check_setups()?;
    workers.run_task(case, variant, Task::Pass(Pass::Heap), &mut result)?;
    match result.measurements.profiles.take() {
        Some(profiles) => Ok(profiles),
        None => Err(Error::Worker {
            variant: variant.full_name(),
            reason: result.into_reason(),
        }),
    }
}

/// Makes the files that belong to a row, and names them in it.
fn with_files(measured: MeasuredVariant, stem: &str) -> (Row, Vec<NewFile>) {
    let MeasuredVariant {
        mut row,
        profile,
        outside_profile,
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
        heap.profile = profile.map(|profile| add(PROFILES, profile.to_json()));
        let outside = outside_profile.map(|profile| profile.to_json());
        heap.outside_profile = outside.map(|json| add(OUTSIDE_PROFILES, json));
        heap.timeline = timeline.map(|timeline| add(TIMELINES, timeline.to_json()));
    }
    (row, files)
}

fn drop_empty_case(report: &mut Report) {
    report.cases.pop_if(|case| case.variants.is_empty());
}

fn last_case(report: &mut Report) -> &mut Case {
    report.cases.last_mut().expect("a case was pushed")
}
