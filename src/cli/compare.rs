//! `heapwise compare`: two reports, two profiles, or two variants of one report.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::compare::{Limits, ReportDifference};
use crate::error::{Error, Result};
use crate::record::{self, Entry, Report};
use crate::report::{Comparison, Difference, DifferenceFormat, render_difference};

use super::differences::{self, Sides};
use super::read::{self, Contents};
use super::status::Status;
use super::{baseline, cargo, output, whole};

/// Compare two reports, two heap profiles of any tool, or two variants of one report
///
/// Byte figures repeat from run to run of one binary, so any change of theirs is one; where several
/// threads allocate, it is shown and called none. A time has changed where its median is more than
/// 10 % off and the samples differ by more than chance explains (the test of Mann and Whitney, at
/// 5 %; of samples too few for it, where all of one are above all of the other). Call sites are
/// known again by function and file, not by line.
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// A report's folder or file, a DHAT profile, a baseline's name, or a variant of --report
    old: String,

    /// What to compare it with, of the same kind
    new: String,

    /// The report whose variants are compared [default: the latest run's]
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,

    /// The form to show it in
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,

    /// A file for it, in place of the screen
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Exit with status 1 where a figure grew by more: `5%` of any of the footprint that is
    /// exact, or by name, metrics too, `peak=0,time=10%`; where a variant fails that did not, or is gone; and where none is on both
    /// sides
    #[arg(long, value_name = "LIMITS")]
    fail_above: Option<Limits>,
}

/// A form by its name.
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum FormatName {
    /// Tables in Markdown, fit for a comment on a pull request
    Markdown,
    /// Every figure, exact
    Json,
    /// A page with flame graphs of what grew and shrank
    #[cfg(feature = "page")]
    Html,
    /// Tables for a terminal
    Text,
}

impl From<FormatName> for DifferenceFormat {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Markdown => Self::Markdown,
            FormatName::Json => Self::Json,
            #[cfg(feature = "page")]
            FormatName::Html => Self::Html,
            FormatName::Text => Self::Text,
        }
    }
}

pub(super) fn run(arguments: &CompareArguments) -> Result<Status> {
    let mut comparison = Comparison {
        old: arguments.old.clone(),
        new: arguments.new.clone(),
        difference: compared(arguments)?,
        broken: Vec::new(),
    };
    if let Some(limits) = &arguments.fail_above {
        comparison.broken = differences::broken(&comparison.difference, limits)?;
    }
    let text = render_difference(&comparison, arguments.format.into());
    match &arguments.out {
        Some(path) => {
            whole::write(path, text.as_bytes())?;
            for broken in &comparison.broken {
                output::complain(&format!("above the limit: {broken}"));
            }
        }
        None => output::print(&text)?,
    }
    Ok(Status::from_is_well(comparison.broken.is_empty()))
}

fn compared(arguments: &CompareArguments) -> Result<Difference> {
    let with_stacks = DifferenceFormat::from(arguments.format).draws_stacks();
    let (old, new) = match (side(&arguments.old)?, side(&arguments.new)?) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return variants(arguments, with_stacks),
        (None, _) => return Err(unknown(&arguments.old)),
        (_, None) => return Err(unknown(&arguments.new)),
    };
    match (old, new) {
        ((old_path, Contents::Report(old)), (new_path, Contents::Report(new))) => {
            let sides = Sides {
                old: read::folder(&old_path),
                new: read::folder(&new_path),
                with_stacks,
            };
            let difference = ReportDifference::of(&old, &new);
            sides
                .compare_call_sites(difference)
                .map(Difference::Reports)
        }
        ((old_path, Contents::Profile(old)), (new_path, Contents::Profile(new))) => {
            differences::check_unit(&old, &old_path)?;
            differences::check_unit(&new, &new_path)?;
            let difference = differences::of_profiles(&old, &new, with_stacks);
            Ok(Difference::Profiles(difference))
        }
        _ => Err(Error::Argument {
            argument: format!("{} {}", arguments.old, arguments.new),
            problem: String::from("one is a report and the other a profile: compare two of a kind"),
        }),
    }
}

/// What lies at a path, or in the baseline of this name; none where neither is there.
fn side(text: &str) -> Result<Option<(PathBuf, Contents)>> {
    let path = match Path::new(text).exists() {
        true => Some(PathBuf::from(text)),
        false => baseline::existing(text),
    };
    path.map(|path| {
        let contents = read::contents(&path)?;
        Ok((path, contents))
    })
    .transpose()
}

fn unknown(text: &str) -> Error {
    Error::Argument {
        argument: text.to_string(),
        problem: format!(
            "no file or folder; {}; name a report, a profile, a baseline, or two variants of one report",
            baseline::unknown(text)
        ),
    }
}

/// Two variants of the report that `--report` names.
fn variants(arguments: &CompareArguments, with_stacks: bool) -> Result<Difference> {
    let (old, new) = match (arguments.old.split_once('/'), arguments.new.split_once('/')) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => return Err(unknown(&arguments.old)),
        (_, None) => return Err(unknown(&arguments.new)),
    };
    let path = arguments.report.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let report = read::report(&path)?;
    check_variant(&report, &arguments.old)?;
    check_variant(&report, &arguments.new)?;
    if old.0 != new.0 {
        return Err(Error::Argument {
            argument: format!("{} {}", arguments.old, arguments.new),
            problem: String::from(
                "two experiments have no answer in common: compare variants of one",
            ),
        });
    }
    let folder = read::folder(&path);
    let sides = Sides {
        old: folder.clone(),
        new: folder,
        with_stacks,
    };
    let difference = ReportDifference::of_variants(&report, old.0, [old.1, new.1]);
    if difference.entries.is_empty() {
        return Err(apart(&report, old.0, [old.1, new.1]));
    }
    sides
        .compare_call_sites(difference)
        .map(Difference::Reports)
}

/// The two variants stand nowhere in one entry.
fn apart(report: &Report, experiment: &str, variants: [&str; 2]) -> Error {
    let [old, new] = variants.map(|variant| {
        let entries = report.experiments.iter().filter(|entry| {
            entry.name == experiment && entry.variants.iter().any(|row| row.name == variant)
        });
        let inputs: Vec<String> = entries.map(Entry::input_line).collect();
        format!(
            "{} at {}",
            record::full_name(experiment, variant),
            inputs.join(", at ")
        )
    });
    Error::Argument {
        argument: variants.join(" "),
        problem: format!("no input has both; there is {old}; and {new}"),
    }
}

fn check_variant(report: &Report, name: &str) -> Result<()> {
    let entries = report.experiments.iter();
    let names: Vec<String> = entries
        .flat_map(|entry| {
            let rows = entry.variants.iter();
            rows.map(|row| entry.full_name(row))
        })
        .collect();
    match names.iter().any(|known| known == name) {
        true => Ok(()),
        false => Err(Error::unknown(
            "variant",
            name,
            names.iter().map(String::as_str),
        )),
    }
}
