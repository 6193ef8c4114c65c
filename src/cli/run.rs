//! `heapwise run`: measure, save a report, show it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;

use crate::alloc;
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::{
    self, CountPasses, NewFile, Observer, PassSettings, Plan, Run, Sampling, Selection, WorkerStart,
};
#[cfg(feature = "page")]
use crate::profile::OwnershipPatterns;
use crate::record::{Case, Partition, Pass, Provenance, Report};
#[cfg(feature = "page")]
use crate::report::PageFindings;
use crate::report::{self, ShownItems, TextLayout};
use crate::units;

use super::call_sites::OwnershipArguments;
use super::claims::CheckClaims;
use super::destination::Destination;
use super::gate_result::GateResult;
use super::gates::GateArguments;
use super::open::OpenArguments;
#[cfg(feature = "page")]
use super::page;
use super::program_parts::ProgramParts;
use super::progress::Progress;
use super::recorder::RecorderArguments;
use super::resume::CutOffRun;
use super::selection::{LimitArguments, input_parser, named_value_parser};
use super::signals::Stoppable;
use super::status::Status;
use super::store::Store;
use super::text_layout::LayoutArguments;
use super::{cargo, output};

/// Measure variants, show their footprints side by side, and save a report
#[derive(Debug, Default, Args)]
pub(super) struct RunArguments {
    /// An experiment, a variant as `EXPERIMENT/VARIANT`, or a glob over these; all by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,

    /// Set an input; several values of one input make a case each
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = input_parser())]
    inputs: Vec<(String, String)>,

    /// Run each experiment that has an input `n` at these sizes: `1e3,1e4,1e5`
    #[arg(
        long,
        value_name = "N",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    sizes: Vec<String>,

    /// The folder for the report [default: reports/latest; in a benchmark target/heapwise/PACKAGE/NAME/latest]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The passes to make [default: count,time,heap]
    #[arg(long, value_name = "PASS", value_delimiter = ',', value_parser = named_value_parser(Pass::ALL, Pass::name, Pass::about))]
    passes: Vec<Pass>,

    /// Measure one part of the variants only: `2/5` is every fifth one, beginning with the second. `merge`
    /// makes one report of all parts
    #[arg(long, value_name = "K/N", value_parser = Partition::from_str)]
    partition: Option<Partition>,

    /// Go on with the run whose report is in DIR, by its own command line, where it was cut off. Variants
    /// that failed are measured again
    #[arg(long, value_name = "DIR", exclusive = true)]
    resume: Option<PathBuf>,

    #[arg(skip)]
    cut_off: Option<Box<CutOffRun>>,

    /// Make N count passes of each variant, which show what varies [default: 3 where one takes under
    /// a second, 7 where they differ]
    #[arg(long, value_name = "N", value_parser = parse_runs, allow_negative_numbers = true)]
    runs: Option<usize>,

    /// Sample the time of each variant in at most N rounds, each a process of its own, in turn with the
    /// other variants of the case [default: 7]
    #[arg(long, value_name = "N", value_parser = parse_runs, allow_negative_numbers = true)]
    rounds: Option<usize>,

    #[command(flatten)]
    gates: GateArguments,

    #[command(flatten)]
    recorder: RecorderArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

    #[command(flatten)]
    limits: LimitArguments,

    #[command(flatten)]
    layout: LayoutArguments,

    #[command(flatten)]
    open: OpenArguments,
}

/// What becomes of the report of a run.
#[derive(Debug)]
pub(super) struct ResultArguments {
    pub(super) out: Option<PathBuf>,
    pub(super) gates: GateArguments,
    pub(super) layout: LayoutArguments,
    pub(super) open: OpenArguments,
    /// The part that the run measures, if not all.
    pub(super) partition: Option<Partition>,
    /// The run that this one goes on with.
    pub(super) cut_off: Option<Box<CutOffRun>>,
}

/// Parses a number of passes.
///
/// # Errors
///
/// If it is none, or out of range.
pub(super) fn parse_runs(text: &str) -> Result<usize, String> {
    let runs = text.parse().ok().filter(|runs| (1..=1000).contains(runs));
    runs.ok_or_else(|| String::from("give a number of passes from 1 to 1000"))
}

impl RunArguments {
    /// The run to go on with, if there is one.
    ///
    /// # Errors
    ///
    /// If its report cannot be read.
    pub(super) fn cut_off_run(&self) -> Result<Option<CutOffRun>> {
        let folder = self.resume.as_deref();
        folder.map(CutOffRun::read).transpose()
    }

    /// Makes the run go on with one of the same arguments that was cut off.
    pub(super) fn resume(&mut self, cut_off: CutOffRun) {
        self.out = Some(cut_off.folder.clone());
        self.cut_off = Some(Box::new(cut_off));
    }
}

/// Runs the command. `option_inputs` are the inputs that have an option of their own. A whole run of all
/// experiments ends with a check of the program's claims.
pub(super) fn run(
    arguments: RunArguments,
    option_inputs: Vec<(String, String)>,
    program: &ProgramParts,
) -> Result<Status> {
    let experiments = &program.experiments;
    let is_whole = arguments.patterns.is_empty() && arguments.partition.is_none();
    let check_claims = program.check_claims.as_deref().filter(|_| is_whole);
    let stoppable = Stoppable::new();
    let selection = Selection {
        patterns: arguments.patterns,
        inputs: [arguments.inputs, option_inputs].concat(),
        sizes: arguments.sizes,
        is_test: false,
    };
    let mut plan = Plan::new(experiments, &selection)?;
    if let Some(partition) = arguments.partition {
        plan.keep_part(partition);
    }
    let run = Run {
        plan,
        passes: passes_in_order(&arguments.passes),
        settings: PassSettings {
            sampling: Sampling::in_rounds(arguments.rounds),
            recorder: arguments.recorder.settings()?,
            ..PassSettings::default()
        },
        count_passes: CountPasses {
            requested: arguments.runs,
        },
        earlier: None,
        resumed: None,
        ownership: arguments.ownership.load()?,
        limits: arguments.limits.worker_limits(),
        interrupted: stoppable.flag(),
        programs: None,
    };
    if run.passes.iter().any(|pass| pass.needs_allocator()) && alloc::installed().is_none() {
        return Err(Error::NotInstalled);
    }
    let result = ResultArguments {
        out: arguments.out,
        gates: arguments.gates,
        layout: arguments.layout,
        open: arguments.open,
        partition: arguments.partition,
        cut_off: arguments.cut_off,
    };
    carry_out(run, experiments, result, check_claims, &stoppable)
}

/// Measures what `run` plans of these experiments; saves, checks and shows the report. `stoppable` is what
/// interrupts the run.
///
/// # Errors
///
/// If an argument is wrong, the run cannot be made or is interrupted, or its report cannot be saved.
pub(super) fn carry_out(
    mut run: Run<'_>,
    experiments: &[Declared],
    arguments: ResultArguments,
    check_claims: Option<&CheckClaims>,
    stoppable: &Stoppable,
) -> Result<Status> {
    let mut destination = Destination::new(arguments.out);
    arguments.gates.check_out_folder(destination.folder())?;
    let mut provenance = Provenance {
        partition: arguments.partition,
        planned_variants: Some(run.plan.variant_count()),
        ..cargo::provenance(run.recorder())
    };
    if run.programs.is_some() {
        provenance = provenance.of_other_programs();
    }
    if let Some(cut_off) = &arguments.cut_off {
        provenance = cut_off.provenance(&provenance)?;
    }
    let gates = arguments.gates.load(experiments, &run, &provenance)?;

    let (mut store, _lock) = destination.open()?;
    run.earlier = destination.earlier(&mut store);
    if let Some(cut_off) = arguments.cut_off {
        store.keep_previous_files();
        run.resumed = Some(cut_off.report);
    }
    let experiments = run
        .plan
        .cases
        .chunk_by(|one, other| one.experiment.name() == other.experiment.name());
    let layout = arguments
        .layout
        .layout()
        .for_experiments(experiments.count());
    let mut saver = Saver {
        store,
        progress: Progress::new(),
        printer: Printer::new(layout),
        has_warned: false,
    };
    let mut report = Report::new(provenance);
    let mut ended = measure::run(&run, &mut report, &mut saver);
    if let (Some(partition), true) = (arguments.partition, run.plan.cases.is_empty()) {
        output::complain(&format!(
            "part {partition} has no variant: there are fewer than parts"
        ));
        ended = saver.report_grew(&report, Vec::new());
    }
    if let (Some(check), true) = (check_claims, ended.is_ok()) {
        report.claims = check(&report);
        ended = saver.report_grew(&report, Vec::new());
    }
    saver.progress.finish();

    if ended.is_ok() && report.is_well() {
        let replaced = destination.replace_kept(&mut saver.store, &report);
        replaced.unwrap_or_else(|error| saver.warn(&error.to_string()));
    }
    let gate_result = match &ended {
        Ok(()) => gates.check(&report, destination.folder(), layout),
        Err(_) => Ok(GateResult::default()),
    };
    let page = match ended {
        Ok(()) | Err(Error::Interrupted(_)) => saver.save_page(&report, gate_result.as_ref().ok()),
        // The report itself could not be saved.
        Err(_) => Ok(None),
    };
    let is_resumable = run.programs.is_none();
    let resume = is_resumable.then(|| format!("{} run --resume", cargo::program()));
    // Everything is saved by now, so Ctrl-C may end the program.
    drop(run);
    stoppable.release();

    let path = saver.store.report_path();
    let printed_report = saver.printer.finish(&report, &path);
    let kept = destination.render_kept();
    if let Some(kept) = kept.filter(|_| report.rows().count() > 0) {
        output::complain(&kept);
    }
    ended.map_err(|error| with_saved_variants(error, &report, &path, resume.as_deref()))?;
    let page = page?;
    let printed_paths = print_paths(page.as_deref(), &path);
    let printed_summary = output::print(&report::render_summary(&report, layout));
    let gate_result = gate_result?;
    gate_result
        .warnings
        .iter()
        .for_each(|why| output::complain(why));
    printed_report.and(printed_paths).and(printed_summary)?;
    output::print_styled(&gate_result.text)?;
    if let Some(page) = page {
        arguments.open.open(&page);
    }
    let is_well = report.is_well() && !saver.has_warned && gate_result.has_passed;
    Ok(Status::from_is_well(is_well))
}

/// The requested passes, each once, in the order in which a run makes them; all if none is named.
pub(super) fn passes_in_order(requested: &[Pass]) -> Vec<Pass> {
    let mut passes = Vec::from(Pass::ALL);
    passes.retain(|pass| requested.is_empty() || requested.contains(pass));
    passes
}

/// Prints where a report and its page are.
pub(super) fn print_paths(page: Option<&Path>, report: &Path) -> Result<()> {
    let page = page.map(|page| format!("page: {}\n", page.display()));
    let report = format!("report: {}\n", report.display());
    output::print(&(page.unwrap_or_default() + &report))
}

/// Adds to the error of an interrupted run how many variants are saved, the path of their report, and the
/// command that goes on with it.
fn with_saved_variants(error: Error, report: &Report, path: &Path, resume: Option<&str>) -> Error {
    let variants = report.rows().count() as u64;
    let path = path.display();
    match error {
        Error::Interrupted(when) if variants > 0 => Error::Interrupted(format!(
            "{when}; measured before and saved: {}, in {path}{}",
            units::count_of(variants, "variant"),
            resume.map_or_else(String::new, |resume| format!("; `{resume} {path}` goes on")),
        )),
        error => error,
    }
}

/// Prints each experiment of a report when all its variants are measured.
struct Printer {
    layout: TextLayout,
    /// The number of cases that are printed, or not shown because there are many.
    finished: usize,
    shown: ShownItems,
    /// The first error of printing. What is measured after it is saved nevertheless.
    printed: Result<()>,
}

impl Printer {
    fn new(layout: TextLayout) -> Self {
        Self {
            layout,
            finished: 0,
            shown: ShownItems::cases(layout),
            printed: Ok(()),
        }
    }

    /// Prints the experiments before the one that is being measured.
    fn print_finished(&mut self, cases: &[Case], progress: &Progress) {
        let is_other = |case: &Case| cases.last().is_some_and(|last| last.name != case.name);
        let finished = cases.iter().rposition(is_other).map_or(0, |last| last + 1);
        if finished > self.finished {
            progress.suspend(|| self.print(&cases[..finished]));
        }
    }

    fn print(&mut self, cases: &[Case]) {
        let mut new = cases[self.finished..].to_vec();
        new.retain(|_| self.shown.allows_next());
        self.finished = cases.len();
        if self.printed.is_ok() {
            self.printed = output::print_styled(&report::render_cases(&new, self.layout));
        }
    }

    /// Prints what is not printed yet of the report that is saved at `path`.
    fn finish(mut self, report: &Report, path: &Path) -> Result<()> {
        if report.rows().count() == 0 {
            return Ok(());
        }
        self.print(&report.cases);
        self.printed?;
        let program = cargo::program();
        let remedy = format!(
            "`{program} report {} --all` shows everything",
            path.display()
        );
        let others = self.shown.render_others("case", &remedy);
        output::print(&(others.unwrap_or_default() + &report::render_end(report, self.layout)))
    }
}

/// Saves the report as it grows, and shows progress.
struct Saver {
    store: Store,
    progress: Progress,
    printer: Printer,
    has_warned: bool,
}

impl Saver {
    /// Saves the page of a report that has rows, with what the gates found. Returns its path.
    #[cfg(feature = "page")]
    fn save_page(
        &mut self,
        report: &Report,
        gate_result: Option<&GateResult>,
    ) -> Result<Option<PathBuf>> {
        if report.rows().count() == 0 {
            return Ok(None);
        }
        let findings = PageFindings {
            broken: gate_result.and_then(|result| result.broken.clone()),
            baseline: gate_result.and_then(|result| result.difference.clone()),
        };
        let ownership = OwnershipPatterns::default();
        let page = page::render(report, self.store.folder(), ownership, &findings);
        self.store.save_page(&page).map(Some)
    }

    /// Without the feature `page` there is no page.
    #[cfg(not(feature = "page"))]
    fn save_page(&mut self, _: &Report, _: Option<&GateResult>) -> Result<Option<PathBuf>> {
        Ok(None)
    }
}

impl Observer for Saver {
    fn worker_starts(&mut self, worker: &WorkerStart<'_>) {
        self.progress.show(worker);
    }

    fn report_grew(&mut self, report: &Report, files: Vec<NewFile>) -> Result<()> {
        self.store.save(report, &files)?;
        self.printer.print_finished(&report.cases, &self.progress);
        Ok(())
    }

    fn warn(&mut self, warning: &str) {
        self.has_warned = true;
        self.progress.suspend(|| output::warn(warning));
    }
}
