//! Separate chaining.

use std::iter::successors;
use std::marker::PhantomData;

use super::growth::{Growth, Reduction};
use super::limit::LoadLimit;
use super::probe::Sought;
use super::statistics::Count;
use super::table::Table;

/// A list of entries for each slot, every entry in a block of its own (Knuth, vol. 3, §6.4,
/// algorithm C; A. I. Dumey, 1956).
///
/// m slots and n entries take m · 8 + n · (16 + size of key and value) bytes on a machine of 64
/// bits, in 1 + n blocks: an entry has its hash and the address of the next.
#[derive(Debug)]
pub struct Chains<K, V, G> {
    heads: Box<[Link<K, V>]>,
    entries: usize,
    limit: LoadLimit,
    growth: PhantomData<fn() -> G>,
}

type Link<K, V> = Option<Box<Node<K, V>>>;

#[derive(Debug)]
struct Node<K, V> {
    next: Link<K, V>,
    hash: u64,
    key: K,
    value: V,
}

/// Where an entry is in a table of [`Chains`].
#[derive(Debug, Clone, Copy)]
pub struct ChainPlace {
    slot: usize,
    /// How many entries come before it.
    depth: usize,
}

fn chain<K, V>(head: &Link<K, V>) -> impl Iterator<Item = &Node<K, V>> {
    successors(head.as_deref(), |node| node.next.as_deref())
}

/// The link that many entries behind `head`.
fn link_at<K, V>(head: &mut Link<K, V>, depth: usize) -> &mut Link<K, V> {
    (0..depth).fold(head, |link, _| {
        &mut link.as_mut().expect("an entry of the chain").next
    })
}

/// Takes the first entry off a chain.
fn unlink<K, V>(link: &mut Link<K, V>) -> Link<K, V> {
    let mut node = link.take()?;
    *link = node.next.take();
    Some(node)
}

impl<K, V, G: Growth> Chains<K, V, G> {
    fn with_slots(slots: usize, limit: LoadLimit) -> Self {
        Self {
            heads: (0..slots).map(|_| None).collect(),
            entries: 0,
            limit,
            growth: PhantomData,
        }
    }

    /// The smallest size for so many entries; 0 for none.
    fn slots_for(entries: usize, limit: LoadLimit) -> usize {
        match entries {
            0 => 0,
            _ => G::at_least(limit.slots(entries).max(8)),
        }
    }

    fn home(&self, hash: u64) -> usize {
        G::Reduction::home(hash, self.heads.len())
    }

    #[inline]
    fn search(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(ChainPlace, &Node<K, V>)> {
        if self.heads.is_empty() {
            return None;
        }
        let slot = self.home(sought.hash);
        for (depth, node) in chain(&self.heads[slot]).enumerate() {
            count.probe();
            if node.hash != sought.hash {
                continue;
            }
            count.comparison();
            if (sought.is_key)(&node.key) {
                return Some((ChainPlace { slot, depth }, node));
            }
        }
        None
    }

    fn push(&mut self, slot: usize, mut node: Box<Node<K, V>>) {
        node.next = self.heads[slot].take();
        self.heads[slot] = Some(node);
        self.entries += 1;
    }

    /// The entries, off their chains.
    fn unlinked(&mut self) -> impl Iterator<Item = Box<Node<K, V>>> {
        self.entries = 0;
        let heads = self.heads.iter_mut();
        heads.flat_map(|head| std::iter::from_fn(|| unlink(head)))
    }

    fn rebuild(&mut self, slots: usize) {
        let mut new = Self::with_slots(slots, self.limit);
        for node in self.unlinked() {
            new.push(new.home(node.hash), node);
        }
        *self = new;
    }
}

impl<K, V, G> Drop for Chains<K, V, G> {
    /// One entry after the other: a chain that drops its next would need a stack as deep as it is
    /// long.
    fn drop(&mut self) {
        for head in &mut self.heads {
            while unlink(head).is_some() {}
        }
    }
}

impl<K, V, G: Growth> Table<K, V> for Chains<K, V, G> {
    const MAY_BE_FULL: bool = true;
    type Place = ChainPlace;
    type Vacancy = ();

    fn new(entries: usize, limit: LoadLimit) -> Self {
        Self::with_slots(Self::slots_for(entries, limit), limit)
    }

    #[inline]
    fn entries(&self) -> usize {
        self.entries
    }

    fn slots(&self) -> usize {
        self.heads.len()
    }

    fn capacity(&self) -> usize {
        self.limit.entries(self.heads.len())
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.heads) + self.entries * size_of::<Node<K, V>>()
    }

    fn limit(&self) -> LoadLimit {
        self.limit
    }

    #[inline]
    fn find<const INSERTING: bool>(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<ChainPlace, ()> {
        let found = self.search(sought, count);
        found.map(|(place, _)| place).ok_or(())
    }

    #[inline]
    fn seek(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)> {
        let (_, node) = self.search(sought, count)?;
        Some((&node.key, &node.value))
    }

    fn vacancy(&self, _: u64, _: &impl Fn(&K) -> u64) {}

    #[inline]
    fn fits(&self, (): &()) -> bool {
        self.entries < self.capacity()
    }

    fn grow(&mut self, _: &impl Fn(&K) -> u64) {
        let least = Self::slots_for(self.entries + 1, self.limit);
        self.rebuild(G::next(self.heads.len(), self.entries).max(least));
    }

    fn resize(&mut self, entries: usize, _: &impl Fn(&K) -> u64) {
        self.rebuild(Self::slots_for(entries, self.limit));
    }

    fn put(&mut self, (): (), hash: u64, key: K, value: V, _: &mut impl Count) -> ChainPlace {
        let slot = self.home(hash);
        let next = None;
        self.push(
            slot,
            Box::new(Node {
                next,
                hash,
                key,
                value,
            }),
        );
        ChainPlace { slot, depth: 0 }
    }

    fn take(&mut self, place: ChainPlace, _: &impl Fn(&K) -> u64, _: &mut impl Count) -> (K, V) {
        let link = link_at(&mut self.heads[place.slot], place.depth);
        let node = *unlink(link).expect("an entry of the chain");
        self.entries -= 1;
        (node.key, node.value)
    }

    fn get(&self, place: ChainPlace) -> (&K, &V) {
        let node = chain(&self.heads[place.slot]).nth(place.depth);
        let Node { key, value, .. } = node.expect("an entry of the chain");
        (key, value)
    }

    fn get_mut(&mut self, place: ChainPlace) -> (&K, &mut V) {
        let link = link_at(&mut self.heads[place.slot], place.depth);
        let Node { key, value, .. } = link.as_deref_mut().expect("an entry of the chain");
        (key, value)
    }

    fn clear(&mut self) {
        let empty = Self::with_slots(0, self.limit);
        let mut cleared = std::mem::replace(self, empty);
        cleared.unlinked().for_each(drop);
        *self = cleared;
    }

    fn iter<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        let nodes = self.heads.iter().flat_map(chain);
        nodes.map(|node| (&node.key, &node.value))
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.heads.iter_mut().flat_map(|head| {
            let mut rest = head.as_deref_mut();
            std::iter::from_fn(move || {
                let Node {
                    next, key, value, ..
                } = rest.take()?;
                rest = next.as_deref_mut();
                Some((&*key, value))
            })
        })
    }

    fn into_entries(mut self) -> impl Iterator<Item = (K, V)> {
        let mut slot = 0;
        std::iter::from_fn(move || {
            while slot < self.heads.len() {
                if let Some(node) = unlink(&mut self.heads[slot]) {
                    return Some((node.key, node.value));
                }
                slot += 1;
            }
            None
        })
    }
}
