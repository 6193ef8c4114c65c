//! The quick pass of `cargo test --benches`: runs each variant once, with every instrument off, and
//! holds the answers against each other.

use clap::Parser;

use crate::error::Result;
use crate::experiment::Declared;
use crate::measure::{self, Limits, NewFile, Observer, Pass, Plan, Run, Sampling, Selection, Step};
use crate::record::{Entry, Report, Row, full_name};

use super::signals::Stoppable;
use super::{Status, output};

/// Check that all variants of each experiment give the same answer, and measure nothing.
#[derive(Debug, Parser)]
pub(super) struct Arguments {
    /// Check only the variants in whose `experiment/variant` one of these occurs
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,

    /// Check only the variants that are called exactly so
    #[arg(long)]
    exact: bool,

    /// Leave out the variants in whose name this occurs
    #[arg(long, value_name = "FILTER")]
    skip: Vec<String>,

    /// List the variants that would be checked
    #[arg(long)]
    list: bool,

    /// Check only those that are set to be ignored, which none is
    #[arg(long)]
    ignored: bool,

    #[command(flatten)]
    _unheeded: Unheeded,
}

/// What a test harness takes too, and what has no meaning here.
#[derive(Debug, clap::Args)]
struct Unheeded {
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

pub(super) fn run(arguments: &Arguments, experiments: &[Declared]) -> Result<Status> {
    Declared::check_all(experiments)?;
    let chosen = arguments.choose(experiments);
    if arguments.list {
        let lines: String = chosen
            .iter()
            .map(|name| format!("{name}: test\n"))
            .collect();
        output::print(&lines)?;
        return Ok(Status::Well);
    }
    let report = match chosen.is_empty() {
        true => Report::new(measure::provenance()),
        false => answers(experiments, chosen)?,
    };
    output::print(&told(&report))?;
    Ok(Status::of(report.is_well()))
}

impl Arguments {
    /// The full names of the variants to check.
    fn choose(&self, experiments: &[Declared]) -> Vec<String> {
        let of_experiment = |experiment: &Declared| {
            let name = |(variant, _)| full_name(experiment.name(), variant);
            let names: Vec<String> = experiment.variants().into_iter().map(name).collect();
            names
        };
        let mut names: Vec<String> = experiments.iter().flat_map(of_experiment).collect();
        names.retain(|name| !self.ignored && self.means(name));
        names
    }

    fn means(&self, name: &str) -> bool {
        let matches = |filter: &String| match self.exact {
            true => name == filter,
            false => name.contains(filter.as_str()),
        };
        let is_chosen = self.filters.is_empty() || self.filters.iter().any(matches);
        is_chosen && !self.skip.iter().any(matches)
    }
}

fn answers(experiments: &[Declared], names: Vec<String>) -> Result<Report> {
    let stoppable = Stoppable::new();
    let selection = Selection {
        patterns: names,
        ..Selection::default()
    };
    let run = Run {
        plan: Plan::new(experiments, &selection)?,
        passes: vec![Pass::Answer],
        sampling: Sampling::default(),
        limits: Limits::default(),
        interrupted: stoppable.flag(),
    };
    let mut report = Report::new(measure::provenance());
    measure::run(&run, &mut report, &mut Unobserved)?;
    Ok(report)
}

/// The lines that cargo's users know from other tests.
fn told(report: &Report) -> String {
    let of_row = |entry: &Entry, row: &Row| {
        let name = entry.full_name(row);
        match row.outcome.reason() {
            None => format!("test {name} ... ok\n"),
            Some(reason) => format!("test {name} ... FAILED: {reason}\n"),
        }
    };
    let lines = report.experiments.iter().flat_map(|entry| {
        let rows = entry.variants.iter();
        rows.map(|row| of_row(entry, row))
    });
    lines.collect()
}

/// Nothing is kept, and nothing shown before the end.
struct Unobserved;

impl Observer for Unobserved {
    fn starting(&mut self, _step: &Step<'_>) {}

    fn grown(&mut self, _report: &Report, _files: Vec<NewFile>) -> Result<()> {
        Ok(())
    }

    fn warn(&mut self, _warning: &str) {}
}
