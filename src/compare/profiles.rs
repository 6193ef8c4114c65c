//! Two profiles: which call sites appeared, went, grew or shrank.

use std::cmp::{Ordering, Reverse};

use serde::Serialize;

use crate::profile::Profile;

use super::change::Change;
use super::fields::Unit;
use super::functions::Numbered;
use super::pairs::{Pair, paired};
use super::sites::{Figures, Site};
use super::stacks::Stacks;

/// What is different between two profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileDifference {
    /// Over the whole of the old profile.
    pub before: Figures,
    /// Over the whole of the new one.
    pub after: Figures,
    /// The call sites that are different, the one whose peak changed most first.
    pub sites: Vec<SiteDifference>,
    /// How many call sites are the same in both.
    pub same: usize,
    /// Whether both profiles tell what was live at the peak; all of that is zero where one does not.
    pub has_peaks: bool,
    /// Folded stacks of both, where they were asked for.
    #[serde(skip)]
    pub stacks: Option<Box<Stacks>>,
}

/// A call site that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteDifference {
    /// What became of it.
    pub fate: Fate,
    /// Its function, as the newer of the profiles that have it names it.
    pub function: String,
    /// Its file, likewise.
    pub file: String,
    /// Its line in the old profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_before: Option<u64>,
    /// Its line in the new profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_after: Option<u64>,
    /// Its figures in the old profile, zeros where it is not in there.
    pub before: Figures,
    /// Its figures in the new one, likewise.
    pub after: Figures,
}

/// What became of a call site. It grew or shrank by the first figure that differs: bytes at the
/// peak, then bytes in total, then blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Only the new profile has it.
    Appeared,
    /// Only the old profile has it.
    Went,
    /// Both have it, the new one with more.
    Grew,
    /// Both have it, the new one with less.
    Shrank,
}

impl ProfileDifference {
    /// Compares two profiles.
    ///
    /// A call site is known again by its function and its file, both as far as builds of one
    /// program agree on them; sites of one function by the order of their lines and what they
    /// allocate. Lines and addresses may have moved, the program may have been renamed, built
    /// elsewhere, inlined otherwise or mangled otherwise.
    pub fn of(old: &Profile, new: &Profile) -> Self {
        Self::by_sites([old, new], &Numbered::of(old, new))
    }

    /// Compares two profiles, and folds their stacks too.
    pub fn with_stacks(old: &Profile, new: &Profile) -> Self {
        let both = Numbered::of(old, new);
        Self {
            stacks: Some(Box::new(Stacks::of([old, new], &both))),
            ..Self::by_sites([old, new], &both)
        }
    }

    fn by_sites([old, new]: [&Profile; 2], both: &Numbered<'_>) -> Self {
        let pairs = paired(both);
        let mut sites: Vec<SiteDifference> = pairs.iter().filter_map(of_pair).collect();
        sites.sort_by_cached_key(|site| {
            let figures = site.changes().map(|(before, after)| before.abs_diff(after));
            (
                Reverse(figures),
                site.file.clone(),
                site.line_after,
                site.line_before,
            )
        });
        Self {
            before: Figures::of(old),
            after: Figures::of(new),
            same: pairs.len() - sites.len(),
            has_peaks: old.has_lifetimes && new.has_lifetimes,
            sites,
            stacks: None,
        }
    }

    /// The figures of the whole profiles; the peak where both have it.
    pub fn figures(&self) -> Vec<Change> {
        let of = |name, unit, figure: fn(&Figures) -> u64| {
            Change::exact(name, unit, figure(&self.before), figure(&self.after))
        };
        let peak = of("peak", Unit::Bytes, |figures| figures.peak_bytes);
        let totals = [
            of("total", Unit::Bytes, |figures| figures.total_bytes),
            of("blocks", Unit::Count, |figures| figures.total_blocks),
        ];
        let peak = Some(peak).filter(|_| self.has_peaks);
        peak.into_iter().chain(totals).collect()
    }

    /// Whether the profiles allocate the same, each call site for itself.
    pub fn is_none(&self) -> bool {
        self.sites.is_empty()
    }
}

impl SiteDifference {
    /// Its figures before and after: bytes at the peak, bytes in total, blocks in total.
    pub fn changes(&self) -> [(u64, u64); 3] {
        let (before, after) = (self.before, self.after);
        [
            (before.peak_bytes, after.peak_bytes),
            (before.total_bytes, after.total_bytes),
            (before.total_blocks, after.total_blocks),
        ]
    }
}

/// None where the site is the same in both.
fn of_pair((old, new): &Pair<'_>) -> Option<SiteDifference> {
    let figures = |site: Option<&Site>| site.map_or(Figures::default(), |site| site.figures);
    let (before, after) = (figures(*old), figures(*new));
    let fate = match (old, new, after.cmp(&before)) {
        (None, _, _) => Fate::Appeared,
        (_, None, _) => Fate::Went,
        (_, _, Ordering::Greater) => Fate::Grew,
        (_, _, Ordering::Less) => Fate::Shrank,
        (_, _, Ordering::Equal) => return None,
    };
    let newest = new.or(*old)?;
    Some(SiteDifference {
        fate,
        function: newest.frame.function.to_string(),
        file: newest.frame.file.to_string(),
        line_before: old.map(|site| site.frame.line),
        line_after: new.map(|site| site.frame.line),
        before,
        after,
    })
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

    /// What became of which function, and from which line to which.
    fn told(old: &[(u64, &[&str])], new: &[(u64, &[&str])]) -> Vec<(Fate, String, u64, u64)> {
        let difference = ProfileDifference::of(&profile(old), &profile(new));
        let sites = difference.sites.into_iter().map(|site| {
            let (before, after) = (site.line_before, site.line_after);
            (
                site.fate,
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
        assert_eq!(told(old, new), []);
        assert_eq!(told(new, old), []);
        let twice: &[(u64, &[&str])] = &[(16, new[0].1), new[1]];
        assert_eq!(
            told(old, twice),
            [(Fate::Grew, String::from("mine::work"), 3, 10)]
        );
    }

    #[test]
    fn functions_are_known_by_what_a_build_tells_of_them() {
        let old: &[(u64, &[&str])] = &[(8, &["mine::deep::make (src/deep/make.rs:3:1)"])];
        for same in [
            "make (make.rs:4)",
            "mine::deep::make (src/other.rs:3:1)",
            "yours::deep::make (elsewhere/deep/make.rs:9:1)",
            "mine::deep::make::h0123456789abcdef (src/deep/make.rs:5:1)",
            "<mine::deep>::make::<u8> (make.rs:5)",
            "mine::deep::built (src/deep/make.rs:3:1)",
        ] {
            assert_eq!(told(old, &[(8, &[same])]), [], "{same}");
        }
        let other = "mine::deep::built (src/deep/made.rs:3:1)";
        let expected = [
            (Fate::Went, String::from("mine::deep::make"), 3, 0),
            (Fate::Appeared, String::from("mine::deep::built"), 0, 3),
        ];
        let mut told = told(old, &[(8, &[other])]);
        told.sort_by_key(|(_, _, before, _)| Reverse(*before));
        assert_eq!(told, expected);
    }

    #[test]
    fn profiles_without_lifetimes_have_no_peak() {
        let without = profile(&[(8, &["mine::f (src/a.rs:1:1)"])]);
        let names = |old: &Profile, new: &Profile| {
            let figures = ProfileDifference::of(old, new).figures().into_iter();
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
    fn a_site_that_moves_between_functions_that_both_have_is_told() {
        let [f, g] = ["mine::f (src/a.rs:1:1)", "mine::g (src/a.rs:5:1)"];
        let old: &[(u64, &[&str])] = &[(8, &[f]), (4, &["mine::f (src/a.rs:2:1)"]), (1, &[g])];
        let new: &[(u64, &[&str])] = &[(4, &[f]), (8, &["mine::g (src/a.rs:4:1)"]), (1, &[g])];
        let mut fates: Vec<Fate> = told(old, new).into_iter().map(|told| told.0).collect();
        fates.sort_by_key(|fate| *fate as u8);
        assert_eq!(fates, [Fate::Appeared, Fate::Went]);
    }
}
