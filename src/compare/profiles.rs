//! Two profiles: which call sites appeared, went, grew or shrank.

use std::cmp::{Ordering, Reverse};

use serde::Serialize;

use crate::profile::Profile;

use super::change::Change;
use super::fields::Unit;
use super::pairs::{Pair, paired};
use super::sites::{Figures, Site, Sites};
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
        let (old_sites, new_sites) = (Sites::of(old), Sites::of(new));
        let pairs = paired(&old_sites, &new_sites);
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
            sites,
            stacks: None,
        }
    }

    /// With the folded stacks of the two profiles too.
    #[must_use]
    pub fn with_stacks(mut self, old: &Profile, new: &Profile) -> Self {
        self.stacks = Some(Box::new(Stacks::of(old, new)));
        self
    }

    /// The figures of the whole profiles.
    pub fn figures(&self) -> Vec<Change> {
        let (before, after) = (self.before, self.after);
        [
            ("peak", Unit::Bytes, before.peak_bytes, after.peak_bytes),
            ("total", Unit::Bytes, before.total_bytes, after.total_bytes),
            (
                "blocks",
                Unit::Count,
                before.total_blocks,
                after.total_blocks,
            ),
        ]
        .map(|(name, unit, before, after)| Change::exact(name, unit, before, after))
        .to_vec()
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
