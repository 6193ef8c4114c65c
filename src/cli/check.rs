//! The quick check of `cargo test --benches`: runs each variant once with every instrument off, and
//! compares the answers.

use clap::Parser;

use crate::error::Result;
use crate::experiment::Declared;
use crate::measure::{
    self, CountPasses, NewFile, Observer, PassSettings, Plan, Run, Selection, WorkerLimits,
    WorkerStart,
};
use crate::profile::OwnershipPatterns;
use crate::record::{Case, Report, Row};

use super::output;
use super::signals::Stoppable;
use super::status::Status;

/// Check that all variants of each experiment give the same answer, and measure nothing.
#[derive(Debug, Parser)]
pub(super) struct CheckArguments {
    /// Check only the variants whose `experiment/variant` contains one of these
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,

    /// Check only the variants whose name equals a filter
    #[arg(long)]
    exact: bool,

    /// Skip the variants whose name contains this
    #[arg(long, value_name = "FILTER")]
    skip: Vec<String>,

    /// List the variants instead of checking them
    #[arg(long)]
    list: bool,

    /// Check only ignored variants; there are none
    #[arg(long)]
    ignored: bool,

    #[command(flatten)]
    _without_effect: HarnessOptions,
}

/// Options of a test harness that have no effect here.
#[derive(Debug, clap::Args)]
struct HarnessOptions {
    #[arg(long, hide = true)]
    include_ignored: bool,
    #[arg(long, alias = "no-capture", hide = true)]
    nocapture: bool,
    #[arg(long, hide = true)]
    show_output: bool,
    #[arg(short, long, hide = true)]
    quiet: bool,
    #[arg(long, hide = true)]
    test_threads: Option<String>,
    #[arg(long, hide = true)]
    color: Option<String>,
    #[arg(long, hide = true)]
    format: Option<String>,
    #[arg(short = 'Z', hide = true)]
    unstable: Vec<String>,
}

pub(super) fn run(arguments: &CheckArguments, experiments: &[Declared]) -> Result<Status> {
    Declared::check_all(experiments)?;
    let names = arguments.select(experiments);
    if arguments.list {
        let lines: String = names.iter().map(|name| format!("{name}: test\n")).collect();
        output::print(&lines)?;
        return Ok(Status::Well);
    }
    let report = if names.is_empty() {
        Report::new(measure::provenance(None))
    } else {
        run_for_answers(experiments, names)?
    };
    output::print(&render_results(&report))?;
    Ok(Status::from_is_well(report.is_well()))
}

impl CheckArguments {
    /// The full names of the variants to check.
    fn select(&self, experiments: &[Declared]) -> Vec<String> {
        let variants = experiments.iter().flat_map(Declared::variants);
        let mut names: Vec<String> = variants.map(|variant| variant.full_name()).collect();
        names.retain(|name| !self.ignored && self.selects(name));
        names
    }

    fn selects(&self, name: &str) -> bool {
        let matches = |filter: &String| {
            if self.exact {
                name == filter
            } else {
                name.contains(filter.as_str())
            }
        };
        let is_selected = self.filters.is_empty() || self.filters.iter().any(matches);
        is_selected && !self.skip.iter().any(matches)
    }
}

fn run_for_answers(experiments: &[Declared], names: Vec<String>) -> Result<Report> {
    let stoppable = Stoppable::new();
    let selection = Selection {
        patterns: names,
        is_test: true,
        ..Selection::default()
    };
    let run = Run {
        plan: Plan::new(experiments, &selection)?,
        passes: Vec::new(),
        settings: PassSettings::default(),
        count_passes: CountPasses::default(),
        earlier: None,
        resumed: None,
        ownership: OwnershipPatterns::default(),
        limits: WorkerLimits::default(),
        interrupted: stoppable.flag(),
        programs: None,
    };
    let mut report = Report::new(measure::provenance(None));
    measure::run(&run, &mut report, &mut SilentObserver)?;
    Ok(report)
}

/// A line for each variant, as test harnesses print it.
fn render_results(report: &Report) -> String {
    let line = |case: &Case, row: &Row| {
        let name = case.full_name(row);
        match row.outcome.reason() {
            None => format!("test {name} ... ok\n"),
            Some(reason) if row.outcome.is_failure() => {
                format!("test {name} ... FAILED: {reason}\n")
            }
            Some(reason) => format!("test {name} ... ignored, {reason}\n"),
        }
    };
    let lines = report.cases.iter().flat_map(|case| {
        let rows = case.variants.iter();
        rows.map(|row| line(case, row))
    });
    lines.collect()
}

/// Neither stores nor shows anything during the run.
struct SilentObserver;

impl Observer for SilentObserver {
    fn worker_starts(&mut self, _worker: &WorkerStart<'_>) {}

    fn report_grew(&mut self, _report: &Report, _files: Vec<NewFile>) -> Result<()> {
        Ok(())
    }

    fn warn(&mut self, _warning: &str) {}
}
