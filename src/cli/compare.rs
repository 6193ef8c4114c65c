//! `heapwise compare`: compares two reports, two profiles, or two variants of one report.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::compare::{GrowthLimits, ProfilePair, ReportDifference};
use crate::error::{Error, Result};
use crate::record::{self, Case, Report};
use crate::report::{
    self, Comparison, Difference, DifferenceFormat, ShownItems, TextLayout, Tone,
    render_difference, render_styled_difference,
};

use super::call_sites::OwnershipArguments;
use super::differences::{self, HowToCompare, ReportFolders};
use super::excerpt::ExcerptArguments;
use super::open::OpenArguments;
use super::output_arguments::OutputArguments;
use super::read::{self, ReportOrProfile};
use super::report_files::report_folder;
use super::status::Status;
use super::text_layout::WidthArguments;
use super::{baseline, cargo, output};

/// Compare two reports, two heap profiles of any tool, or two variants of one report
///
/// Byte figures are the same in every run of one binary, so any difference is a change, except for
/// `held`, for figures that vary from run to run, and where several threads allocate. A time has changed
/// if its rounds differ by more than 3 % and by more than they spread; of two variants, if one is slower in
/// each round, and by more than 2.5 %. With few rounds, its median must differ by more than 20 %, and chance
/// must not explain the difference of the samples. Where another program slowed one of the runs all the time, times
/// are not compared unless they are three times apart. Call sites are identified by function and file, not by
/// line.
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// The old side: a report's folder or file, a DHAT profile, a baseline's name, or a variant of
    /// --report
    old: OsString,

    /// The new side, of the same kind; `latest` is the report of the latest run
    #[arg(default_value = baseline::LATEST)]
    new: OsString,

    /// The report with the variants to compare [default: that of the latest run]
    #[arg(long, value_name = "DIR", value_parser = baseline::path_parser())]
    report: Option<PathBuf>,

    /// The output format
    #[arg(long, value_enum, default_value_t = DifferenceFormatName::Text)]
    format: DifferenceFormatName,

    #[command(flatten)]
    excerpt: ExcerptArguments,

    #[command(flatten)]
    width: WidthArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    open: OpenArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

    /// Exit with status 1 if a figure grew by more than its limit: `5%` for every exact figure of
    /// the footprint, or limits by name, also for metrics: `peak=0,time=10%`. Also if a variant fails
    /// on the new side only or is missing there, or if the sides have no variant in common
    #[arg(long, value_name = "LIMITS")]
    fail_above: Option<GrowthLimits>,
}

/// The value of `--format`: a name for each [`DifferenceFormat`].
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum DifferenceFormatName {
    /// Markdown tables, for a comment on a pull request
    Markdown,
    /// Every figure, exact
    Json,
    /// A page with flame graphs of what grew and shrank
    #[cfg(feature = "page")]
    Html,
    /// Tables for a terminal
    Text,
}

impl DifferenceFormatName {
    fn is_page(self) -> bool {
        match self {
            #[cfg(feature = "page")]
            Self::Html => true,
            Self::Markdown | Self::Json | Self::Text => false,
        }
    }
}

impl CompareArguments {
    fn format(&self) -> DifferenceFormat {
        match self.format {
            DifferenceFormatName::Markdown => DifferenceFormat::Markdown,
            DifferenceFormatName::Json => DifferenceFormat::Json,
            #[cfg(feature = "page")]
            DifferenceFormatName::Html => DifferenceFormat::Html,
            DifferenceFormatName::Text => DifferenceFormat::Text(self.layout()),
        }
    }

    fn layout(&self) -> TextLayout {
        TextLayout {
            is_whole: self.excerpt.all,
            ..self.width.layout()
        }
    }

    /// Removes what is too much to read. Returns a line on each kind of it.
    fn cut(&self, comparison: &mut Comparison) -> String {
        let is_read = matches!(
            self.format,
            DifferenceFormatName::Text | DifferenceFormatName::Markdown
        );
        if !is_read {
            return String::new();
        }
        let (layout, remedy) = (self.layout(), ExcerptArguments::REMEDY);
        let variants = match &mut comparison.difference {
            Difference::Reports(reports) => report::cut_differences(reports, layout, remedy),
            Difference::Profiles(_) => None,
        };
        let limits = cut_failing_limits(&mut comparison.broken, layout);
        variants.into_iter().chain(limits).collect()
    }

    /// Both sides, as the user wrote them.
    fn sides(&self) -> String {
        format!("{} {}", self.old.display(), self.new.display())
    }
}

pub(super) fn run(arguments: &CompareArguments) -> Result<Status> {
    let page = arguments.output.out.as_deref();
    let page = page.filter(|_| arguments.format.is_page());
    arguments.open.check(page)?;
    #[cfg(feature = "page")]
    if arguments.format.is_page() {
        arguments.output.check_page()?;
    }
    let difference = compare(arguments)?;
    let broken = match &arguments.fail_above {
        Some(limits) => {
            check_programs(arguments, &difference)?;
            differences::check_limits(&difference, limits)?
        }
        None => Vec::new(),
    };
    let is_well = broken.is_empty();
    let mut comparison = Comparison {
        old: arguments.old.to_string_lossy().into_owned(),
        new: arguments.new.to_string_lossy().into_owned(),
        difference,
        broken,
    };
    let others = arguments.cut(&mut comparison);
    match arguments.format() {
        DifferenceFormat::Text(layout) => {
            let mut text = render_styled_difference(&comparison, layout);
            text.push_str(&others);
            arguments.output.write_styled(&text)?;
        }
        format => {
            let text = render_difference(&comparison, format) + &others;
            arguments.output.write_text(&text)?;
        }
    }
    if arguments.output.out.is_some() {
        complain_of_limits(comparison.broken, arguments.layout());
    }
    if let Some(page) = page {
        arguments.open.open(page);
    }
    Ok(Status::from_is_well(is_well))
}

/// Prints the failing limits to stderr, if their number is not too large to read.
fn complain_of_limits(mut failing: Vec<String>, layout: TextLayout) {
    let others = cut_failing_limits(&mut failing, layout);
    for limit in failing {
        output::complain_about("above the limit", Tone::Bad, &limit);
    }
    if let Some(others) = others {
        output::complain(&others);
    }
}

/// Removes the failing limits after the first. Returns a line on them, if there are any.
fn cut_failing_limits(failing: &mut Vec<String>, layout: TextLayout) -> Option<String> {
    let mut shown = ShownItems::failing_limits(layout);
    failing.retain(|_| shown.allows_next());
    shown.render_others("failing limit", ExcerptArguments::REMEDY)
}

fn compare(arguments: &CompareArguments) -> Result<Difference> {
    let how = HowToCompare {
        pair: ProfilePair::Builds,
        with_stacks: arguments.format().draws_stacks(),
        ownership: arguments.ownership.load()?,
    };
    let (old, new) = match (read_side(&arguments.old)?, read_side(&arguments.new)?) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return compare_variants(arguments, how),
        (None, _) => return Err(unknown_side(&arguments.old.to_string_lossy())),
        (_, None) => return Err(unknown_side(&arguments.new.to_string_lossy())),
    };
    match (old, new) {
        ((old_path, ReportOrProfile::Report(old)), (new_path, ReportOrProfile::Report(new))) => {
            let folders = ReportFolders {
                old: report_folder(&old_path),
                new: report_folder(&new_path),
                how,
            };
            let difference = ReportDifference::new(&old, &new);
            folders
                .compare_call_sites(difference)
                .map(Difference::Reports)
        }
        ((_, ReportOrProfile::Profile(old)), (new_path, ReportOrProfile::Profile(new))) => {
            differences::check_counted(&old, &new, &new_path)?;
            let difference = how.compare(old, new);
            Ok(Difference::Profiles(difference))
        }
        _ => Err(Error::Argument {
            argument: arguments.sides(),
            problem: String::from(
                "one is a report and the other a profile; compare two reports or two profiles",
            ),
        }),
    }
}

/// Checks that limits hold for reports of one program.
///
/// # Errors
///
/// If the programs are known to differ.
fn check_programs(arguments: &CompareArguments, difference: &Difference) -> Result<()> {
    let Difference::Reports(reports) = difference else {
        return Ok(());
    };
    reports.programs.as_ref().map_or(Ok(()), |(before, after)| {
        Err(Error::Argument {
            argument: arguments.sides(),
            problem: format!(
                "one is a report of `{before}`, the other of `{after}`; --fail-above compares reports of one program"
            ),
        })
    })
}

/// Reads the file or folder at the path `side`, or the baseline with this name; `None` if neither
/// exists.
fn read_side(side: &OsStr) -> Result<Option<(PathBuf, ReportOrProfile)>> {
    let path = if Path::new(side).exists() {
        Some(PathBuf::from(side))
    } else {
        side.to_str().and_then(baseline::find)
    };
    path.map(|path| {
        let side = read::report_or_profile(&path)?;
        Ok((path, side))
    })
    .transpose()
}

fn unknown_side(text: &str) -> Error {
    if text == baseline::LATEST {
        return baseline::unknown_error(text);
    }
    Error::Argument {
        argument: text.to_string(),
        problem: format!(
            "not a file or folder; {}; name a report, a profile, a baseline, or two variants of one report",
            baseline::unknown_error(text)
        ),
    }
}

/// Compares two variants of the report that `--report` names.
fn compare_variants(arguments: &CompareArguments, how: HowToCompare) -> Result<Difference> {
    let [old_name, new_name] = [&arguments.old, &arguments.new].map(|side| side.to_string_lossy());
    let (old, new) = match (old_name.split_once('/'), new_name.split_once('/')) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => return Err(unknown_side(&old_name)),
        (_, None) => return Err(unknown_side(&new_name)),
    };
    let path = arguments.report.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let report = read::report(&path)?;
    check_variant(&report, &old_name)?;
    check_variant(&report, &new_name)?;
    if old.0 != new.0 {
        return Err(Error::Argument {
            argument: arguments.sides(),
            problem: String::from(
                "variants of different experiments cannot be compared; name two variants of one experiment",
            ),
        });
    }
    let folder = report_folder(&path);
    let folders = ReportFolders {
        old: folder.clone(),
        new: folder,
        how: HowToCompare {
            pair: ProfilePair::Variants,
            ..how
        },
    };
    let difference = ReportDifference::from_variants(&report, old.0, [old.1, new.1]);
    if difference.cases.is_empty() {
        return Err(no_common_input(&report, old.0, [old.1, new.1]));
    }
    folders
        .compare_call_sites(difference)
        .map(Difference::Reports)
}

/// The error for two variants that the report does not have at the same input.
fn no_common_input(report: &Report, experiment: &str, variants: [&str; 2]) -> Error {
    let [old, new] = variants.map(|variant| {
        let cases = report.cases.iter().filter(|case| {
            case.name == experiment && case.variants.iter().any(|row| row.name == variant)
        });
        let inputs: Vec<String> = cases.map(Case::input_line).collect();
        format!(
            "{} at {}",
            record::full_name(experiment, variant),
            inputs.join(", at ")
        )
    });
    Error::Argument {
        argument: variants.join(" "),
        problem: format!(
            "the report does not have both at the same input, only {old}; and {new}; run both at one input"
        ),
    }
}

fn check_variant(report: &Report, name: &str) -> Result<()> {
    let cases = report.cases.iter();
    let names: Vec<String> = cases
        .flat_map(|case| {
            let rows = case.variants.iter();
            rows.map(|row| case.full_name(row))
        })
        .collect();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let known = names.iter().map(String::as_str);
    Err(Error::unknown("variant", name, known))
}
