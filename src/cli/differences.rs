//! What a comparison needs from disk beside two reports: the profiles of the variants that are
//! different.

use std::path::{Path, PathBuf};

use crate::compare::{Change, Limits, ProfileDifference, ReportDifference, VariantFate};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::report::Difference;

use super::{read, store};

/// The folders of two reports.
pub(super) struct Sides {
    pub(super) old: PathBuf,
    pub(super) new: PathBuf,
    pub(super) with_stacks: bool,
}

impl Sides {
    /// Compares the call sites too of every variant that is different, where both reports still have
    /// its profile beside them.
    ///
    /// # Errors
    ///
    /// Where a profile is there and cannot be read.
    pub(super) fn compare_call_sites(
        &self,
        mut difference: ReportDifference,
    ) -> Result<ReportDifference> {
        let entries = difference.entries.iter_mut();
        for variant in entries.flat_map(|entry| &mut entry.variants) {
            let Some((old, new)) = variant.profiles.as_ref().filter(|_| variant.is_different())
            else {
                continue;
            };
            let (old, new) = (profile(&self.old, old)?, profile(&self.new, new)?);
            let both = old.zip(new);
            variant.call_sites = both.map(|(old, new)| of_profiles(&old, &new, self.with_stacks));
        }
        Ok(difference)
    }
}

/// Compares two profiles, with their stacks where a flame graph is wanted.
pub(super) fn of_profiles(old: &Profile, new: &Profile, with_stacks: bool) -> ProfileDifference {
    match with_stacks {
        true => ProfileDifference::with_stacks(old, new),
        false => ProfileDifference::of(old, new),
    }
}

/// The profile that a report in `folder` names; none where it is no longer there.
///
/// # Errors
///
/// Where it is there and cannot be read.
pub(super) fn profile(folder: &Path, file: &str) -> Result<Option<Profile>> {
    let path = folder.join(file);
    match store::stays_inside(file) && path.exists() {
        true => read::profile(&path).map(Some),
        false => Ok(None),
    }
}

/// Whether a profile counts bytes, and not units of its program's own.
///
/// # Errors
///
/// Where it does not.
pub(super) fn check_unit(profile: &Profile, path: &Path) -> Result<()> {
    match profile.unit.as_deref() {
        None | Some("byte") => Ok(()),
        Some(unit) => Err(Error::format(
            path,
            format!("counts by the {unit:?}, and not bytes; compare profiles of the heap"),
        )),
    }
}

/// A sentence on each limit that is broken, on each variant that fails and did not or that cannot
/// be held to any, and on there being nothing that could.
///
/// # Errors
///
/// Where a limit names what neither side has.
pub(super) fn broken(difference: &Difference, limits: &Limits) -> Result<Vec<String>> {
    let (figures, mut failing) = match difference {
        Difference::Reports(reports) => (figures(reports), not_well(reports)),
        Difference::Profiles(profiles) => {
            let figures = profiles.figures().into_iter();
            let whole = String::from("the whole profile");
            (
                figures.map(|change| (whole.clone(), change)).collect(),
                Vec::new(),
            )
        }
    };
    if figures.is_empty() {
        failing.push(String::from(
            "no variant is on both sides with a figure: compare the same experiments at the same inputs",
        ));
    }
    failing.extend(limits.broken(&figures)?);
    Ok(failing)
}

fn figures(reports: &ReportDifference) -> Vec<(String, Change)> {
    let variants = reports.variants().flat_map(|(entry, variant)| {
        let name = entry.name_at_input(variant);
        let figures = variant.figures.iter();
        figures.map(move |change| (name.clone(), change.clone()))
    });
    variants.collect()
}

/// On the variants that fail and did not, and on those that are gone or cannot be compared.
fn not_well(reports: &ReportDifference) -> Vec<String> {
    let failing = reports
        .variants()
        .filter_map(|(entry, variant)| match &variant.fate {
            VariantFate::NowFailing { reason } => {
                let reason = reason.lines().next().unwrap_or_default();
                Some(format!(
                    "{} now fails: {reason}",
                    entry.name_at_input(variant)
                ))
            }
            VariantFate::Removed => Some(format!(
                "{} is gone, so it cannot be held to a limit",
                entry.name_at_input(variant)
            )),
            VariantFate::Kept if variant.figures.is_empty() => Some(format!(
                "{} has no figure on both sides: make the same passes",
                entry.name_at_input(variant)
            )),
            _ => None,
        });
    failing.collect()
}
