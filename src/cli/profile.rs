//! `heapwise profile`: one heap pass of one variant.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::alloc;
use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure::{
    self, CountPasses, NewFile, Observer, PassSettings, Plan, Run, Selection, WorkerStart,
};
use crate::record::{Pass, Report};

use super::call_sites::{OwnershipArguments, ShownArguments};
use super::progress::Progress;
use super::read::ReportOrProfile;
use super::recorder::RecorderArguments;
use super::selection::{LimitArguments, input_parser};
use super::signals::Stoppable;
use super::status::Status;
use super::text_layout::WidthArguments;
use super::{atomic_file, cargo, output, read};

/// Profile one variant's heap: save the profile, and show the call sites that hold the most bytes
///
/// DHAT's viewer, dh_view.html, shows the profile.
#[derive(Debug, Args)]
pub(super) struct ProfileArguments {
    /// The variant, as `EXPERIMENT/VARIANT`
    variant: String,

    /// The file for the profile [default: reports/profiles/EXPERIMENT.VARIANT.json]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Set an input; repeatable
    #[arg(short, long = "input", value_name = "NAME=VALUE", value_parser = input_parser())]
    inputs: Vec<(String, String)>,

    #[command(flatten)]
    shown: ShownArguments,

    #[command(flatten)]
    recorder: RecorderArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

    #[command(flatten)]
    limits: LimitArguments,

    #[command(flatten)]
    width: WidthArguments,
}

pub(super) fn run(arguments: ProfileArguments, experiments: &[Declared]) -> Result<Status> {
    let stoppable = Stoppable::new();
    let selection = Selection {
        patterns: vec![arguments.variant.clone()],
        inputs: arguments.inputs,
        sizes: Vec::new(),
        is_test: false,
    };
    let run = Run {
        plan: Plan::new(experiments, &selection)?,
        passes: vec![Pass::Heap],
        settings: PassSettings {
            recorder: arguments.recorder.settings()?,
            ..PassSettings::default()
        },
        count_passes: CountPasses::default(),
        earlier: None,
        resumed: None,
        ownership: arguments.ownership.load()?,
        limits: arguments.limits.worker_limits(),
        interrupted: stoppable.flag(),
        programs: None,
    };
    check_one_variant(&arguments.variant, &run.plan)?;
    if alloc::installed().is_none() {
        return Err(Error::NotInstalled);
    }
    let path = arguments.out.unwrap_or_else(|| {
        let case = &run.plan.cases[0];
        let name = format!("{}.json", case.stems.for_variant(case.variants[0]));
        cargo::folder().join("profiles").join(name)
    });
    let outside_path = path.with_extension("outside.json");
    if counts_c_allocations() {
        check_is_profile(&outside_path)?;
    }
    atomic_file::check_writable(&path)?;
    let mut observer = ProgressObserver(Progress::new());
    let profiles = measure::profile(&run, &mut observer);
    observer.0.finish();
    drop(run);
    drop(stoppable);
    let profiles = profiles?;
    atomic_file::write(&path, profiles.heap.to_json().as_bytes())?;
    let layout = arguments.width.layout();
    output::print(&arguments.shown.render(&profiles.heap, layout))?;
    let mut written = format!("\nprofile: {}\n", path.display());
    if let Some(outside) = &profiles.outside {
        atomic_file::write(&outside_path, outside.to_json().as_bytes())?;
        output::print(&arguments.shown.render_outside(outside, layout))?;
        written += &format!("profile of C code: {}\n", outside_path.display());
    }
    output::print(&written)?;
    Ok(Status::Well)
}

/// Whether a profile has a second file, with what C code allocates.
fn counts_c_allocations() -> bool {
    crate::count(|| ()).1.outside.is_some()
}

/// Checks that a file which the user did not name may be replaced: if it exists, it must be a profile of
/// heapwise.
///
/// # Errors
///
/// If it has other contents, or cannot be read.
fn check_is_profile(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    match read::report_or_profile(path) {
        Ok(ReportOrProfile::Profile(profile)) if profile.extension.is_some() => Ok(()),
        Err(error @ Error::File { .. }) => Err(error),
        _ => Err(Error::format(
            path,
            "not a profile of heapwise, which writes here what C code allocates and does not replace other files: move it away, or name another file with --out",
        )),
    }
}

fn check_one_variant(argument: &str, plan: &Plan<'_>) -> Result<()> {
    let variants: usize = plan.cases.iter().map(|case| case.variants.len()).sum();
    if variants == 1 {
        return Ok(());
    }
    let first = plan.cases[0].variants[0];
    Err(Error::Argument {
        argument: argument.to_string(),
        problem: format!(
            "selects {variants} runs; name one variant, such as `{}`, and one value for each input",
            first.full_name()
        ),
    })
}

/// Shows progress and warnings, and stores nothing.
struct ProgressObserver(Progress);

impl Observer for ProgressObserver {
    fn worker_starts(&mut self, worker: &WorkerStart<'_>) {
        self.0.show(worker);
    }

    fn report_grew(&mut self, _report: &Report, _files: Vec<NewFile>) -> Result<()> {
        Ok(())
    }

    fn warn(&mut self, warning: &str) {
        output::warn(warning);
    }
}
