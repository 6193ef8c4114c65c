//! Baselines: reports saved under a name, to compare later runs with.

use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};

use crate::compare::{ProfilePair, ReportDifference, VariantStatus};
use crate::error::{Error, Result};
use crate::measure::{PlannedCase, Run};
use crate::profile::OwnershipPatterns;
use crate::record::{self, Case, Provenance, Report};
use crate::report::{
    self, Comparison, Difference, StyledText, TextLayout, render_styled_difference,
};

use super::differences::{HowToCompare, ReportFolders};
use super::report_files::REPORT;
use super::store::{self, Store};
use super::{cargo, read};

const SAVING: &str = "--save-baseline";

/// The greatest length of a baseline's name. Most systems allow 255 bytes for the name of a folder.
const MAX_NAME_BYTES: usize = 200;

/// The folder that contains a folder for each baseline.
fn baselines_folder() -> PathBuf {
    cargo::folder().join("baselines")
}

/// Parses the name of a baseline, which is also the name of its folder.
///
/// # Errors
///
/// If the name is too long, or has a character that is not allowed in it. The error names the rule.
pub(super) fn parse_name(text: &str) -> Result<String, String> {
    let is_allowed = |c: char| c.is_alphanumeric() || "-_.+".contains(c);
    let is_name = !text.is_empty() && text.chars().all(is_allowed) && !text.starts_with(['.', '-']);
    if text.len() > MAX_NAME_BYTES {
        return Err(format!(
            "a baseline's name has at most {MAX_NAME_BYTES} bytes; for example `main`"
        ));
    }
    if is_name {
        Ok(text.to_string())
    } else {
        Err(String::from(
            "a baseline's name has letters, digits and `-_.+` only, and does not begin with `-` or `.`; for example `main`",
        ))
    }
}

/// The name of the latest run's report, which no baseline can have.
pub(super) const LATEST: &str = "latest";

/// Parses the name of a baseline that is saved.
///
/// # Errors
///
/// As for [`parse_name`]; also if it is the name of the latest run's report, which a run replaces.
pub(super) fn parse_saved_name(text: &str) -> Result<String, String> {
    match parse_name(text)? {
        name if name == LATEST => Err(format!(
            "`{LATEST}` is the report of the latest run, which this run replaces; give another name, for example `main`"
        )),
        name => Ok(name),
    }
}

/// The folder of the baseline with this name, or of the latest run's report, if it exists.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let folder = match parse_name(name).ok()? {
        name if name == LATEST => cargo::latest_report(),
        name => baselines_folder().join(name),
    };
    folder.join(REPORT).is_file().then_some(folder)
}

/// Returns `path` if it exists; otherwise the folder of the report with this name, if any.
fn resolve(path: PathBuf) -> PathBuf {
    let named = || path.to_str().and_then(find);
    let named = if path.exists() { None } else { named() };
    named.unwrap_or(path)
}

/// Parses the path of a report or the name of a saved one.
pub(super) fn path_parser() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(resolve)
}

/// Loads the baseline with this name.
///
/// # Errors
///
/// If it does not exist or cannot be read.
pub(super) fn load(name: &str) -> Result<Report> {
    parse_saved_name(name).map_err(|problem| Error::Argument {
        argument: name.to_string(),
        problem,
    })?;
    match find(name) {
        Some(folder) => read::report(&folder),
        None => Err(unknown_error(name)),
    }
}

/// Checks that a baseline can be compared with a report of `run`, which has this provenance.
///
/// # Errors
///
/// If it is of another program, or has an experiment of the run at other inputs only.
pub(super) fn check_comparable(
    name: &str,
    baseline: &Report,
    run: &Run<'_>,
    provenance: &Provenance,
) -> Result<()> {
    let refuse = |problem: String| {
        Err(Error::Argument {
            argument: format!("--baseline {name}"),
            problem: format!("{problem}; save it again with {SAVING} {name}"),
        })
    };
    if let Some((theirs, ours)) = baseline.provenance.different_programs(provenance) {
        return refuse(format!("is a report of `{theirs}`, not of `{ours}`"));
    }
    let is_same = |case: &Case, planned: &PlannedCase<'_>| {
        case.name == planned.experiment.name() && case.input == *planned.input.values()
    };
    let planned = &run.plan.cases;
    for case in &baseline.cases {
        let mut at_inputs = planned
            .iter()
            .filter(|planned| planned.experiment.name() == case.name);
        let Some(first) = at_inputs.next() else {
            continue;
        };
        let mut same_experiment = baseline
            .cases
            .iter()
            .filter(|other| other.name == case.name);
        if !same_experiment.any(|case| planned.iter().any(|planned| is_same(case, planned))) {
            return refuse(format!(
                "has `{}` at {} only, and the run is at {}",
                case.name,
                case.input_line(),
                record::input_line(first.input.values())
            ));
        }
    }
    Ok(())
}

/// The error if no run has left a report.
fn no_latest_error() -> Error {
    let folder = cargo::latest_report();
    let problem = "there is no report of a run yet; run first, or name a report";
    Error::format(&folder, problem)
}

/// The error for a name that no baseline has. It suggests the nearest names.
pub(super) fn unknown_error(name: &str) -> Error {
    if name == LATEST {
        return no_latest_error();
    }
    let names = list_names();
    Error::unknown("baseline", name, names.iter().map(String::as_str))
}

fn list_names() -> Vec<String> {
    let folders = std::fs::read_dir(baselines_folder())
        .into_iter()
        .flatten()
        .flatten();
    let names = folders.filter_map(|folder| folder.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| find(name).is_some()).collect();
    names.sort();
    names
}

/// Checks that a report can be saved as the baseline with this name.
///
/// # Errors
///
/// If its folder cannot be created or written to, or contains other files under the same names.
pub(super) fn check_saving(name: &str) -> Result<()> {
    Store::check(&baselines_folder().join(name), SAVING)
}

/// Saves `report`, whose files are in `folder`, as the baseline with this name.
///
/// # Errors
///
/// If a file cannot be read or written.
pub(super) fn save(name: &str, report: &Report, folder: &Path) -> Result<()> {
    let mut store = Store::open(&baselines_folder().join(name), SAVING)?;
    store.save(report, &store::read_files(folder, report)?)
}

/// Checks that a run that uses the baseline with this name may write its report to `folder`.
///
/// # Errors
///
/// If it is the baseline's own folder.
pub(super) fn check_out_folder(name: &str, folder: &Path) -> Result<()> {
    let resolve = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    match (resolve(&baselines_folder().join(name)), resolve(folder)) {
        (Ok(own), Ok(out)) if own == out => Err(Error::Argument {
            argument: format!("--out {}", folder.display()),
            problem: format!(
                "this is the folder of baseline `{name}` itself; name another folder, and save the baseline with --save-baseline {name}"
            ),
        }),
        _ => Ok(()),
    }
}

/// Renders the differences between a baseline and the report in `folder`. Variants that only the
/// baseline has are left out, since the run was not asked to measure them.
///
/// # Errors
///
/// If a profile exists but cannot be read.
pub(super) fn render_difference_from(
    name: &str,
    baseline: &Report,
    new: &Report,
    folder: &Path,
    layout: TextLayout,
) -> Result<(StyledText, ReportDifference)> {
    let mut difference = ReportDifference::new(baseline, new);
    for case in &mut difference.cases {
        case.variants
            .retain(|variant| variant.status != VariantStatus::Removed);
    }
    let command = format!(
        "`{} compare {name} {} --all`",
        cargo::program(),
        folder.display()
    );
    let folders = ReportFolders {
        old: baselines_folder().join(name),
        new: folder.to_path_buf(),
        how: HowToCompare {
            pair: ProfilePair::Builds,
            with_stacks: false,
            // What the user says is stored in the profiles.
            ownership: OwnershipPatterns::default(),
        },
    };
    let whole = folders.compare_call_sites(difference)?;
    let mut difference = whole.clone();
    let remedy = format!("{command} shows everything");
    let others = report::cut_differences(&mut difference, layout, &remedy);
    let comparison = Comparison {
        old: format!("baseline {name}"),
        new: folder.display().to_string(),
        difference: Difference::Reports(difference),
        broken: Vec::new(),
    };
    let mut text = StyledText::from(String::from("\n"));
    text.append(render_styled_difference(&comparison, layout));
    text.push_str(&others.unwrap_or_default());
    Ok((text, whole))
}
