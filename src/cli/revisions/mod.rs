//! `heapwise revisions`: measures revisions of a repository with one command, and compares them.

mod bisect;
mod comparison;
mod folder;
mod limits;
mod measured;
mod measurer;
mod range;
mod repository;
mod search;
mod series;
mod work_tree;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Result};
use crate::record::Figure;
use crate::report::{self, RevisionHistory, TextLayout};

use super::call_sites::OwnershipArguments;
use super::excerpt::ExcerptArguments;
use super::output;
use super::signals::Stoppable;
use super::status::Status;
use super::text_layout::WidthArguments;

use comparison::Comparer;
use folder::RevisionsFolder;
use limits::{GivenLimits, LimitCheck, RevisionLimitArguments};
use measured::MeasuredRevision;
use measurer::Measurer;
use repository::Repository;
use search::search;
use series::RevisionSeries;
use work_tree::WorkTree;

/// Measure several revisions of the git repository in this folder, and compare them
///
/// Checks out each revision beside your own files, in target/heapwise/revisions, runs the command there, and
/// keeps the reports that it writes: those of benchmarks, and any `report.json` in the revision's files.
/// Your files, branches and index are not touched, and uncommitted changes are not measured. The command
/// runs with your environment, and with one CARGO_TARGET_DIR for all revisions.
#[derive(Debug, Args)]
pub(super) struct RevisionsArguments {
    /// A range such as main..HEAD, or two or more revisions, the oldest first
    #[arg(value_name = "REVISION", required = true)]
    revisions: Vec<String>,

    /// The command that measures a revision
    #[arg(last = true, value_name = "COMMAND", required = true)]
    command: Vec<OsString>,

    /// Measure every commit of a range, not only its ends; of a merge, the first parent
    #[arg(long, conflicts_with = "bisect")]
    history: bool,

    /// The figure to follow through more than two revisions [default: peak]
    #[arg(long, value_name = "FIGURE", value_parser = parse_figure, conflicts_with = "bisect")]
    figure: Option<Figure>,

    /// Find the first commit of the range at which this figure breaks its limit, by halving; without a
    /// limit it may not grow
    #[arg(long, value_name = "FIGURE", value_parser = parse_figure)]
    bisect: Option<Figure>,

    #[command(flatten)]
    limits: RevisionLimitArguments,

    /// The folder for the revisions' files, builds and reports [default: target/heapwise/revisions]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    excerpt: ExcerptArguments,

    #[command(flatten)]
    width: WidthArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,
}

fn parse_figure(name: &str) -> Result<Figure> {
    let known = Figure::BY_IMPORTANCE.map(|figure| figure.name);
    Figure::find(name).ok_or_else(|| Error::unknown("figure", name, known))
}

pub(super) fn run(arguments: &RevisionsArguments) -> Result<Status> {
    let stoppable = Stoppable::new();
    let limits = arguments.limits.read()?;
    let comparer = Comparer {
        ownership: arguments.ownership.load()?,
        layout: arguments.layout(),
    };
    let repository = Repository::find()?;
    let every = arguments.history || arguments.bisect.is_some();
    let commits = range::resolve(&arguments.revisions, every, &repository)?;
    let folder = RevisionsFolder::open(arguments.out.as_deref(), repository.top())?;
    if repository.has_changes() {
        output::complain("uncommitted changes are not measured");
    }
    let measurer = Measurer {
        repository: &repository,
        folder: &folder,
        work_tree: WorkTree::create(&repository, folder.work_tree(), &commits[0])?,
        command: &arguments.command,
        interrupted: stoppable.flag(),
    };
    let series = RevisionSeries::new(&commits, measurer);
    let status = match arguments.bisect {
        Some(figure) => search(series, limits, figure, &comparer),
        None => arguments.compare(series, limits, &comparer, &folder),
    }?;
    let reports = format!("reports: {}", folder.reports().display());
    output::print(&comparer.layout.wrap_text(&reports))?;
    Ok(status)
}

impl RevisionsArguments {
    fn layout(&self) -> TextLayout {
        TextLayout {
            is_whole: self.excerpt.all,
            ..self.width.layout()
        }
    }

    /// Measures all revisions. Compares the first with the last, checks the limits, and of more than two
    /// shows the history of a figure.
    fn compare(
        &self,
        mut series: RevisionSeries<'_>,
        limits: GivenLimits,
        comparer: &Comparer,
        folder: &RevisionsFolder,
    ) -> Result<Status> {
        series.measure_all()?;
        let revisions = series.finish();
        let revisions: Vec<&MeasuredRevision> = revisions.values().collect();
        let measured = revisions.iter().copied();
        let mut measured = measured.filter(|revision| revision.is_measured());
        let (Some(first), Some(last)) = (measured.next(), measured.next_back()) else {
            output::complain("nothing to compare: fewer than two revisions have a report");
            return Ok(Status::NotWell);
        };
        let limits = limits.resolve([first, last], None)?;
        let check = limits.check(first, last)?;
        let has_passed = check.has_passed();
        warn_of_unchecked(&check);
        output::print_styled(&comparer.render(first, last, check.broken)?)?;
        if revisions.len() > 2 {
            let figure = self.figure.unwrap_or(Figure::PEAK_BYTES);
            let history = comparer.history(figure, &revisions)?;
            self.show_history(&history, folder)?;
        }
        let is_well = revisions.iter().all(|revision| revision.is_well);
        Ok(Status::from_is_well(is_well && has_passed))
    }

    /// Prints the history, and writes its page.
    fn show_history(&self, history: &RevisionHistory, folder: &RevisionsFolder) -> Result<()> {
        let remedy = ExcerptArguments::REMEDY;
        let text = report::render_history(history, self.layout(), remedy);
        output::print(&format!("\n{text}"))?;
        #[cfg(feature = "page")]
        {
            let page = folder.page();
            let text = report::render_history_page(history);
            super::atomic_file::write(&page, text.as_bytes())?;
            output::print(&format!("page: {}\n", page.display()))?;
        }
        #[cfg(not(feature = "page"))]
        let _has_no_page = folder;
        Ok(())
    }
}

fn warn_of_unchecked(check: &LimitCheck) {
    for sentence in &check.unchecked {
        output::warn(&format!("budget not checked: {sentence}"));
    }
}
