//! The cells of the tables and the sentences between them, the same in every format.

use indexmap::IndexMap;

use crate::compare::{
    Amount, CaseDifference, Change, ProfileDifference, ReportDifference, Significance, SiteChange,
    SiteDifference, VariantDifference, VariantStatus,
};
use crate::record::{Figure, Unit};
use crate::report::varying::render_with_range;
use crate::units;

/// The headings of a table of figures.
pub(super) const FIGURE_HEADINGS: [&str; 6] =
    ["figure", "before", "after", "difference", "ratio", ""];

/// The headings of a table of call sites: bytes at the peak, bytes and blocks in total.
pub(super) const SITE_HEADINGS: [&str; 6] = [
    "",
    "at peak",
    Figure::TOTAL_BYTES.name,
    Figure::TOTAL_BLOCKS.name,
    "call site",
    "function",
];

/// A row for each figure that differs.
pub(super) fn figure_rows(changes: &[Change]) -> Vec<[String; 6]> {
    find_different(changes).map(figure_cells).collect()
}

/// The figures whose values before and after differ.
pub(super) fn find_different(changes: &[Change]) -> impl Iterator<Item = &Change> {
    let changes = changes.iter();
    changes.filter(|change| change.before != change.after)
}

/// The row of a figure under [`FIGURE_HEADINGS`].
pub(super) fn figure_cells(change: &Change) -> [String; 6] {
    let ratio = change.ratio();
    [
        change.name.clone(),
        render_amount(change.before, change.before_range, change.unit),
        render_amount(change.after, change.after_range, change.unit),
        change.difference().render(change.unit),
        ratio.map_or(String::new(), |ratio| format!("{}×", units::digits(ratio))),
        String::from(match change.significance {
            Significance::Changed => "",
            Significance::Same => "no change",
            Significance::Varies => "varies from run to run",
            Significance::Disturbed => "not compared: disturbed",
        }),
    ]
}

fn render_amount(amount: Amount, range: Option<(u64, u64)>, unit: Unit) -> String {
    match (amount, range) {
        (Amount::Whole(value), Some(range)) => render_with_range(value, range, unit),
        _ => amount.render(unit),
    }
}

/// The first `most` call sites that changed, and of two variants as many functions that their call
/// sites called.
pub(super) fn first_sites(
    difference: &ProfileDifference,
    most: usize,
) -> impl Iterator<Item = &SiteDifference> {
    let called = difference.called.iter().take(most);
    difference.sites.iter().take(most).chain(called)
}

/// A row for each of [`first_sites`].
pub(super) fn site_rows(difference: &ProfileDifference, most: usize) -> Vec<[String; 6]> {
    let sites = first_sites(difference, most);
    sites.map(|site| site_cells(site, difference)).collect()
}

/// The row of a call site of `difference` under [`SITE_HEADINGS`].
pub(super) fn site_cells(site: &SiteDifference, difference: &ProfileDifference) -> [String; 6] {
    let fate = match site.change {
        SiteChange::Appeared => "new",
        SiteChange::Disappeared => "gone",
        SiteChange::OnlyOld => "only in the first",
        SiteChange::OnlyNew => "only in the second",
        SiteChange::Grew => "grew",
        SiteChange::Shrank => "shrank",
    };
    let figure = |unit: Unit, (before, after): (u64, u64)| match site.change {
        SiteChange::Appeared | SiteChange::OnlyNew => Amount::Whole(after).render(unit),
        SiteChange::Disappeared | SiteChange::OnlyOld => Amount::Whole(before).render(unit),
        SiteChange::Grew | SiteChange::Shrank => render_before_and_after(unit, before, after),
    };
    let [peak, total, blocks] = site.changes();
    [
        fate.to_string(),
        if difference.has_peaks {
            figure(difference.unit, peak)
        } else {
            String::from("–")
        },
        figure(difference.unit, total),
        figure(Unit::Blocks, blocks),
        file_and_line(site),
        site.function.clone(),
    ]
}

/// Renders `before`, `after` and their difference, or one value if they are equal.
fn render_before_and_after(unit: Unit, before: u64, after: u64) -> String {
    let change = Change::from_exact("", unit, before, after);
    let (before, after) = (change.before.render(unit), change.after.render(unit));
    if change.is_changed() {
        let difference = change.difference().render(unit);
        format!("{before} → {after} ({difference})")
    } else {
        after
    }
}

/// The place of a call site: its file and line, and the line before if that moved.
pub(in crate::report) fn file_and_line(site: &SiteDifference) -> String {
    let file = &site.file;
    if file.is_empty() && site.line_before.or(site.line_after).is_none() {
        return String::from("(called there)");
    }
    match (site.line_before, site.line_after) {
        (Some(before), Some(after)) if before != after => format!("{file}:{after} (was :{before})"),
        (before, after) => format!("{file}:{}", after.or(before).unwrap_or(0)),
    }
}

/// How many call sites a table of the first `most` leaves out, and how many are unchanged.
pub(super) fn render_other_sites(difference: &ProfileDifference, most: usize) -> String {
    let unchanged = match difference.same {
        0 if difference.sites.is_empty() => String::from("there is no call site"),
        0 => String::from("no call site is unchanged"),
        same => format!("{} the same", units::count_of(same as u64, "call site")),
    };
    match difference.sites.len().saturating_sub(most) {
        0 => unchanged,
        more => format!("and {more} more that changed; {unchanged}"),
    }
}

/// What happened to a variant that both sides have; `None` if it was measured in both.
pub(super) fn render_fate(variant: &VariantDifference) -> Option<String> {
    Some(match &variant.status {
        VariantStatus::Measured if variant.figures.is_empty() => {
            String::from("not compared: no pass was run on both sides")
        }
        VariantStatus::Measured | VariantStatus::Added | VariantStatus::Removed => return None,
        VariantStatus::NotApplicable { reason } => format!("not applicable: {reason}"),
        VariantStatus::NowFailing { reason } => format!("now failing: {reason}"),
        VariantStatus::Recovered => String::from("failed before, and is measured now"),
        VariantStatus::StillFailing { reason } => format!("still failing: {reason}"),
    })
}

/// A sentence for each way in which the programs of two reports differ.
pub(super) fn render_programs(reports: &ReportDifference) -> Vec<String> {
    let programs = reports
        .programs
        .iter()
        .map(|(before, after)| format!("the programs differ: {before} before, {after} after"));
    let allocators = reports.allocators.iter().map(|(before, after)| {
        format!(
            "the allocators differ: {before} before, {after} after; `{}` and times show that too",
            Figure::HELD_PEAK_BYTES.name
        )
    });
    programs.chain(allocators).collect()
}

/// The variants of a case that both sides have and that are different; then a line for each other
/// kind (new, removed, no difference) with the names of its variants.
pub(super) fn split_case(case: &CaseDifference) -> (Vec<&VariantDifference>, Vec<String>) {
    let kind_of = |variant: &VariantDifference| match variant.status {
        VariantStatus::Added => Some("new"),
        VariantStatus::Removed => Some("removed"),
        _ if !variant.is_different() => Some("no difference"),
        _ => None,
    };
    let mut others: IndexMap<&str, Vec<&str>> = IndexMap::new();
    let mut different = Vec::new();
    for variant in &case.variants {
        match kind_of(variant) {
            Some(kind) => others.entry(kind).or_default().push(&variant.variant),
            None => different.push(variant),
        }
    }
    let lines = others
        .iter()
        .map(|(kind, names)| format!("{kind}: {}", names.join(", ")));
    (different, lines.collect())
}

/// The sentences after the variants that are different.
pub(super) fn render_others(reports: &ReportDifference) -> impl Iterator<Item = String> {
    let sentences = [
        render_same_variants(reports),
        render_disturbed_times(reports),
    ];
    sentences.into_iter().flatten()
}

/// How many variants have no difference; `None` if all are different.
fn render_same_variants(reports: &ReportDifference) -> Option<String> {
    let variants = reports.variants();
    let same = variants.filter(|(_, variant)| !variant.is_different());
    match same.count() as u64 {
        0 => None,
        same => Some(format!(
            "no difference in {}",
            units::count_of(same, "variant")
        )),
    }
}

/// How many variants have times that a disturbed processor made incomparable; `None` if none has.
fn render_disturbed_times(reports: &ReportDifference) -> Option<String> {
    let variants = reports.variants();
    let disturbed = variants.filter(|(_, variant)| {
        let mut figures = variant.figures.iter();
        figures.any(Change::is_disturbed)
    });
    match disturbed.count() as u64 {
        0 => None,
        count => Some(format!(
            "the times of {} are not compared: something slowed the processor in one of the runs",
            units::count_of(count, "variant")
        )),
    }
}

/// True if any variant of a case is different.
pub(super) fn is_different(case: &CaseDifference) -> bool {
    case.variants.iter().any(VariantDifference::is_different)
}

/// The name of an experiment with its input.
pub(super) fn case_title(case: &CaseDifference) -> String {
    if case.input.is_empty() {
        case.experiment.clone()
    } else {
        format!("{}: {}", case.experiment, case.input)
    }
}

/// The note on a variant that allocates on several threads.
pub(super) const SEVERAL_THREADS: &str =
    "several threads allocate: its figures vary from run to run, so differences count as no change";
