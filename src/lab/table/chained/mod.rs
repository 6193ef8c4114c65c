//! Separate chaining.

mod iter;
mod link;

pub use iter::{ChainIntoIter, ChainIter};

use std::marker::PhantomData;

use self::link::{Link, Node, chain, link_at, unlink};
use crate::lab::table::entries::Entries;
use crate::lab::table::growth::{Growth, Reduction};
use crate::lab::table::limit::LoadLimit;
use crate::lab::table::probe::Sought;
use crate::lab::table::statistics::Count;
use crate::lab::table::table::Table;

/// A list of entries for each slot, every entry in a block of its own (Knuth, vol. 3, §6.4,
/// algorithm C; A. I. Dumey, 1956), the newest first.
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

/// Where an entry is in a table of [`Chains`].
#[derive(Debug, Clone, Copy)]
pub struct ChainPlace {
    slot: usize,
    /// How many entries come before it.
    depth: usize,
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

impl<K, V, G: Growth> Entries<K, V> for Chains<K, V, G> {
    type Iter<'a>
        = ChainIter<'a, K, V>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = ChainIntoIter<K, V, G>;

    fn iter(&self) -> ChainIter<'_, K, V> {
        ChainIter::new(&self.heads)
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

    fn into_entries(self) -> ChainIntoIter<K, V, G> {
        ChainIntoIter::new(self)
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
}
