//! `heapwise run`: measure, show, keep.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use crate::alloc;
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::{self, NewFile, Observer, Pass, Plan, Run, Sampling, Selection, Step};
use crate::record::Report;
use crate::report::{self, Format};
use crate::units;

use super::budget::{BudgetArguments, Held};
#[cfg(feature = "page")]
use super::page;
use super::selection::{LimitArguments, name_and_value};
use super::signals::Stoppable;
use super::store::{self, Store};
use super::{Status, baseline, cargo, output, progress};

/// Measure variants, show their footprints side by side, and keep a report
#[derive(Debug, Default, Args)]
pub(super) struct Arguments {
    /// An experiment, a variant, or a glob: `julia`, `julia/stored`, `julia/on-*`; all by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,

    /// Set an input; several values of one input make an entry each
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = name_and_value)]
    inputs: Vec<(String, String)>,

    /// Short for `--input keys=FILE`
    #[arg(long, value_name = "FILE")]
    keys: Option<String>,

    /// Repeat each experiment that has an `n` at these sizes: `1e3,1e4,1e5`
    #[arg(long, value_name = "N", value_delimiter = ',')]
    sizes: Vec<String>,

    /// The folder for the report [default: reports/latest; in a benchmark target/heapwise/NAME/latest]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The passes to make [default: time,count,heap]
    #[arg(long, value_name = "PASS", value_delimiter = ',', value_enum)]
    passes: Vec<PassName>,

    /// Keep the report as a baseline too, in reports/baselines/NAME, in place of what is there; not
    /// where a variant failed or gave a wrong answer
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    save_baseline: Option<String>,

    /// Show what is different from this baseline
    #[arg(long, value_name = "NAME", value_parser = baseline::name)]
    baseline: Option<String>,

    #[command(flatten)]
    budget: BudgetArguments,

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
    for name in arguments.baseline.iter().chain(&arguments.save_baseline) {
        baseline::check_out(name, &folder)?;
    }
    let yardsticks = Yardsticks::new(&arguments, experiments, &run)?;
    let mut keeper = Keeper {
        store: Store::open(&folder)?,
        bar: progress::bar(run.steps()),
        warned: false,
    };
    let mut report = Report::new(measure::provenance());
    let ended = measure::run(&run, &mut report, &mut keeper);
    keeper.bar.finish_and_clear();
    drop(run);
    drop(stoppable);
    let status = conclude(&report, ended, &keeper)?;
    match yardsticks.hold(&report, &folder)? {
        true => Ok(status),
        false => Ok(Status::NotWell),
    }
}

/// What the report is held against, and what it becomes a yardstick of itself.
struct Yardsticks {
    baseline: Option<(String, Report)>,
    budgets: Held,
    saved: Option<(String, Store)>,
}

impl Yardsticks {
    fn new(arguments: &Arguments, experiments: &[Declared], run: &Run<'_>) -> Result<Self> {
        let baseline = |name: &String| Ok((name.clone(), baseline::load(name)?));
        let saved = |name: &String| Ok((name.clone(), baseline::open(name)?));
        Ok(Self {
            baseline: arguments.baseline.as_ref().map(baseline).transpose()?,
            budgets: arguments.budget.load(experiments, run)?,
            saved: arguments.save_baseline.as_ref().map(saved).transpose()?,
        })
    }

    /// Whether the whole report keeps the budgets. Shows what is different from the baseline, and
    /// only then may replace it: where all is well, even if it is more than a budget allows.
    fn hold(self, report: &Report, folder: &Path) -> Result<bool> {
        if let Some((name, baseline)) = &self.baseline {
            baseline::show_difference(name, baseline, report, folder)?;
        }
        let are_kept = self.budgets.are_kept(report, folder)?;
        if let Some((name, store)) = self.saved {
            save(report, folder, &name, store)?;
        }
        Ok(are_kept)
    }
}

/// Keeps the report as the baseline of this name, if it can be one.
fn save(report: &Report, folder: &Path, name: &str, mut store: Store) -> Result<()> {
    if !report.is_well() {
        output::complain(&format!(
            "not saved as baseline {name}: a variant failed or gave a wrong answer"
        ));
        return Ok(());
    }
    store.keep(report, &store::files_in(folder, report)?)?;
    output::print(&format!("saved as baseline {name}\n"))
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

/// Shows what was measured and makes its page, however the run ended.
fn conclude(report: &Report, ended: Result<()>, keeper: &Keeper) -> Result<Status> {
    let variants = report.rows().count();
    let path = keeper.store.report_path();
    if variants > 0 {
        output::print(&report::render(report, Format::Text))?;
    }
    // A report that could not be kept has no page.
    let page_kept = match ended {
        Ok(()) | Err(Error::Interrupted(_)) if variants > 0 => keeper.keep_page(report),
        _ => Ok(()),
    };
    match ended {
        Ok(()) => {
            page_kept?;
            output::print(&format!("report: {}\n", path.display()))?;
            let well = report.is_well() && !keeper.warned;
            Ok(Status::of(well))
        }
        Err(Error::Interrupted(when)) if variants > 0 => Err(Error::Interrupted(format!(
            "{when}; measured before and kept: {}, in {}",
            units::count_of(variants as u64, "variant"),
            path.display()
        ))),
        Err(error) => Err(error),
    }
}

/// Keeps the report on disk as it grows.
struct Keeper {
    store: Store,
    bar: ProgressBar,
    warned: bool,
}

impl Keeper {
    #[cfg(feature = "page")]
    fn keep_page(&self, report: &Report) -> Result<()> {
        let path = self.store.page_path();
        let page = page::of(report, self.store.folder());
        store::write_whole(&path, page.as_bytes())?;
        output::print(&format!("page: {}\n", path.display()))
    }

    /// Without the feature `page` there is none to keep.
    #[cfg(not(feature = "page"))]
    fn keep_page(&self, _: &Report) -> Result<()> {
        Ok(())
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
