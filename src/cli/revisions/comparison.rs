//! What changed between two revisions, and where a figure changed along several.

use std::cmp::Reverse;

use indexmap::IndexSet;

use crate::cli::differences::{self, HowToCompare, ReportFolders};
use crate::cli::excerpt::ExcerptArguments;
use crate::compare::{FigureHistory, HistoryStep, ProfilePair, ReportDifference, SiteDifference};
use crate::error::Result;
use crate::profile::OwnershipPatterns;
use crate::record::{Figure, Report, Subject, Unit};
use crate::report::{
    self, Comparison, Difference, RevisionHistory, ShownItems, StyledText, TextLayout,
    render_styled_difference,
};

use super::measured::{MeasuredRevision, RevisionReport};

/// How revisions are compared.
pub(super) struct Comparer {
    pub(super) ownership: OwnershipPatterns,
    pub(super) layout: TextLayout,
}

impl Comparer {
    /// Renders the differences of each program that both revisions have, and the broken limits.
    ///
    /// # Errors
    ///
    /// If a profile cannot be read.
    pub(super) fn render(
        &self,
        old: &MeasuredRevision,
        new: &MeasuredRevision,
        mut broken: Vec<String>,
    ) -> Result<StyledText> {
        let mut shown = ShownItems::failing_limits(self.layout);
        broken.retain(|_| shown.allows_next());
        let other_limits = shown.render_others("failing limit", ExcerptArguments::REMEDY);

        let programs = new.reports.iter();
        let programs = programs.filter_map(|report| Some((old.find(&report.name)?, report)));
        let programs: Vec<(&RevisionReport, &RevisionReport)> = programs.collect();
        let mut text = StyledText::default();
        for (index, (before, after)) in programs.iter().enumerate() {
            if programs.len() > 1 {
                text.push_str(&self.layout.wrap_text(&format!("{}\n\n", after.name)));
            }
            let mut difference = self.compare(before, after)?;
            let remedy = ExcerptArguments::REMEDY;
            let others = report::cut_differences(&mut difference, self.layout, remedy);
            let is_last = index + 1 == programs.len();
            let comparison = Comparison {
                old: old.commit.title(),
                new: new.commit.title(),
                difference: Difference::Reports(difference),
                broken: broken.split_off(if is_last { 0 } else { broken.len() }),
            };
            text.append(render_styled_difference(&comparison, self.layout));
            text.push_str(&others.unwrap_or_default());
        }
        if programs.is_empty() {
            let (old, new) = (old.commit.title(), new.commit.title());
            let nothing = format!("nothing to compare: {old} and {new} have no report in common");
            text.push_str(&self.layout.wrap_text(&nothing));
        }
        text.push_str(&other_limits.unwrap_or_default());
        Ok(text)
    }

    fn compare(&self, before: &RevisionReport, after: &RevisionReport) -> Result<ReportDifference> {
        let folders = ReportFolders {
            old: before.folder.clone(),
            new: after.folder.clone(),
            how: self.how(),
        };
        folders.compare_call_sites(ReportDifference::new(&before.report, &after.report))
    }

    /// The changes of a figure along the revisions, each with the call site that changed the most.
    ///
    /// # Errors
    ///
    /// If a profile cannot be read.
    pub(super) fn history(
        &self,
        figure: Figure,
        revisions: &[&MeasuredRevision],
    ) -> Result<RevisionHistory> {
        let names = revisions.iter().flat_map(|revision| &revision.reports);
        let names: IndexSet<&str> = names.map(|report| report.name.as_str()).collect();
        let mut history = FigureHistory::default();
        for name in names {
            let program = revisions.iter().map(|revision| revision.find(name));
            let program: Vec<Option<&RevisionReport>> = program.collect();
            let reports = program
                .iter()
                .map(|report| report.map(|report| &report.report));
            let reports: Vec<Option<&Report>> = reports.collect();
            let mut of_program = FigureHistory::new(&figure, &reports);
            let changed = of_program.changed.iter_mut();
            for step in changed.flat_map(|variant| &mut variant.steps) {
                step.call_site = self.find_site(&figure, step, &program)?;
            }
            history.append(of_program);
        }
        Ok(RevisionHistory {
            figure,
            revisions: revisions
                .iter()
                .map(|revision| revision.commit.title())
                .collect(),
            history,
        })
    }

    /// The call site whose blocks changed the figure the most; `None` without both profiles.
    fn find_site(
        &self,
        figure: &Figure,
        step: &HistoryStep,
        program: &[Option<&RevisionReport>],
    ) -> Result<Option<SiteDifference>> {
        let (Some((old, new)), Some(before), Some(after)) =
            (&step.profiles, program[step.before], program[step.after])
        else {
            return Ok(None);
        };
        let old = differences::read_profile(&before.folder, old)?;
        let new = differences::read_profile(&after.folder, new)?;
        let both = old.zip(new).filter(|_| figure.is_of_heap());
        let sites = both.map(|(old, new)| self.how().compare(old, new).sites);
        let sites = sites.into_iter().flatten();
        Ok(sites.min_by_key(|site| Reverse(change_of_site(figure, site))))
    }

    fn how(&self) -> HowToCompare {
        HowToCompare {
            pair: ProfilePair::Builds,
            with_stacks: false,
            ownership: self.ownership.clone(),
        }
    }
}

/// How much the blocks of a call site changed that a figure describes.
fn change_of_site(figure: &Figure, site: &SiteDifference) -> u64 {
    let [peak, total, blocks] = site.changes();
    let (before, after) = match (figure.subject, figure.unit) {
        (Subject::LiveBlocks, _) => peak,
        (_, Unit::Bytes) => total,
        _ => blocks,
    };
    before.abs_diff(after)
}
