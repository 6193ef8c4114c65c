//! Compares call sites and checks growth limits: the parts of a comparison that read profiles from
//! disk or render sentences.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use crate::compare::{
    CaseDifference, Change, GrowthLimits, ProfileDifference, ProfilePair, ReportDifference,
    VariantDifference, VariantStatus,
};
use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile};
use crate::report::Difference;
use crate::units;

use super::read;
use super::report_files::path_inside;

/// The folders of two reports.
pub(super) struct ReportFolders {
    pub(super) old: PathBuf,
    pub(super) new: PathBuf,
    pub(super) how: HowToCompare,
}

/// How to compare the call sites of two profiles.
pub(super) struct HowToCompare {
    pub(super) pair: ProfilePair,
    /// Whether to fold the stacks too, for flame graphs.
    pub(super) with_stacks: bool,
    pub(super) ownership: OwnershipPatterns,
}

impl HowToCompare {
    pub(super) fn compare(&self, old: Profile, new: Profile) -> ProfileDifference {
        let [old, new] = [old, new].map(|profile| profile.with_ownership(&self.ownership));
        if self.with_stacks {
            ProfileDifference::with_stacks(&old, &new, self.pair)
        } else {
            ProfileDifference::new(&old, &new, self.pair)
        }
    }
}

impl ReportFolders {
    /// Adds the differences of the call sites to every variant that differs and whose profiles are
    /// still in both folders.
    ///
    /// # Errors
    ///
    /// If a profile exists but cannot be read.
    pub(super) fn compare_call_sites(
        &self,
        mut difference: ReportDifference,
    ) -> Result<ReportDifference> {
        let cases = difference.cases.iter_mut();
        for variant in cases.flat_map(|case| &mut case.variants) {
            let profiles = variant.profiles.as_ref();
            let Some((old_file, new_file)) = profiles.filter(|_| variant.is_different()) else {
                continue;
            };
            let old = read_profile(&self.old, old_file)?;
            let new = read_profile(&self.new, new_file)?;
            let sites = old.zip(new).map(|(old, new)| self.how.compare(old, new));
            variant.call_sites = sites.map(Box::new);
        }
        Ok(difference)
    }
}

/// Reads the profile `file` of the report in `folder`; `None` if it no longer exists.
///
/// # Errors
///
/// If it exists but cannot be read, or is outside the folder.
pub(super) fn read_profile(folder: &Path, file: &str) -> Result<Option<Profile>> {
    if path_inside(folder, file)?.exists() {
        read::profile_inside(folder, file).map(Some)
    } else {
        Ok(None)
    }
}

/// Checks that two profiles count the same.
///
/// # Errors
///
/// If they do not.
pub(super) fn check_counted(old: &Profile, new: &Profile, new_path: &Path) -> Result<()> {
    let [of_old, of_new] = [old, new].map(|profile| {
        let counted = profile.counted();
        counted.unwrap_or_else(|| String::from("heap: bytes allocated"))
    });
    if of_old == of_new {
        return Ok(());
    }
    let problem =
        format!("counts `{of_new}`, the other profile `{of_old}`; compare profiles of one kind");
    Err(Error::format(new_path, problem))
}

/// One sentence for each reason why the comparison fails `limits`: a broken limit, a variant that
/// fails only now, is missing or cannot be compared, or no common variant at all.
///
/// # Errors
///
/// If a limit names a figure that is not compared.
pub(super) fn check_limits(difference: &Difference, limits: &GrowthLimits) -> Result<Vec<String>> {
    match difference {
        Difference::Reports(reports) => check_report_limits(&[reports], limits),
        Difference::Profiles(profiles) => {
            let figures = profiles.figures();
            let figures = figures.iter().map(|change| ("the whole profile", change));
            limits.check(&figures.collect::<Vec<_>>())
        }
    }
}

/// Like [`check_limits`], for the reports of several programs.
///
/// # Errors
///
/// As for [`check_limits`].
pub(super) fn check_report_limits(
    programs: &[&ReportDifference],
    limits: &GrowthLimits,
) -> Result<Vec<String>> {
    let programs = programs.iter();
    let changes = programs.clone().flat_map(|reports| named_changes(reports));
    let changes: Vec<(NameAtInput<'_>, &Change)> = changes.collect();
    let mut problems: Vec<String> = programs
        .flat_map(|reports| failing_variants(reports))
        .collect();
    if changes.is_empty() {
        problems.push(String::from(
            "no variant has a figure on both sides; compare the same experiments at the same inputs",
        ));
    }
    problems.extend(limits.check(&changes)?);
    Ok(problems)
}

/// The name of a variant at its input, for messages.
pub(super) struct NameAtInput<'a>(&'a CaseDifference, &'a VariantDifference);

impl Display for NameAtInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name_at_input(self.1))
    }
}

/// Every change of a figure, with the name of its variant.
pub(super) fn named_changes(reports: &ReportDifference) -> Vec<(NameAtInput<'_>, &Change)> {
    let changes = reports.variants().flat_map(|(case, variant)| {
        let figures = variant.figures.iter();
        figures.map(move |change| (NameAtInput(case, variant), change))
    });
    changes.collect()
}

/// The most sentences on variants that cannot be compared.
const MOST_SENTENCES: usize = 1000;

/// One sentence for each variant that fails only now, is missing or cannot be compared; of very many, the
/// first and the number of the others.
fn failing_variants(reports: &ReportDifference) -> Vec<String> {
    let mut sentences = reports.variants().filter_map(|(case, variant)| {
        let problem = match &variant.status {
            VariantStatus::NowFailing { reason } => {
                format!("now fails: {}", reason.lines().next().unwrap_or_default())
            }
            VariantStatus::Removed => String::from("is missing, so no limit can be checked"),
            VariantStatus::Measured if variant.figures.is_empty() => {
                String::from("has no figure on both sides; run the same passes for both")
            }
            _ => return None,
        };
        Some(format!("{} {problem}", case.name_at_input(variant)))
    });
    let mut first: Vec<String> = sentences.by_ref().take(MOST_SENTENCES).collect();
    let more = sentences.count() as u64;
    if more > 0 {
        let more = units::count_of(more, "more variant");
        first.push(format!(
            "{more} now fail, are missing or have no figure on both sides"
        ));
    }
    first
}
