//! `heapwise export`: hand what was measured on to other tools.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::profile::{Measure, Profile};
use crate::record::{Report, Row, Timeline};
use crate::report;

use super::read::Contents;
use super::selection::PartArguments;
use super::{Status, output, read, store, whole};

/// Hand a profile, or a report's figures, on to another tool
///
/// PATH is a DHAT profile, of heapwise, of the dhat crate or of Valgrind; or a report, of which
/// `folded`, `flamegraph` and `massif` take one variant. `bencher` and `tracker` take a report.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A profile, a report's folder, or its report.json
    path: PathBuf,

    #[command(flatten)]
    part: PartArguments,

    /// The form to hand it on in
    #[arg(long, value_enum)]
    format: FormatName,

    /// What `folded` and `flamegraph` count
    #[arg(long, value_enum, default_value_t = Measure::PeakBytes)]
    measure: Measure,

    /// The file to write, standard output by default
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A form by its name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// A line for each backtrace, for flame graph tools
    Folded,
    /// A flame graph: one SVG that zooms and searches in a browser
    #[cfg(feature = "page")]
    Flamegraph,
    /// A massif.out for ms_print and massif-visualizer
    Massif,
    /// Bencher's metric format, a JSON file of every figure
    Bencher,
    /// The list of name, unit and value that github-action-benchmark takes
    Tracker,
}

/// What one variant, or one profiled program, left behind. Where it allocated nothing there is
/// no profile, nor a timeline.
struct One {
    name: String,
    profile: Option<Profile>,
    timeline: Option<Timeline>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let text = exported(arguments)?;
    match &arguments.out {
        None => output::print(&text)?,
        Some(path) => whole::write(path, text.as_bytes())?,
    }
    Ok(Status::Well)
}

fn exported(arguments: &Arguments) -> Result<String> {
    let measure = arguments.measure;
    Ok(match arguments.format {
        FormatName::Bencher => report::render_bencher(&whole_report(arguments)?),
        FormatName::Tracker => report::render_tracker(&whole_report(arguments)?),
        FormatName::Folded => report::render_folded_stacks(&one(arguments)?.stacks(measure)),
        #[cfg(feature = "page")]
        FormatName::Flamegraph => {
            let one = one(arguments)?;
            let title = format!("{}: {}", one.name, measure.about());
            report::render_flame_graph(&one.stacks(measure), &title, measure)
        }
        FormatName::Massif => {
            let one = one(arguments)?;
            report::render_massif(one.profile.as_ref(), one.timeline.as_ref(), &one.name)
        }
    })
}

impl One {
    fn stacks(&self, measure: Measure) -> indexmap::IndexMap<String, u64> {
        let profile = self.profile.as_ref();
        profile.map_or_else(Default::default, |profile| profile.folded(measure))
    }
}

/// The chosen part of a report.
fn whole_report(arguments: &Arguments) -> Result<Report> {
    match read::contents(&arguments.path)? {
        Contents::Report(report) => arguments.part.of(report),
        Contents::Profile(_) => Err(Error::format(
            &arguments.path,
            "a profile, which has no figures for a tracker; name a report, or take \
             `--format folded`, `flamegraph` or `massif`",
        )),
    }
}

fn one(arguments: &Arguments) -> Result<One> {
    match read::contents(&arguments.path)? {
        Contents::Report(report) => {
            let report = arguments.part.of(report)?;
            let (name, row) = one_row(&report, &arguments.path)?;
            one_variant(name, row, &read::folder(&arguments.path), &arguments.path)
        }
        Contents::Profile(profile) => match arguments.part.first() {
            None => Ok(One {
                name: profile.command.clone(),
                profile: Some(profile),
                timeline: None,
            }),
            Some(argument) => Err(Error::Argument {
                argument,
                problem: format!(
                    "chooses a part of a report, but {} is a profile of one program; leave it out",
                    arguments.path.display()
                ),
            }),
        },
    }
}

/// The only row that is left of a report, and its full name.
fn one_row<'a>(report: &'a Report, path: &Path) -> Result<(String, &'a Row)> {
    let rows = report.experiments.iter().flat_map(|entry| {
        let rows = entry.variants.iter();
        rows.map(move |row| (entry.full_name(row), row))
    });
    let rows: Vec<(String, &Row)> = rows.collect();
    match <[_; 1]>::try_from(rows) {
        Ok([row]) => Ok(row),
        Err(rows) => {
            let such_as = rows.first();
            let such_as = such_as.map_or(String::new(), |(name, _)| format!(", such as `{name}`"));
            let variants = rows.len();
            Err(Error::format(
                path,
                format!(
                    "{variants} variants where one is needed; name one{such_as}, and of its inputs a value each with `--input`"
                ),
            ))
        }
    }
}

/// Reads the files that a row names beside its report.
fn one_variant(name: String, row: &Row, folder: &Path, path: &Path) -> Result<One> {
    let missing = |problem: &str| Error::format(path, format!("`{name}` {problem}"));
    let Some(heap) = &row.heap else {
        return Err(missing(
            "has no footprint; run it again with the passes count and heap",
        ));
    };
    if heap.totals.total_blocks > 0 && heap.profile.is_none() {
        return Err(missing("has no profile; run it again with the heap pass"));
    }
    let beside = |file: &Option<String>| match file {
        Some(file) if !store::stays_inside(file) => Err(missing(&format!(
            "names {file:?}, which is not in the report's folder"
        ))),
        file => Ok(file.as_ref().map(|file| folder.join(file))),
    };
    let (profile, timeline) = (beside(&heap.profile)?, beside(&heap.timeline)?);
    Ok(One {
        profile: profile.map(|path| read::profile(&path)).transpose()?,
        timeline: timeline.map(|path| read::timeline(&path)).transpose()?,
        name,
    })
}
