//! `heapwise export`: convert a profile or a report for other tools.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::profile::{FoldedStacks, Measure, Profile};
use crate::record::{Report, Row, Timeline};
use crate::report;

use super::output_arguments::OutputArguments;
use super::read::ReportOrProfile;
use super::selection::PartArguments;
use super::status::Status;
use super::{baseline, read, report_files};

/// Convert a profile, or a report's figures, for another tool
///
/// PATH is a DHAT profile of heapwise, the dhat crate or Valgrind, or a report. From a report,
/// `folded`, `flamegraph` and `massif` convert one variant; `bencher` and `tracker` need a report.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// A profile, a report's folder, or its report.json
    #[arg(value_parser = baseline::path_parser())]
    path: PathBuf,

    #[command(flatten)]
    part: PartArguments,

    /// The format
    #[arg(long, value_enum)]
    format: ExportFormat,

    /// What `folded` and `flamegraph` count [default: peak-bytes; total-bytes of a profile without peak]
    #[arg(long, value_enum)]
    measure: Option<Measure>,

    #[command(flatten)]
    output: OutputArguments,
}

/// The value of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ExportFormat {
    /// A line for each backtrace, for flame graph tools
    Folded,
    /// A flame graph: a page that zooms and searches in a browser, by every measure
    #[cfg(feature = "page")]
    Flamegraph,
    /// A massif.out for ms_print and massif-visualizer
    Massif,
    /// Bencher's metric format, a JSON file of every figure
    Bencher,
    /// The list of name, unit and value that github-action-benchmark takes
    Tracker,
}

/// The profile and timeline of one variant or one program; both are absent if it allocated nothing.
struct Exportable {
    name: String,
    profile: Option<Profile>,
    timeline: Option<Timeline>,
}

pub(super) fn run(arguments: &ExportArguments) -> Result<Status> {
    let output = &arguments.output;
    match arguments.format {
        ExportFormat::Bencher => {
            let report = report_for_trackers(arguments)?;
            output.write(|out| report::write_bencher(&report, out))?;
        }
        ExportFormat::Tracker => {
            let report = report_for_trackers(arguments)?;
            output.write(|out| report::write_tracker(&report, out))?;
        }
        ExportFormat::Folded => {
            let exportable = exportable(arguments)?;
            let stacks = exportable.stacks(exportable.measure(arguments)?);
            output.write(|out| report::write_folded_stacks(&stacks, out))?;
        }
        #[cfg(feature = "page")]
        ExportFormat::Flamegraph => {
            let exportable = exportable(arguments)?;
            let measure = exportable.measure(arguments)?;
            let title = format!("{}: {}", exportable.name, measure.about());
            let profile = exportable.profile.as_ref();
            let graph = report::render_flame_graph(profile, &title, measure);
            output.write_text(&graph)?;
        }
        ExportFormat::Massif => {
            let exportable = exportable(arguments)?;
            if exportable.lacks_peak() {
                return Err(Error::format(
                    &arguments.path,
                    "has no peak, which a massif.out shows; use `--format folded`",
                ));
            }
            let (profile, timeline) = (exportable.profile.as_ref(), exportable.timeline.as_ref());
            output.write(|out| report::write_massif(profile, timeline, &exportable.name, out))?;
        }
    }
    Ok(Status::Well)
}

impl Exportable {
    fn lacks_peak(&self) -> bool {
        self.lacks(Measure::PeakBytes)
    }

    fn lacks(&self, measure: Measure) -> bool {
        let profile = self.profile.as_ref();
        profile.is_some_and(|profile| !profile.has_measure(measure))
    }

    /// What to count: what `arguments` name, or what the profile has.
    ///
    /// # Errors
    ///
    /// If the profile lacks what is named.
    fn measure(&self, arguments: &ExportArguments) -> Result<Measure> {
        match arguments.measure {
            Some(measure) if self.lacks(measure) => {
                let problem = format!(
                    "has no {}; use `--measure total-bytes` or `total-blocks`",
                    measure.about()
                );
                Err(Error::format(&arguments.path, problem))
            }
            Some(measure) => Ok(measure),
            None if self.lacks_peak() => Ok(Measure::TotalBytes),
            None => Ok(Measure::PeakBytes),
        }
    }

    fn stacks(&self, measure: Measure) -> FoldedStacks<1> {
        let profile = self.profile.as_ref();
        profile.map_or_else(Default::default, |profile| profile.folded(measure))
    }
}

/// The most bytes of a variant's name with its experiment and input, which each of its figures has in
/// the formats of trackers.
const LONGEST_NAME: usize = 4096;

/// Reads the report at the path that `arguments` name, and returns the part of it that they select.
///
/// # Errors
///
/// If the file cannot be read or is a profile, or the report lacks the selected part or has a longer
/// name than trackers take.
fn report_for_trackers(arguments: &ExportArguments) -> Result<Report> {
    let report = match read::report_or_profile(&arguments.path)? {
        ReportOrProfile::Report(report) => arguments.part.select(report)?,
        ReportOrProfile::Profile(_) => {
            return Err(Error::format(
                &arguments.path,
                "a profile, which has no figures for a tracker; name a report, or use \
                 `--format folded`, `flamegraph` or `massif`",
            ));
        }
    };
    for (index, case) in report.cases.iter().enumerate() {
        let names = case.variants.iter().map(|row| row.name.len());
        let longest = case.name.len() + case.input_line().len() + names.max().unwrap_or(0);
        if longest > LONGEST_NAME {
            let problem = format!(
                "the names in case {} with its input have up to {longest} bytes, which is too long for a tracker; \
                 select a part of the report, or shorten them to {LONGEST_NAME}",
                index + 1
            );
            return Err(Error::format(&arguments.path, problem));
        }
    }
    Ok(report)
}

fn exportable(arguments: &ExportArguments) -> Result<Exportable> {
    match read::report_or_profile(&arguments.path)? {
        ReportOrProfile::Report(report) => {
            let report = arguments.part.select(report)?;
            let (name, row) = only_row(&report, &arguments.path)?;
            read_variant(
                name,
                row,
                &report_files::report_folder(&arguments.path),
                &arguments.path,
            )
        }
        ReportOrProfile::Profile(profile) => match arguments.part.first() {
            None => Ok(Exportable {
                name: profile.command.clone(),
                profile: Some(profile),
                timeline: None,
            }),
            Some(argument) => Err(Error::Argument {
                argument,
                problem: format!(
                    "selects a part of a report, but {} is a profile of one program; omit it",
                    arguments.path.display()
                ),
            }),
        },
    }
}

/// The only row of `report`, and the full name of its variant.
///
/// # Errors
///
/// If the report has no row or several.
fn only_row<'a>(report: &'a Report, path: &Path) -> Result<(String, &'a Row)> {
    let rows = report.cases.iter().flat_map(|case| {
        let rows = case.variants.iter();
        rows.map(move |row| (case.full_name(row), row))
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
                    "{variants} variants instead of one; name one{such_as}, and one value for each input with `--input`"
                ),
            ))
        }
    }
}

/// Reads the profile and the timeline that a row names, from the folder of its report.
///
/// # Errors
///
/// If the row has no footprint, if it has no profile although the variant allocated, or if a file
/// is outside of the folder or cannot be read.
fn read_variant(name: String, row: &Row, folder: &Path, path: &Path) -> Result<Exportable> {
    let missing = |problem: &str| Error::format(path, format!("`{name}` {problem}"));
    let Some(heap) = &row.heap else {
        return Err(missing(
            "has no footprint; run it again with `--passes count,heap`",
        ));
    };
    if heap.totals.total_blocks > 0 && heap.profile.is_none() {
        return Err(missing("has no profile; run it again with `--passes heap`"));
    }
    let profile = heap.profile.as_ref();
    let timeline = heap.timeline.as_ref();
    Ok(Exportable {
        profile: profile
            .map(|file| read::profile_inside(folder, file))
            .transpose()?,
        timeline: timeline
            .map(|file| read::timeline_inside(folder, file))
            .transpose()?,
        name,
    })
}
