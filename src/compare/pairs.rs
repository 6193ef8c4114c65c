//! Finds each call site of one profile in another. A line does not identify a site; it only orders
//! the sites of one function.

use indexmap::IndexMap;

use super::align::align_sites;
use super::functions::NumberedSites;
use super::names;
use super::sites::{Site, SitePair};

/// Pairs the call sites of two profiles. Each site is in exactly one pair.
pub(super) fn pair_sites<'a>(both: &'a NumberedSites<'a>) -> Vec<SitePair<'a>> {
    let NumberedSites { old, new, numbers } = both;
    let mut pairing = Pairing {
        old: old.sites.iter().collect(),
        new: new.sites.iter().collect(),
        pairs: Vec::with_capacity(old.sites.len()),
    };
    let old_number = |site: &Site| Some(numbers.old[site.function]);
    let new_number = |site: &Site| Some(numbers.new[site.function]);
    pairing.pair(old_number, new_number);
    // If only one build inlines a function, the sites of the function are at its caller there.
    let only_one_has = |number: &usize| *number >= numbers.unmatched_from;
    for depth in 0.. {
        let has_caller = |site: &&Site| site.callers.len() > depth;
        if !pairing.old.iter().chain(&pairing.new).any(has_caller) {
            break;
        }
        let caller_number = |number: Option<usize>, site: &Site, numbers: &[usize]| {
            number.filter(only_one_has)?;
            Some(numbers[*site.callers.get(depth)?])
        };
        pairing.pair(
            |site| caller_number(old_number(site), site, &numbers.old),
            new_number,
        );
        pairing.pair(old_number, |site| {
            caller_number(new_number(site), site, &numbers.new)
        });
    }
    // A function that was renamed in its file still allocates the same.
    let file_and_figures = |number: Option<usize>, site: &'a Site<'a>| {
        number.filter(only_one_has)?;
        let file = Some(names::path_end(site.frame.file, 1)).filter(|file| !file.is_empty())?;
        Some((file, site.figures))
    };
    pairing.pair(
        |site| file_and_figures(old_number(site), site),
        |site| file_and_figures(new_number(site), site),
    );
    pairing.into_pairs()
}

/// Pairs the call sites of two variants of one build: those of the same function at the same place.
pub(super) fn pair_same_places<'a>(both: &'a NumberedSites<'a>) -> Vec<SitePair<'a>> {
    let NumberedSites { old, new, numbers } = both;
    let mut pairing = Pairing {
        old: old.sites.iter().collect(),
        new: new.sites.iter().collect(),
        pairs: Vec::with_capacity(old.sites.len()),
    };
    pairing.pair(
        |site| Some((numbers.old[site.function], site.place())),
        |site| Some((numbers.new[site.function], site.place())),
    );
    pairing.into_pairs()
}

/// The sites that have no counterpart yet, and the pairs found.
struct Pairing<'a> {
    old: Vec<&'a Site<'a>>,
    new: Vec<&'a Site<'a>>,
    pairs: Vec<SitePair<'a>>,
}

impl<'a> Pairing<'a> {
    /// Pairs the sites with equal keys, in the order of their lines. Sites without a key stay
    /// unpaired.
    fn pair<K: std::hash::Hash + Eq>(
        &mut self,
        key_of_old: impl Fn(&'a Site<'a>) -> Option<K>,
        key_of_new: impl Fn(&'a Site<'a>) -> Option<K>,
    ) {
        let mut groups: IndexMap<K, [Vec<&'a Site<'a>>; 2]> = IndexMap::new();
        let mut without_key = [Vec::new(), Vec::new()];
        let old = self.old.drain(..).map(|site| (0, site, key_of_old(site)));
        let new = self.new.drain(..).map(|site| (1, site, key_of_new(site)));
        for (side, site, key) in old.chain(new) {
            match key {
                Some(key) => groups.entry(key).or_default()[side].push(site),
                None => without_key[side].push(site),
            }
        }
        let [mut unpaired_old, mut unpaired_new] = without_key;
        for [mut old, mut new] in groups.into_values() {
            old.sort_by_key(|site| site.place());
            new.sort_by_key(|site| site.place());
            for pair in align_sites(&old, &new) {
                match pair {
                    (Some(old), Some(new)) => self.pairs.push((Some(old), Some(new))),
                    (old, new) => {
                        unpaired_old.extend(old);
                        unpaired_new.extend(new);
                    }
                }
            }
        }
        (self.old, self.new) = (unpaired_old, unpaired_new);
    }

    /// All pairs, including one for each site without a counterpart.
    fn into_pairs(mut self) -> Vec<SitePair<'a>> {
        let old = self.old.into_iter().map(|site| (Some(site), None));
        let new = self.new.into_iter().map(|site| (None, Some(site)));
        self.pairs.extend(old.chain(new));
        self.pairs
    }
}
