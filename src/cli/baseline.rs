//! Baselines: reports kept under a name, to compare later runs with.

use std::path::{Path, PathBuf};

use crate::compare::{ReportDifference, VariantFate};
use crate::error::{Error, Result};
use crate::record::Report;
use crate::report::{Comparison, Difference, DifferenceFormat, render_difference};

use super::differences::Sides;
use super::store::{self, REPORT, Store};
use super::{cargo, read};

const SAVING: &str = "--save-baseline";

/// Each baseline is a folder in it, by its name.
fn baselines() -> PathBuf {
    cargo::folder().join("baselines")
}

/// The longest name of a baseline. Most systems have room for 255 bytes in that of a folder.
const LONGEST_NAME_BYTES: usize = 200;

/// Reads the name of a baseline, which becomes that of a folder.
pub(super) fn name(text: &str) -> Result<String, String> {
    let is_fine = |c: char| c.is_alphanumeric() || "-_.+".contains(c);
    let is_name = !text.is_empty() && text.chars().all(is_fine) && !text.starts_with(['.', '-']);
    if text.len() > LONGEST_NAME_BYTES {
        return Err(format!(
            "a baseline's name has at most {LONGEST_NAME_BYTES} bytes; for example main"
        ));
    }
    match is_name {
        true => Ok(text.to_string()),
        false => Err(String::from(
            "a baseline's name has letters, digits and - _ . + only, and begins with none of - and .; for example main",
        )),
    }
}

/// The folder of the baseline of this name, if there is one.
pub(super) fn existing(name: &str) -> Option<PathBuf> {
    let folder = self::name(name).ok().map(|name| baselines().join(name))?;
    folder.join(REPORT).is_file().then_some(folder)
}

/// Reads a baseline.
///
/// # Errors
///
/// Where there is none of this name, or it cannot be read.
pub(super) fn load(name: &str) -> Result<Report> {
    match existing(name) {
        Some(folder) => read::report(&folder),
        None => Err(unknown(name)),
    }
}

/// The error of a name that no baseline has.
pub(super) fn unknown(name: &str) -> Error {
    let names = names();
    Error::unknown("baseline", name, names.iter().map(String::as_str))
}

fn names() -> Vec<String> {
    let folders = std::fs::read_dir(baselines())
        .into_iter()
        .flatten()
        .flatten();
    let names = folders.filter_map(|folder| folder.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| existing(name).is_some()).collect();
    names.sort();
    names
}

/// Whether a report can be kept as the baseline of this name.
///
/// # Errors
///
/// Where its folder could not be made or written to, or holds something else.
pub(super) fn check_saving(name: &str) -> Result<()> {
    Store::check(&baselines().join(name), SAVING)
}

/// Keeps `report`, whose files lie in `folder`, as the baseline of this name.
///
/// # Errors
///
/// Where a file cannot be read or written.
pub(super) fn save(name: &str, report: &Report, folder: &Path) -> Result<()> {
    let mut store = Store::open(&baselines().join(name), SAVING)?;
    store.keep(report, &store::files_in(folder, report)?)
}

/// Whether the report of a run that asks for the baseline of this name may go to `folder`.
///
/// # Errors
///
/// Where that is the baseline's own folder.
pub(super) fn check_out(name: &str, folder: &Path) -> Result<()> {
    let place = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    match (place(&baselines().join(name)), place(folder)) {
        (Ok(own), Ok(out)) if own == out => Err(Error::Argument {
            argument: format!("--out {}", folder.display()),
            problem: format!(
                "this is the folder of baseline `{name}` itself; name another, and keep the report with --save-baseline"
            ),
        }),
        _ => Ok(()),
    }
}

/// What is different in `report`, which lies in `folder`, from the baseline of this name. Of
/// the baseline, what this run was not asked to measure does not matter.
///
/// # Errors
///
/// Where a profile is there and cannot be read.
pub(super) fn difference(
    name: &str,
    baseline: &Report,
    report: &Report,
    folder: &Path,
) -> Result<String> {
    let mut difference = ReportDifference::of(baseline, report);
    for entry in &mut difference.entries {
        entry
            .variants
            .retain(|variant| variant.fate != VariantFate::Removed);
    }
    let sides = Sides {
        old: baselines().join(name),
        new: folder.to_path_buf(),
        with_stacks: false,
    };
    let comparison = Comparison {
        old: format!("baseline {name}"),
        new: folder.display().to_string(),
        difference: Difference::Reports(sides.compare_call_sites(difference)?),
        broken: Vec::new(),
    };
    Ok(format!(
        "\n{}",
        render_difference(&comparison, DifferenceFormat::Text)
    ))
}
