//! A run: every variant of a plan, every pass of a variant, one worker at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result};
use crate::profile::Profiles;
use crate::record::{AnswerCheck, Case, Outcome, Pass, Report, Row};

use super::file_names::{OUTSIDE_PROFILES, PROFILES, TIMELINES};
use super::observer::{NewFile, Observer};
use super::plan::{PlannedCase, Run};
use super::rounds::make_later_rounds;
use super::task::Task;
use super::variant_result::{MeasuredVariant, RoundPlan, VariantResult};
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
    for (index, case) in run.plan.cases.iter().enumerate() {
        workers.forecast.begin_case(index);
        report.cases.push(empty_case(case));
        let round_plans = measure_variants(&mut workers, run, case, report);
        let round_plans = round_plans.inspect_err(|_| drop_empty_case(report))?;
        make_later_rounds(&mut workers, case, round_plans, report)?;
        conclude(&mut workers, case, report)?;
        if run.attaches(case) {
            attach(&mut workers, run, case, report)?;
        }
    }
    Ok(())
}

fn empty_case(case: &PlannedCase<'_>) -> Case {
    let experiment = case.experiment;
    let baseline = experiment.baseline();
    Case {
        name: experiment.name().to_string(),
        about: experiment.about().to_string(),
        input: case.input.values().clone(),
        baseline: baseline.map(|variant| variant.name().to_string()),
        variants: Vec::new(),
        attachments: Vec::new(),
        conclusion: None,
    }
}

/// Adds a row for each variant of the last case of `report`: that of the run that was cut off, if it had
/// one. The rows of processes that variants have started come after all others.
fn measure_variants<'a>(
    workers: &mut Workers<'_>,
    run: &Run<'_>,
    case: &PlannedCase<'a>,
    report: &mut Report,
) -> Result<Vec<RoundPlan<'a>>> {
    let mut answers = AnswerCheck::default();
    let mut round_plans = Vec::with_capacity(case.variants.len());
    let mut children = Vec::new();
    let known = run.resumed_case(case).and_then(Case::answer);
    for &variant in &case.variants {
        if let Some(row) = run.resumed_row(case, variant.name()) {
            let round_plan = RoundPlan::from_row(variant, row, known);
            if row.outcome == Outcome::Measured {
                answers.check(&row.name, &round_plan.answers, None);
            }
            round_plans.push(round_plan);
            last_case(report).variants.push(row.clone());
            continue;
        }
        let (measured, children_of_variant, round_plan) =
            workers.measure(case, variant, &mut answers)?;
        round_plans.push(round_plan);
        let (row, files) = with_files(measured, case.stems.for_variant(variant));
        last_case(report).variants.push(row);
        workers.observer.report_grew(report, files)?;
        children.extend(children_of_variant);
    }
    for child in children {
        let stem = workers.child_stem(case, &child.row.name);
        let (mut row, files) = with_files(child, &stem);
        while last_case(report).row(&row.name).is_some() {
            row.name.push('_');
        }
        last_case(report).variants.push(row);
        workers.observer.report_grew(report, files)?;
    }
    Ok(round_plans)
}

/// Adds the conclusion of the experiment to the last case of `report`. A panic of its code is a warning.
fn conclude(workers: &mut Workers<'_>, case: &PlannedCase<'_>, report: &mut Report) -> Result<()> {
    let measured = &*last_case(report);
    match catch_unwind(AssertUnwindSafe(|| case.experiment.conclude(measured))) {
        Ok(None) => Ok(()),
        Ok(conclusion) => {
            last_case(report).conclusion = conclusion;
            workers.observer.report_grew(report, Vec::new())
        }
        Err(_) => {
            let name = case.experiment.name();
            let warning = format!("{name}: no conclusion of its own: the code for it panicked");
            workers.observer.warn(&warning);
            Ok(())
        }
    }
}

/// Makes the files of the last case of `report`, unless they were made before the run was cut off.
fn attach(
    workers: &mut Workers<'_>,
    run: &Run<'_>,
    case: &PlannedCase<'_>,
    report: &mut Report,
) -> Result<()> {
    let earlier = run.resumed_case(case).map(|case| &case.attachments);
    if let Some(earlier) = earlier.filter(|earlier| !earlier.is_empty()) {
        last_case(report).attachments.clone_from(earlier);
        return Ok(());
    }
    let files = workers.attach(case, case.stems.for_experiment(), last_case(report))?;
    workers.observer.report_grew(report, files)
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
