//! The later rounds of the time pass: each runs the variants of a case in turn, so that neither the
//! layout of one process nor a change of the machine's speed passes for a difference of two variants.

use crate::error::Result;
use crate::experiment::Rendered;
use crate::record::{AnswerCheck, Case, Outcome, Report, Resident, Row, Time};

use super::order::Reply;
use super::plan::{LATER_ROUND, PlannedCase};
use super::task::PassFigures;
use super::variant_result::RoundPlan;
use super::workers::Workers;

/// What one round gave, or why it gave nothing.
type RoundResult = Result<RoundFigures, String>;

/// The figures of one round, and its answer.
struct RoundFigures {
    time: Time,
    resident: Option<Resident>,
    answer: Rendered,
}

/// Makes the later rounds of a case, whose rows are in `report` in the order of `plans`. The order of the
/// variants is reversed from round to round. A round is added to the rows, and the observer receives the
/// report, once all variants have made it.
///
/// # Errors
///
/// If the run is interrupted, or the observer cannot store the report.
pub(super) fn make_later_rounds(
    workers: &mut Workers<'_>,
    case: &PlannedCase<'_>,
    mut plans: Vec<RoundPlan<'_>>,
    report: &mut Report,
) -> Result<()> {
    let rows = &current_case(report).variants;
    let left = rows.iter().filter_map(|row| row.time.as_ref());
    let left = left.map(|time| time.rounds_left).sum();
    workers.forecast.set_left(LATER_ROUND, left);
    let last = plans.iter().map(|plan| plan.rounds).max().unwrap_or(0);
    for round in 2..=last {
        let rows = &current_case(report).variants;
        let takes_part = |&index: &usize| {
            let is_measured = rows[index].outcome == Outcome::Measured;
            is_measured && plans[index].rounds >= round && rounds_made(&rows[index]) < round
        };
        let mut order: Vec<usize> = (0..plans.len()).filter(takes_part).collect();
        if order.is_empty() {
            continue;
        }
        if round % 2 == 0 {
            order.reverse();
        }
        let mut results = Vec::with_capacity(order.len());
        for index in order {
            results.push((index, make_round(workers, case, &plans[index])?));
        }
        for (index, result) in results {
            add_round(
                current_case(report),
                &mut plans[index],
                index,
                round,
                result,
            );
        }
        check_answers(current_case(report), &plans);
        workers.observer.report_grew(report, Vec::new())?;
    }
    Ok(())
}

/// The rounds of a row that was saved before the run was cut off.
fn rounds_made(row: &Row) -> usize {
    row.time.as_ref().map_or(0, |time| time.round_lengths.len())
}

fn make_round(
    workers: &mut Workers<'_>,
    case: &PlannedCase<'_>,
    plan: &RoundPlan<'_>,
) -> Result<RoundResult> {
    let reply = workers.ask_for_round(case, plan)?;
    Ok(reply.and_then(|reply| match reply {
        Reply::Ran {
            answer, figures, ..
        } => match (answer.failure(), *figures) {
            (Some(failure), _) => Err(failure),
            (None, PassFigures::Time { time, resident, .. }) if answer.not_applicable.is_none() => {
                Ok(RoundFigures {
                    time,
                    resident,
                    answer: *answer,
                })
            }
            (None, _) => Err(String::from("does not apply, unlike in the first round")),
        },
        Reply::SetupFailed(problem) => Err(format!("could not be set up: {problem}")),
        _ => Err(String::from("answered another order")),
    }))
}

/// Adds what a round gave to the row at `index`.
fn add_round(
    case: &mut Case,
    plan: &mut RoundPlan<'_>,
    index: usize,
    round: usize,
    result: RoundResult,
) {
    let row = &mut case.variants[index];
    match result {
        Ok(round) => {
            let time = row.time.get_or_insert_default();
            time.add_round(&round.time);
            if let (Some(rss), Some(resident)) = (&mut row.rss, &round.resident) {
                rss.add_processes(&resident.peak_samples_bytes);
            }
            plan.answers.push(round.answer.stored());
        }
        Err(reason) => {
            let reason = format!("in round {round} of the time pass it {reason}");
            row.outcome = Outcome::Failed { reason };
        }
    }
}

/// Checks the answers of all variants again, since one may not have repeated its own.
fn check_answers(case: &mut Case, plans: &[RoundPlan<'_>]) {
    let mut check = AnswerCheck::default();
    for (row, plan) in case.variants.iter_mut().zip(plans) {
        if matches!(row.outcome, Outcome::Measured | Outcome::WrongAnswer { .. }) {
            row.outcome = check.check(&row.name, &plan.answers, plan.known.as_deref());
        }
    }
}

fn current_case(report: &mut Report) -> &mut Case {
    report.cases.last_mut().expect("a case is being measured")
}
