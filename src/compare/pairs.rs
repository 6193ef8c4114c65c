//! Which call site of one profile is which of another. Lines are no part of a site's identity: they
//! tell only in which order the sites of one function stand.

use indexmap::IndexMap;

use super::align::aligned;
use super::functions::Numbered;
use super::names;
use super::sites::Site;

/// A site that both profiles have, or one of them.
pub(super) type Pair<'a> = (Option<&'a Site<'a>>, Option<&'a Site<'a>>);

/// Every site of both profiles, once.
pub(super) fn paired<'a>(both: &'a Numbered<'a>) -> Vec<Pair<'a>> {
    let Numbered { old, new, numbers } = both;
    let mut pairing = Pairing {
        old: old.sites.iter().collect(),
        new: new.sites.iter().collect(),
        pairs: Vec::with_capacity(old.sites.len()),
    };
    let of_old = |site: &Site| Some(numbers.old[site.function]);
    let of_new = |site: &Site| Some(numbers.new[site.function]);
    pairing.pair(of_old, of_new);
    // A function that one build inlines and the other does not: its sites are the caller's.
    let only_one_has = |number: &usize| *number >= numbers.unmatched_from;
    for hop in 0.. {
        let has_hop = |site: &&Site| site.callers.len() > hop;
        if !pairing.old.iter().chain(&pairing.new).any(has_hop) {
            break;
        }
        let inlined = |number: Option<usize>, site: &Site, numbers: &[usize]| {
            number.filter(only_one_has)?;
            Some(numbers[*site.callers.get(hop)?])
        };
        pairing.pair(|site| inlined(of_old(site), site, &numbers.old), of_new);
        pairing.pair(of_old, |site| inlined(of_new(site), site, &numbers.new));
    }
    // A function that was renamed in its file, and allocates as before.
    let renamed = |number: Option<usize>, site: &'a Site<'a>| {
        number.filter(only_one_has)?;
        let file = Some(names::tail(site.frame.file, 1)).filter(|file| !file.is_empty())?;
        Some((file, site.figures))
    };
    pairing.pair(
        |site| renamed(of_old(site), site),
        |site| renamed(of_new(site), site),
    );
    pairing.into_pairs()
}

/// The sites that are still alone, and the pairs found.
struct Pairing<'a> {
    old: Vec<&'a Site<'a>>,
    new: Vec<&'a Site<'a>>,
    pairs: Vec<Pair<'a>>,
}

impl<'a> Pairing<'a> {
    /// Pairs the sites of one key, in the order of their lines. A site without a key stays alone.
    fn pair<K: std::hash::Hash + Eq>(
        &mut self,
        key_of_old: impl Fn(&'a Site<'a>) -> Option<K>,
        key_of_new: impl Fn(&'a Site<'a>) -> Option<K>,
    ) {
        let mut groups: IndexMap<K, [Vec<&'a Site<'a>>; 2]> = IndexMap::new();
        let mut alone = [Vec::new(), Vec::new()];
        let old = self.old.drain(..).map(|site| (0, site, key_of_old(site)));
        let new = self.new.drain(..).map(|site| (1, site, key_of_new(site)));
        for (side, site, key) in old.chain(new) {
            match key {
                Some(key) => groups.entry(key).or_default()[side].push(site),
                None => alone[side].push(site),
            }
        }
        let [mut still_old, mut still_new] = alone;
        for [mut old, mut new] in groups.into_values() {
            old.sort_by_key(|site| site.frame.line);
            new.sort_by_key(|site| site.frame.line);
            for pair in aligned(&old, &new) {
                match pair {
                    (Some(old), Some(new)) => self.pairs.push((Some(old), Some(new))),
                    (old, new) => {
                        still_old.extend(old);
                        still_new.extend(new);
                    }
                }
            }
        }
        (self.old, self.new) = (still_old, still_new);
    }

    fn into_pairs(mut self) -> Vec<Pair<'a>> {
        let old = self.old.into_iter().map(|site| (Some(site), None));
        let new = self.new.into_iter().map(|site| (None, Some(site)));
        self.pairs.extend(old.chain(new));
        self.pairs
    }
}
