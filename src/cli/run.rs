//! `heapwise run`: measure, show, keep.

use std::path::{Path, PathBuf};

use clap::{Arg, Args, ValueEnum};
use indicatif::ProgressBar;

use crate::alloc;
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::{self, NewFile, Observer, Pass, Plan, Run, Sampling, Selection, Step};
use crate::record::Report;
use crate::report::{self, Format};
use crate::units;

#[cfg(feature = "page")]
use super::page;
use super::selection::{LimitArguments, name_and_value};
use super::signals::Stoppable;
use super::store::Store;
#[cfg(feature = "page")]
use super::whole;
use super::yardsticks::{Verdict, YardstickArguments, Yardsticks};
use super::{Status, cargo, output, progress};

/// Measure variants, show their footprints side by side, and keep a report
#[derive(Debug, Default, Args)]
pub(super) struct Arguments {
    /// An experiment, a variant as `EXPERIMENT/VARIANT`, or a glob over these; all by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,

    /// Set an input; several values of one input make an entry each
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = name_and_value)]
    inputs: Vec<(String, String)>,

    /// Short for `--input keys=FILE`
    #[arg(long, value_name = "FILE")]
    keys: Option<String>,

    /// Repeat each experiment that has an `n` at these sizes: `1e3,1e4,1e5`
    #[arg(
        long,
        value_name = "N",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    sizes: Vec<String>,

    /// The folder for the report [default: reports/latest; in a benchmark target/heapwise/NAME/latest]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The passes to make [default: time,count,heap]
    #[arg(long, value_name = "PASS", value_delimiter = ',', value_enum)]
    passes: Vec<PassName>,

    #[command(flatten)]
    yardsticks: YardstickArguments,

    #[command(flatten)]
    limits: LimitArguments,
}

/// A pass by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum PassName {
    /// Wall time and resident memory
    Time,
    /// Exact counts of what is allocated
    Count,
    /// A profile with every call site
    Heap,
}

impl From<PassName> for Pass {
    fn from(name: PassName) -> Self {
        match name {
            PassName::Time => Self::Time,
            PassName::Count => Self::Count,
            PassName::Heap => Self::Heap,
        }
    }
}

/// Whether a command line that begins with this word begins with this option.
pub(super) fn takes(option: &Arg, word: &str) -> bool {
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split_once('=').map_or(long, |(name, _)| name);
        return option.get_long() == Some(name);
    }
    let short = option.get_short();
    let begins = |rest: &str| short.is_some_and(|short| rest.starts_with(short));
    word.strip_prefix('-').is_some_and(begins)
}

pub(super) fn run(mut arguments: Arguments, experiments: &[Declared]) -> Result<Status> {
    let stoppable = Stoppable::new();
    let selection = selection(&mut arguments);
    let run = Run {
        plan: Plan::new(experiments, &selection)?,
        passes: passes(&arguments.passes),
        sampling: Sampling::default(),
        limits: arguments.limits.limits(),
        interrupted: stoppable.flag(),
    };
    if run.passes != [Pass::Time] && alloc::installed().is_none() {
        return Err(Error::NotInstalled);
    }
    let folder = arguments.out.take().unwrap_or_else(cargo::latest_report);
    arguments.yardsticks.check_out(&folder)?;
    let yardsticks = arguments.yardsticks.load(experiments, &run)?;
    let mut keeper = Keeper {
        store: Store::open(&folder, "--out")?,
        bar: progress::bar(run.steps()),
        warned: false,
    };
    let mut report = Report::new(measure::provenance());
    let ended = measure::run(&run, &mut report, &mut keeper);
    keeper.bar.finish_and_clear();
    drop(run);
    conclude(&report, ended, &keeper, &yardsticks, stoppable)
}

fn selection(arguments: &mut Arguments) -> Selection {
    let keys = arguments.keys.take();
    let keys = keys.map(|file| (String::from("keys"), file));
    Selection {
        patterns: std::mem::take(&mut arguments.patterns),
        inputs: std::mem::take(&mut arguments.inputs)
            .into_iter()
            .chain(keys)
            .collect(),
        sizes: std::mem::take(&mut arguments.sizes),
    }
}

/// The passes asked for, each once, in the order in which they are made; all where none is named.
fn passes(named: &[PassName]) -> Vec<Pass> {
    let all = [PassName::Time, PassName::Count, PassName::Heap];
    all.into_iter()
        .filter(|name| named.is_empty() || named.contains(name))
        .map(Pass::from)
        .collect()
}

/// Keeps what comes of the run, however it ended, and only then shows it.
fn conclude(
    report: &Report,
    ended: Result<()>,
    keeper: &Keeper,
    yardsticks: &Yardsticks,
    stoppable: Stoppable,
) -> Result<Status> {
    let variants = report.rows().count();
    let path = keeper.store.report_path();
    // A report that could not be kept has no page.
    let page = match ended {
        Ok(()) | Err(Error::Interrupted(_)) if variants > 0 => keeper.keep_page(report),
        _ => Ok(String::new()),
    };
    let held = match (&ended, &page) {
        (Ok(()), Ok(_)) => yardsticks.hold(report, keeper.store.folder()),
        _ => Ok(Verdict::default()),
    };
    // All is kept, whoever was in a hurry; to show it may take as long as somebody reads.
    drop(stoppable);
    let shown = match variants {
        0 => Ok(()),
        _ => output::print(&report::render_report(report, Format::Text)),
    };
    ended.map_err(|error| tell_what_is_kept(error, variants, &path))?;
    let told = output::print(&format!("{}report: {}\n", page?, path.display()));
    let held = held?;
    held.complaints.iter().for_each(|why| output::complain(why));
    shown.and(told)?;
    output::print(&held.shown)?;
    let well = report.is_well() && !keeper.warned && held.is_well;
    Ok(Status::of(well))
}

fn tell_what_is_kept(error: Error, variants: usize, path: &Path) -> Error {
    match error {
        Error::Interrupted(when) if variants > 0 => {
            let kept = units::count_of(variants as u64, "variant");
            Error::Interrupted(format!(
                "{when}; measured before and kept: {kept}, in {}",
                path.display()
            ))
        }
        error => error,
    }
}

/// Keeps the report on disk as it grows.
struct Keeper {
    store: Store,
    bar: ProgressBar,
    warned: bool,
}

impl Keeper {
    /// Keeps the page, and tells where.
    #[cfg(feature = "page")]
    fn keep_page(&self, report: &Report) -> Result<String> {
        let path = self.store.page_path();
        let page = page::of(report, self.store.folder());
        whole::write(&path, page.as_bytes())?;
        Ok(format!("page: {}\n", path.display()))
    }

    /// Without the feature `page` there is none to keep.
    #[cfg(not(feature = "page"))]
    fn keep_page(&self, _: &Report) -> Result<String> {
        Ok(String::new())
    }
}

impl Observer for Keeper {
    fn starting(&mut self, step: &Step<'_>) {
        progress::show(&self.bar, step);
    }

    fn grown(&mut self, report: &Report, files: Vec<NewFile>) -> Result<()> {
        self.store.keep(report, &files)
    }

    fn warn(&mut self, warning: &str) {
        self.warned = true;
        self.bar
            .suspend(|| output::complain(&format!("warning: {warning}")));
    }
}
