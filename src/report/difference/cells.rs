//! The cells of the tables, the same in every form.

use indexmap::IndexMap;

use crate::compare::{
    Amount, Change, EntryDifference, ProfileDifference, ReportDifference, Significance, SiteChange,
    SiteDifference, VariantDifference, VariantStatus,
};
use crate::record::Unit;
use crate::units;

/// The heads of a table of figures.
pub(super) const FIGURES: [&str; 6] = ["figure", "before", "after", "difference", "ratio", ""];

/// The heads of a table of call sites.
pub(super) const SITES: [&str; 6] = ["", "at peak", "total", "blocks", "call site", "function"];

/// The figures that are not alike, a line for each.
pub(super) fn figures(changes: &[Change]) -> Vec<[String; 6]> {
    unlike(changes).map(figure).collect()
}

/// Those of which before and after are not alike.
pub(super) fn unlike(changes: &[Change]) -> impl Iterator<Item = &Change> {
    let changes = changes.iter();
    changes.filter(|change| change.before != change.after)
}

pub(super) fn figure(change: &Change) -> [String; 6] {
    let ratio = change.ratio();
    [
        change.name.clone(),
        change.before.render(change.unit),
        change.after.render(change.unit),
        change.difference().render(change.unit),
        ratio.map_or(String::new(), |ratio| format!("×{}", units::digits(ratio))),
        String::from(match change.significance {
            Significance::Changed => "",
            Significance::Same => "no change",
            Significance::Varies => "varies from run to run",
        }),
    ]
}

/// The call sites that changed, at most so many.
pub(super) fn sites(difference: &ProfileDifference, most: usize) -> Vec<[String; 6]> {
    difference.sites.iter().take(most).map(site).collect()
}

pub(super) fn site(site: &SiteDifference) -> [String; 6] {
    let fate = match site.change {
        SiteChange::Appeared => "new",
        SiteChange::Disappeared => "gone",
        SiteChange::Grew => "grew",
        SiteChange::Shrank => "shrank",
    };
    let figure = |unit: Unit, (before, after): (u64, u64)| match site.change {
        SiteChange::Appeared => Amount::Whole(after).render(unit),
        SiteChange::Disappeared => Amount::Whole(before).render(unit),
        SiteChange::Grew | SiteChange::Shrank => before_and_after(unit, before, after),
    };
    let [peak, total, blocks] = site.changes();
    [
        fate.to_string(),
        figure(Unit::Bytes, peak),
        figure(Unit::Bytes, total),
        figure(Unit::Blocks, blocks),
        place(site),
        site.function.clone(),
    ]
}

/// A figure that is alike once; else both, and how much lies between them.
fn before_and_after(unit: Unit, before: u64, after: u64) -> String {
    let change = Change::from_exact("", unit, before, after);
    let (before, after) = (change.before.render(unit), change.after.render(unit));
    match change.is_changed() {
        true => format!("{before} → {after} ({})", change.difference().render(unit)),
        false => after,
    }
}

fn place(site: &SiteDifference) -> String {
    let file = &site.file;
    match (site.line_before, site.line_after) {
        (Some(before), Some(after)) if before != after => format!("{file}:{after} (was :{before})"),
        (before, after) => format!("{file}:{}", after.or(before).unwrap_or(0)),
    }
}

/// How many call sites are left out of `sites`, and how many are alike.
pub(super) fn other_sites(difference: &ProfileDifference, most: usize) -> String {
    let alike = match difference.same {
        0 if difference.sites.is_empty() => String::from("there is no call site"),
        0 => String::from("no call site is unchanged"),
        same => format!("{} the same", units::count_of(same as u64, "call site")),
    };
    match difference.sites.len().saturating_sub(most) {
        0 => alike,
        more => format!("and {more} more that changed; {alike}"),
    }
}

/// What became of a variant that both sides have, where that is worth a word.
pub(super) fn fate(variant: &VariantDifference) -> Option<String> {
    Some(match &variant.status {
        VariantStatus::Measured if variant.figures.is_empty() => {
            String::from("not compared: no pass was made on both sides")
        }
        VariantStatus::Measured | VariantStatus::Added | VariantStatus::Removed => return None,
        VariantStatus::NowFailing { reason } => format!("now failing: {reason}"),
        VariantStatus::Recovered => String::from("failed before, and no longer does"),
        VariantStatus::StillFailing { reason } => format!("still failing: {reason}"),
    })
}

/// The variants of an entry that both sides have and that are different; then a line for each of
/// the other kinds, with the names of its variants.
pub(super) fn parted(entry: &EntryDifference) -> (Vec<&VariantDifference>, Vec<String>) {
    let kind_of = |variant: &VariantDifference| match variant.status {
        VariantStatus::Added => Some("new"),
        VariantStatus::Removed => Some("removed"),
        _ if !variant.is_different() => Some("no difference"),
        _ => None,
    };
    let mut others: IndexMap<&str, Vec<&str>> = IndexMap::new();
    let mut different = Vec::new();
    for variant in &entry.variants {
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

/// How many variants are the same; none where none is.
pub(super) fn same_variants(reports: &ReportDifference) -> Option<String> {
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

/// Whether any variant of an entry is different.
pub(super) fn is_different(entry: &EntryDifference) -> bool {
    entry.variants.iter().any(VariantDifference::is_different)
}

/// The name of an experiment with its input.
pub(super) fn title(entry: &EntryDifference) -> String {
    match entry.input.is_empty() {
        true => entry.experiment.clone(),
        false => format!("{}: {}", entry.experiment, entry.input),
    }
}

/// What has to be known of a variant on several threads.
pub(super) const SEVERAL_THREADS: &str =
    "several threads allocate: its figures may differ from run to run, and are called no change";
