//! Compares two profiles: finds the call sites that appeared, disappeared, grew or shrank.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::profile::{Profile, SiteFigures};
use crate::record::Unit;

use super::change::Change;
use super::functions::{NumberedSites, ProfilePair};
use super::pairs::{pair_same_places, pair_sites};
use super::sites::SitePair;
use super::stacks::Stacks;

/// The differences between two profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileDifference {
    /// The figures of the whole old profile.
    pub before: SiteFigures,
    /// The figures of the whole new profile.
    pub after: SiteFigures,
    /// The call sites that differ, ordered by how much their peak changed, the greatest change
    /// first.
    pub sites: Vec<SiteDifference>,
    /// Of two variants, whose call sites differ by design: the functions of other code that their call
    /// sites called, by short names, in the same order. They have no file and no line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<SiteDifference>,
    /// The number of call sites that are the same in both profiles.
    pub same: usize,
    /// Whether both profiles record what was live at the peak. If not, all figures at the peak are
    /// zero.
    pub has_peaks: bool,
    /// What the profiles count, if it is not the bytes of allocations: `copy: bytes copied`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<String>,
    /// The unit of peaks and totals.
    #[serde(skip)]
    pub unit: Unit,
    /// The folded stacks of both profiles, if they were requested.
    #[serde(skip)]
    pub stacks: Option<Box<Stacks>>,
}

/// A call site that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteDifference {
    /// How the call site changed. In JSON the field is named `fate`.
    #[serde(rename = "fate")]
    pub change: SiteChange,
    /// The function, as named by the newer of the profiles that have the call site.
    pub function: String,
    /// The file, as named by the newer of the profiles that have the call site.
    pub file: String,
    /// The line in the old profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_before: Option<u64>,
    /// The line in the new profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_after: Option<u64>,
    /// The figures in the old profile; zeros if it lacks the call site.
    pub before: SiteFigures,
    /// The figures in the new profile; zeros if it lacks the call site.
    pub after: SiteFigures,
}

/// How a call site changed. The first figure that differs decides whether it grew or shrank: bytes
/// at the peak, then bytes in total, then blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SiteChange {
    /// Only the new profile has the call site.
    Appeared,
    /// Only the old profile has the call site. In JSON: `went`.
    #[serde(rename = "went")]
    Disappeared,
    /// Only the old of two variants has the call site.
    OnlyOld,
    /// Only the new of two variants has the call site.
    OnlyNew,
    /// Both profiles have the call site, the new one with more.
    Grew,
    /// Both profiles have the call site, the new one with less.
    Shrank,
}

impl ProfileDifference {
    /// Compares two profiles.
    ///
    /// Of two builds, a call site is identified by its function and its file, as far as both builds name them in the
    /// same way. Several sites of one function are distinguished by the order of their lines and by
    /// what they allocate. Lines and addresses may move, and the program may be renamed, built in
    /// another folder, inlined differently or mangled differently.
    pub fn new(old: &Profile, new: &Profile, pair: ProfilePair) -> Self {
        Self::from_sites([old, new], &NumberedSites::new(old, new, pair), pair)
    }

    /// Compares two profiles like [`new`](Self::new), and also folds their stacks.
    pub fn with_stacks(old: &Profile, new: &Profile, pair: ProfilePair) -> Self {
        let both = NumberedSites::new(old, new, pair);
        Self {
            stacks: Some(Box::new(Stacks::new([old, new], &both))),
            ..Self::from_sites([old, new], &both, pair)
        }
    }

    fn from_sites([old, new]: [&Profile; 2], both: &NumberedSites<'_>, pair: ProfilePair) -> Self {
        let pairs = match pair {
            ProfilePair::Builds => pair_sites(both),
            ProfilePair::Variants => pair_same_places(both),
        };
        let differences = pairs.iter();
        let differences = differences.filter_map(|sites| SiteDifference::from_pair(sites, pair));
        let mut sites: Vec<SiteDifference> = differences.collect();
        sort_by_change(&mut sites);
        let called = match pair {
            ProfilePair::Builds => Vec::new(),
            ProfilePair::Variants => compare_called(old, new),
        };
        Self {
            before: SiteFigures::from_profile(old),
            after: SiteFigures::from_profile(new),
            same: pairs.len() - sites.len(),
            called,
            has_peaks: old.has_lifetimes && new.has_lifetimes,
            counted: new.counted(),
            unit: if new.counts_bytes() {
                Unit::Bytes
            } else {
                Unit::Number
            },
            sites,
            stacks: None,
        }
    }

    /// The figures of the whole profiles. The peak is included only if both profiles record it.
    pub fn figures(&self) -> Vec<Change> {
        let compare = |name, unit, figure: fn(&SiteFigures) -> u64| {
            Change::from_exact(name, unit, figure(&self.before), figure(&self.after))
        };
        let peak = compare("peak", self.unit, |figures| figures.peak_bytes);
        let totals = [
            compare("total", self.unit, |figures| figures.total_bytes),
            compare("blocks", Unit::Blocks, |figures| figures.total_blocks),
        ];
        let peak = Some(peak).filter(|_| self.has_peaks);
        peak.into_iter().chain(totals).collect()
    }

    /// Whether every call site allocates the same in both profiles.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }
}

/// The differences of what the call sites of two variants called.
fn compare_called(old: &Profile, new: &Profile) -> Vec<SiteDifference> {
    let mut called: IndexMap<Arc<str>, [Option<SiteFigures>; 2]> = IndexMap::new();
    for (side, profile) in [old, new].into_iter().enumerate() {
        for callee in profile
            .call_sites()
            .into_iter()
            .flat_map(|site| site.callees)
        {
            let figures = &mut called.entry(callee.function).or_default()[side];
            figures.get_or_insert_default().add(&callee.figures);
        }
    }
    let differences = called
        .into_iter()
        .filter_map(|(function, [before, after])| {
            let change = SiteChange::new(before, after, ProfilePair::Variants)?;
            Some(SiteDifference {
                change,
                function: function.to_string(),
                file: String::new(),
                line_before: None,
                line_after: None,
                before: before.unwrap_or_default(),
                after: after.unwrap_or_default(),
            })
        });
    let mut differences: Vec<SiteDifference> = differences.collect();
    sort_by_change(&mut differences);
    differences
}

/// Sorts by how much the figures changed, the greatest change first.
fn sort_by_change(sites: &mut [SiteDifference]) {
    sites.sort_by_cached_key(|site| {
        let changes = site.changes().map(|(before, after)| before.abs_diff(after));
        let lines = (site.line_after, site.line_before);
        (Reverse(changes), site.file.clone(), lines)
    });
}

impl SiteChange {
    /// How a call site with these figures changed; `None` if it did not. A profile without the call
    /// site has no figures of it.
    fn new(
        before: Option<SiteFigures>,
        after: Option<SiteFigures>,
        pair: ProfilePair,
    ) -> Option<Self> {
        let are_variants = pair == ProfilePair::Variants;
        match (before, after) {
            (None, _) if are_variants => Some(Self::OnlyNew),
            (_, None) if are_variants => Some(Self::OnlyOld),
            (None, _) => Some(Self::Appeared),
            (_, None) => Some(Self::Disappeared),
            (Some(before), Some(after)) => match after.cmp(&before) {
                Ordering::Greater => Some(Self::Grew),
                Ordering::Less => Some(Self::Shrank),
                Ordering::Equal => None,
            },
        }
    }
}

impl SiteDifference {
    /// The difference of two sites that are paired; `None` if the site is the same in both
    /// profiles.
    fn from_pair((old, new): &SitePair<'_>, pair: ProfilePair) -> Option<Self> {
        let [before, after] = [old, new].map(|site| site.map(|site| site.figures));
        let change = SiteChange::new(before, after, pair)?;
        let newest = new.or(*old)?;
        Some(Self {
            change,
            function: newest.frame.function.to_string(),
            file: newest.frame.file.to_string(),
            line_before: old.map(|site| site.frame.line),
            line_after: new.map(|site| site.frame.line),
            before: before.unwrap_or_default(),
            after: after.unwrap_or_default(),
        })
    }

    /// The figures before and after: bytes at the peak, bytes in total, blocks in total.
    pub fn changes(&self) -> [(u64, u64); 3] {
        let (before, after) = (self.before, self.after);
        [
            (before.peak_bytes, after.peak_bytes),
            (before.total_bytes, after.total_bytes),
            (before.total_blocks, after.total_blocks),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A profile of one point for each backtrace, innermost frame first, with its bytes.
    fn profile(points: &[(u64, &[&str])]) -> Profile {
        let mut frames = vec![String::from("[root]")];
        let points = points.iter().map(|(bytes, backtrace)| {
            let first = frames.len();
            frames.extend(
                backtrace
                    .iter()
                    .map(|frame| format!("0x{first:x}: {frame}")),
            );
            let backtrace: Vec<usize> = (first..frames.len()).collect();
            format!(r#"{{"tb":{bytes},"tbk":1,"fs":{backtrace:?}}}"#)
        });
        let points: Vec<String> = points.collect();
        let text = format!(
            r#"{{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":false,"bkacc":false,
            "tu":"instrs","Mtu":"Minstr","cmd":"a","pid":1,"te":2,"pps":[{}],"ftbl":{frames:?}}}"#,
            points.join(",")
        );
        Profile::read(&text, Path::new("p")).unwrap()
    }

    /// For each call site that differs: how, its function, and its line before and after.
    fn compare(
        old: &[(u64, &[&str])],
        new: &[(u64, &[&str])],
    ) -> Vec<(SiteChange, String, u64, u64)> {
        let difference = ProfileDifference::new(&profile(old), &profile(new), ProfilePair::Builds);
        let sites = difference.sites.into_iter().map(|site| {
            let (before, after) = (site.line_before, site.line_after);
            (
                site.change,
                site.function,
                before.unwrap_or(0),
                after.unwrap_or(0),
            )
        });
        sites.collect()
    }

    #[test]
    fn a_function_that_one_build_inlines_is_found_at_its_caller() {
        let old: &[(u64, &[&str])] = &[
            (
                8,
                &["mine::helper (src/a.rs:3:1)", "mine::work (src/a.rs:9:1)"],
            ),
            (5, &["mine::work (src/a.rs:12:1)"]),
        ];
        let new: &[(u64, &[&str])] = &[
            (8, &["mine::work (src/a.rs:10:1)"]),
            (5, &["mine::work (src/a.rs:13:1)"]),
        ];
        assert_eq!(compare(old, new), []);
        assert_eq!(compare(new, old), []);
        let twice: &[(u64, &[&str])] = &[(16, new[0].1), new[1]];
        assert_eq!(
            compare(old, twice),
            [(SiteChange::Grew, String::from("mine::work"), 3, 10)]
        );
    }

    #[test]
    fn a_function_is_identified_by_any_part_of_its_name_and_file_that_both_builds_have() {
        let old: &[(u64, &[&str])] = &[(8, &["mine::deep::make (src/deep/make.rs:3:1)"])];
        for same in [
            "make (make.rs:4)",
            "mine::deep::make (src/other.rs:3:1)",
            "yours::deep::make (elsewhere/deep/make.rs:9:1)",
            "mine::deep::make::h0123456789abcdef (src/deep/make.rs:5:1)",
            "<mine::deep>::make::<u8> (make.rs:5)",
            "mine::deep::built (src/deep/make.rs:3:1)",
        ] {
            assert_eq!(compare(old, &[(8, &[same])]), [], "{same}");
        }
        let other = "mine::deep::built (src/deep/made.rs:3:1)";
        let expected = [
            (
                SiteChange::Disappeared,
                String::from("mine::deep::make"),
                3,
                0,
            ),
            (
                SiteChange::Appeared,
                String::from("mine::deep::built"),
                0,
                3,
            ),
        ];
        let mut differences = compare(old, &[(8, &[other])]);
        differences.sort_by_key(|(_, _, before, _)| Reverse(*before));
        assert_eq!(differences, expected);
    }

    #[test]
    fn two_closures_of_one_file_are_not_the_same_function() {
        let old: &[(u64, &[&str])] = &[(8, &["mine::a::{{closure}} (src/a.rs:3:1)"])];
        let new: &[(u64, &[&str])] = &[(9, &["mine::b::{{closure}} (src/a.rs:9:1)"])];
        let changes = compare(old, new).into_iter().map(|site| site.0);
        assert_eq!(
            changes.collect::<Vec<_>>(),
            [SiteChange::Appeared, SiteChange::Disappeared]
        );
        let moved: &[(u64, &[&str])] = &[(9, &["a::{closure#0} (a.rs:5)"])];
        assert_eq!(compare(old, moved).len(), 1);
    }

    #[test]
    fn of_two_variants_only_the_same_place_is_the_same_site() {
        let both = "mine::shared (src/a.rs:9:5)";
        let old: &[(u64, &[&str])] = &[(8, &["mine::vecs (src/a.rs:3:1)"]), (4, &[both])];
        let new: &[(u64, &[&str])] = &[(8, &["mine::thin_vecs (src/a.rs:5:1)"]), (2, &[both])];
        let difference =
            ProfileDifference::new(&profile(old), &profile(new), ProfilePair::Variants);
        let sites = difference.sites.iter();
        let sites: Vec<_> = sites
            .map(|site| (site.change, site.function.as_str()))
            .collect();
        let expected = [
            (SiteChange::OnlyOld, "mine::vecs"),
            (SiteChange::OnlyNew, "mine::thin_vecs"),
            (SiteChange::Shrank, "mine::shared"),
        ];
        assert_eq!(sites, expected);
        let grow = "serde::grow (serde-1.0.0/src/lib.rs:1:1)";
        let old: &[(u64, &[&str])] = &[(8, &[grow, "mine::vecs (src/a.rs:3:1)"])];
        let new: &[(u64, &[&str])] = &[(5, &[grow, "mine::thin_vecs (src/a.rs:5:1)"])];
        let difference =
            ProfileDifference::new(&profile(old), &profile(new), ProfilePair::Variants);
        assert_eq!(difference.sites.len(), 2);
        let [called] = difference.called.as_slice() else {
            panic!("{:?}", difference.called)
        };
        assert_eq!(called.function, "serde::grow");
        assert_eq!(
            (called.change, called.changes()[1]),
            (SiteChange::Shrank, (8, 5))
        );
    }

    #[test]
    fn profiles_without_lifetimes_have_no_peak() {
        let without = profile(&[(8, &["mine::f (src/a.rs:1:1)"])]);
        let names = |old: &Profile, new: &Profile| {
            let figures = ProfileDifference::new(old, new, ProfilePair::Builds)
                .figures()
                .into_iter();
            figures.map(|change| change.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&without, &without), ["total", "blocks"]);
        let with = Profile {
            has_lifetimes: true,
            ..without.clone()
        };
        assert_eq!(names(&without, &with), ["total", "blocks"]);
        assert_eq!(names(&with, &with), ["peak", "total", "blocks"]);
    }

    #[test]
    fn a_site_that_moves_between_two_functions_appears_in_one_and_disappears_from_the_other() {
        let [f, g] = ["mine::f (src/a.rs:1:1)", "mine::g (src/a.rs:5:1)"];
        let old: &[(u64, &[&str])] = &[(8, &[f]), (4, &["mine::f (src/a.rs:2:1)"]), (1, &[g])];
        let new: &[(u64, &[&str])] = &[(4, &[f]), (8, &["mine::g (src/a.rs:4:1)"]), (1, &[g])];
        let sites = compare(old, new).into_iter();
        let mut changes: Vec<SiteChange> = sites.map(|site| site.0).collect();
        changes.sort_by_key(|change| *change as u8);
        assert_eq!(changes, [SiteChange::Appeared, SiteChange::Disappeared]);
    }
}
