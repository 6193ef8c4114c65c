//! `--bisect`: the first revision at which a figure breaks its limit.

use crate::cli::output;
use crate::cli::status::Status;
use crate::error::Result;
use crate::record::Figure;

use super::bisect::{Break, Judgement, find_break};
use super::comparison::Comparer;
use super::limits::{GivenLimits, LimitCheck, RevisionLimits};
use super::measured::MeasuredRevision;
use super::series::RevisionSeries;

/// Finds the revision, and prints what changed there.
///
/// # Errors
///
/// If a revision cannot be checked out or compared, or the figure has no limit that can be checked.
pub(super) fn search(
    mut series: RevisionSeries<'_>,
    limits: GivenLimits,
    figure: Figure,
    comparer: &Comparer,
) -> Result<Status> {
    let last = series.last();
    let [first, newest] = series.measure([0, last])?;
    if !first.is_measured() || !newest.is_measured() {
        output::complain("nothing to search: the first or the last revision has no report");
        return Ok(Status::NotWell);
    }
    let limits = limits.resolve([first, newest], Some(figure))?;
    if let Some(status) = check_ends([first, newest], &limits, figure, comparer)? {
        return Ok(status);
    }
    let found = find_break(last, |index| {
        let [first, revision] = series.measure([0, index])?;
        Ok(judge(&limits.check(first, revision)?))
    })?;
    print_break(series, &limits, figure, found, comparer)?;
    Ok(Status::NotWell)
}

fn judge(check: &LimitCheck) -> Judgement {
    if !check.broken.is_empty() {
        Judgement::Broken
    } else if check.is_checked {
        Judgement::Kept
    } else {
        Judgement::Unknown
    }
}

/// Checks the limit in the first and the last revision. Unless the first keeps and the last breaks it,
/// prints why there is nothing to search, and returns the status.
fn check_ends(
    [first, last]: [&MeasuredRevision; 2],
    limits: &RevisionLimits,
    figure: Figure,
    comparer: &Comparer,
) -> Result<Option<Status>> {
    let name = figure.name;
    let (at_first, at_last) = (limits.check(first, first)?, limits.check(first, last)?);
    let (text, status) = match [&at_first, &at_last].map(judge) {
        [Judgement::Kept, Judgement::Broken] => return Ok(None),
        [Judgement::Unknown, _] | [_, Judgement::Unknown] => {
            output::complain(&format!(
                "nothing to search: the first or the last revision has no `{name}` with a limit"
            ));
            return Ok(Some(Status::NotWell));
        }
        [Judgement::Broken, _] => {
            let broken = at_first.broken.iter();
            let broken: String = broken
                .map(|sentence| format!("\nabove the limit: {sentence}"))
                .collect();
            let title = first.commit.title();
            let text = format!("`{name}` breaks its limit at the first revision, {title}{broken}");
            (text, Status::NotWell)
        }
        [Judgement::Kept, Judgement::Kept] => {
            let title = last.commit.title();
            let text = format!("`{name}` keeps its limit at the last revision, {title}");
            (text, Status::Well)
        }
    };
    output::print(&comparer.layout.wrap_text(&text))?;
    Ok(Some(status))
}

/// Prints the revision at which the limit broke, those that may have broken it before, and the differences
/// from the last revision that keeps it.
fn print_break(
    mut series: RevisionSeries<'_>,
    limits: &RevisionLimits,
    figure: Figure,
    found: Break,
    comparer: &Comparer,
) -> Result<()> {
    let Break {
        last_kept,
        first_broken,
    } = found;
    let name = figure.name;
    let possible = series.titles(last_kept + 1..first_broken).join("; ");
    let [first, before, after] = series.measure([0, last_kept, first_broken])?;
    let mut text = format!(
        "`{name}` breaks its limit first at {}\n",
        after.commit.title()
    );
    if !possible.is_empty() {
        text.push_str(&format!(
            "or before, at a revision in which it is not measured: {possible}\n"
        ));
    }
    output::print(&comparer.layout.wrap_text(&text))?;
    let check = limits.check(first, after)?;
    output::print_styled(&comparer.render(before, after, check.broken)?)
}
