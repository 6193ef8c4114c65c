//! Separate chaining.

use std::iter::successors;
use std::marker::PhantomData;
use std::slice;

use super::entries::Entries;
use super::growth::TableGrowth;
use super::load_factor::MaxLoadFactor;
use super::probe::Lookup;
use super::raw_table::RawTable;
use super::reduction::Reduction;
use super::statistics::Count;

/// A table with a chain of entries for each slot, newest first, and each entry in a block of its own
/// (Knuth, vol. 3, §6.4, algorithm C; A. I. Dumey, 1956).
///
/// m slots and n entries take m · 8 + n · (16 + size of key and value) bytes on a 64-bit machine, in
/// 1 + n blocks: an entry stores its hash and a pointer to the next entry.
#[derive(Debug)]
pub struct ChainedTable<K, V, G> {
    heads: Box<[Link<K, V>]>,
    entries: usize,
    max: MaxLoadFactor,
    growth: PhantomData<fn() -> G>,
}

/// The first entry of a chain or of the rest of a chain.
type Link<K, V> = Option<Box<ChainNode<K, V>>>;

/// An entry of a chain.
#[derive(Debug)]
struct ChainNode<K, V> {
    next: Link<K, V>,
    hash: u64,
    key: K,
    value: V,
}

/// The position of an entry in a [`ChainedTable`].
#[derive(Debug, Clone, Copy)]
pub struct ChainPosition {
    slot: usize,
    /// The number of entries before this one in the chain.
    depth: usize,
}

/// Iterates over the entries of a chain.
fn iter_chain<K, V>(head: &Link<K, V>) -> impl Iterator<Item = &ChainNode<K, V>> {
    successors(head.as_deref(), |node| node.next.as_deref())
}

/// The link after `depth` entries of a chain.
fn link_at<K, V>(head: &mut Link<K, V>, depth: usize) -> &mut Link<K, V> {
    (0..depth).fold(head, |link, _| {
        &mut link.as_mut().expect("an entry of the chain").next
    })
}

/// Removes the first entry of a chain and returns it; `None` if the chain is empty.
fn unlink<K, V>(link: &mut Link<K, V>) -> Link<K, V> {
    let mut node = link.take()?;
    *link = node.next.take();
    Some(node)
}

impl<K, V, G: TableGrowth> ChainedTable<K, V, G> {
    fn with_slots(slots: usize, max: MaxLoadFactor) -> Self {
        Self {
            heads: (0..slots).map(|_| None).collect(),
            entries: 0,
            max,
            growth: PhantomData,
        }
    }

    /// The least number of slots for `entries` entries; 0 for 0 entries.
    fn slots_for(entries: usize, max: MaxLoadFactor) -> usize {
        match entries {
            0 => 0,
            _ => G::at_least(max.min_slots(entries).max(8)),
        }
    }

    fn home(&self, hash: u64) -> usize {
        G::Reduction::home(hash, self.heads.len())
    }

    #[inline]
    fn find_node(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(ChainPosition, &ChainNode<K, V>)> {
        if self.heads.is_empty() {
            return None;
        }
        let slot = self.home(lookup.hash);
        for (depth, node) in iter_chain(&self.heads[slot]).enumerate() {
            count.probe();
            if node.hash != lookup.hash {
                continue;
            }
            count.compare();
            if (lookup.eq)(&node.key) {
                return Some((ChainPosition { slot, depth }, node));
            }
        }
        None
    }

    fn push(&mut self, slot: usize, mut node: Box<ChainNode<K, V>>) {
        node.next = self.heads[slot].take();
        self.heads[slot] = Some(node);
        self.entries += 1;
    }

    /// Removes all entries from their chains.
    fn drain_nodes(&mut self) -> impl Iterator<Item = Box<ChainNode<K, V>>> {
        self.entries = 0;
        let heads = self.heads.iter_mut();
        heads.flat_map(|head| std::iter::from_fn(|| unlink(head)))
    }

    fn rebuild(&mut self, slots: usize) {
        let mut new = Self::with_slots(slots, self.max);
        for node in self.drain_nodes() {
            new.push(new.home(node.hash), node);
        }
        *self = new;
    }
}

impl<K, V, G> Drop for ChainedTable<K, V, G> {
    /// Drops one entry after the other: if each entry dropped the next one, the recursion would be
    /// as deep as the chain is long.
    fn drop(&mut self) {
        for head in &mut self.heads {
            while unlink(head).is_some() {}
        }
    }
}

impl<K, V, G: TableGrowth> Entries<K, V> for ChainedTable<K, V, G> {
    type Iter<'a>
        = ChainIter<'a, K, V>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = ChainIntoIter<K, V, G>;

    fn iter(&self) -> ChainIter<'_, K, V> {
        ChainIter {
            heads: self.heads.iter(),
            next: None,
        }
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.heads.iter_mut().flat_map(|head| {
            let mut rest = head.as_deref_mut();
            std::iter::from_fn(move || {
                let ChainNode {
                    next, key, value, ..
                } = rest.take()?;
                rest = next.as_deref_mut();
                Some((&*key, value))
            })
        })
    }

    fn into_entries(self) -> ChainIntoIter<K, V, G> {
        ChainIntoIter {
            table: self,
            slot: 0,
        }
    }
}

impl<K, V, G: TableGrowth> RawTable<K, V> for ChainedTable<K, V, G> {
    const CAN_BE_FULL: bool = true;
    type Position = ChainPosition;
    type Vacancy = ();

    fn new(entries: usize, max: MaxLoadFactor) -> Self {
        Self::with_slots(Self::slots_for(entries, max), max)
    }

    #[inline]
    fn entries(&self) -> usize {
        self.entries
    }

    fn slots(&self) -> usize {
        self.heads.len()
    }

    fn capacity(&self) -> usize {
        self.max.max_entries(self.heads.len())
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.heads) + self.entries * size_of::<ChainNode<K, V>>()
    }

    #[inline]
    fn find<const INSERTING: bool>(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<ChainPosition, ()> {
        let found = self.find_node(lookup, count);
        found.map(|(position, _)| position).ok_or(())
    }

    #[inline]
    fn find_entry(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)> {
        let (_, node) = self.find_node(lookup, count)?;
        Some((&node.key, &node.value))
    }

    fn find_vacancy(&self, _: u64, _: &impl Fn(&K) -> u64) {}

    #[inline]
    fn has_room(&self, (): &()) -> bool {
        self.entries < self.capacity()
    }

    fn grow(&mut self, _: &impl Fn(&K) -> u64) -> usize {
        let least = Self::slots_for(self.entries + 1, self.max);
        self.rebuild(G::next(self.heads.len(), self.entries).max(least));
        self.entries
    }

    fn resize(&mut self, entries: usize, _: &impl Fn(&K) -> u64) {
        self.rebuild(Self::slots_for(entries, self.max));
    }

    fn insert(&mut self, (): (), hash: u64, key: K, value: V, _: &mut impl Count) -> ChainPosition {
        let slot = self.home(hash);
        let next = None;
        self.push(
            slot,
            Box::new(ChainNode {
                next,
                hash,
                key,
                value,
            }),
        );
        ChainPosition { slot, depth: 0 }
    }

    fn remove(
        &mut self,
        position: ChainPosition,
        _: &impl Fn(&K) -> u64,
        _: &mut impl Count,
    ) -> (K, V) {
        let link = link_at(&mut self.heads[position.slot], position.depth);
        let node = *unlink(link).expect("an entry of the chain");
        self.entries -= 1;
        (node.key, node.value)
    }

    fn get(&self, position: ChainPosition) -> (&K, &V) {
        let node = iter_chain(&self.heads[position.slot]).nth(position.depth);
        let ChainNode { key, value, .. } = node.expect("an entry of the chain");
        (key, value)
    }

    fn get_mut(&mut self, position: ChainPosition) -> (&K, &mut V) {
        let link = link_at(&mut self.heads[position.slot], position.depth);
        let ChainNode { key, value, .. } = link.as_deref_mut().expect("an entry of the chain");
        (key, value)
    }

    /// Drops all entries and keeps the slots. If dropping an entry panics, the table is empty and
    /// without slots.
    fn clear(&mut self) {
        let empty = Self::with_slots(0, self.max);
        let mut cleared = std::mem::replace(self, empty);
        cleared.drain_nodes().for_each(drop);
        *self = cleared;
    }
}

/// An iterator over the borrowed entries of a [`ChainedTable`].
#[derive(Debug)]
pub struct ChainIter<'a, K, V> {
    heads: slice::Iter<'a, Link<K, V>>,
    next: Option<&'a ChainNode<K, V>>,
}

impl<'a, K, V> Iterator for ChainIter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(node) = self.next {
                self.next = node.next.as_deref();
                return Some((&node.key, &node.value));
            }
            self.next = self.heads.next()?.as_deref();
        }
    }
}

/// An iterator over the owned entries of a [`ChainedTable`].
#[derive(Debug)]
pub struct ChainIntoIter<K, V, G> {
    table: ChainedTable<K, V, G>,
    slot: usize,
}

impl<K, V, G> Iterator for ChainIntoIter<K, V, G> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        while let Some(head) = self.table.heads.get_mut(self.slot) {
            if let Some(node) = unlink(head) {
                return Some((node.key, node.value));
            }
            self.slot += 1;
        }
        None
    }
}
