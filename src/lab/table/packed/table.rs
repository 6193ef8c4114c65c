//! The table of packed buckets.

#![allow(unsafe_code)] // A lookup reads the bucket of a hash without a check.

use std::marker::PhantomData;
use std::ops::RangeInclusive;

use smallvec::SmallVec;

use super::super::entries::Entries;
use super::super::growth::TableGrowth;
use super::super::load_factor::MaxLoadFactor;
use super::super::probe::Lookup;
use super::super::raw_table::RawTable;
use super::super::statistics::Count;
use super::block::{Block, EntryTag, SEGMENT};
use super::expansion::Expansion;
use super::iter::{PackedIntoIter, PackedIter};

/// A table of buckets without empty slots.
///
/// A bucket is a block of its own with its entries one after the other, a tag of one byte for each,
/// and room for three more entries after an insertion. A lookup reads one bucket: it compares 32 tags
/// at once, and then the keys whose tag matches. It goes on with the next 32 if the bucket has more.
///
/// The table grows as in linear hashing (W. Litwin, 1980; P.-Å. Larson, "Linear hashing with partial
/// expansions", 1980): one bucket after the other is spread over more buckets. So the old and the new
/// memory of only one bucket exist together, and the number of entries for each bucket hardly varies.
///
/// A slot is one of the 32 places of a bucket that one comparison covers, and the load factor is the
/// number of entries divided by these slots. Only full slots take memory for an entry.
///
/// Iteration visits the buckets in an order in which neighbours are far apart. So the entries can be
/// inserted into another table in this order: they fill it evenly, not from one end on.
#[derive(Debug)]
pub struct PackedTable<K, V, G> {
    buckets: Vec<Block<(K, V)>>,
    expansion: Expansion,
    entries: usize,
    capacity: usize,
    max: MaxLoadFactor,
    growth: PhantomData<fn() -> G>,
}

/// The position of an entry in a [`PackedTable`].
#[derive(Debug, Clone, Copy)]
pub struct PackedPosition {
    bucket: usize,
    index: usize,
}

/// The bucket and tag of each entry of a bucket.
type Targets = SmallVec<[(usize, EntryTag); SEGMENT]>;

/// The bucket to which each entry of a bucket belongs, and its tag.
fn targets<K, V>(
    bucket: &Block<(K, V)>,
    expansion: &Expansion,
    rehash: impl Fn(&K) -> u64,
) -> Targets {
    let mut targets = Targets::new();
    for entries in bucket.segments() {
        targets.extend(entries.iter().map(|(key, _)| {
            let hash = rehash(key);
            (expansion.bucket(hash), EntryTag::from_hash(hash))
        }));
    }
    targets
}

impl<K, V, G: TableGrowth> PackedTable<K, V, G> {
    fn with_buckets(buckets: usize, max: MaxLoadFactor) -> Self {
        let mut table = Self {
            buckets: Vec::with_capacity(buckets),
            expansion: Expansion::complete(buckets),
            entries: 0,
            capacity: 0,
            max,
            growth: PhantomData,
        };
        table.buckets.resize_with(buckets, Block::default);
        table.capacity = max.max_entries(table.slots());
        table
    }

    /// The least number of buckets for `entries` entries; 0 for 0 entries.
    fn buckets_for(entries: usize, max: MaxLoadFactor) -> usize {
        match entries {
            0 => 0,
            _ => max.min_slots(entries).div_ceil(SEGMENT),
        }
    }

    /// The number of buckets to which `buckets` buckets grow.
    fn next_buckets(&self, buckets: usize) -> usize {
        let slots = G::next(buckets * SEGMENT, self.entries);
        slots.div_ceil(SEGMENT).max(buckets + 1)
    }

    /// Spreads the entries of one bucket over more buckets. Returns their number.
    ///
    /// If `rehash` panics, nothing has changed.
    fn split_bucket(&mut self, rehash: &impl Fn(&K) -> u64) -> usize {
        let (expansion, split, range) = self.expansion.step(|buckets| self.next_buckets(buckets));
        let targets = targets(&self.buckets[split], &expansion, rehash);
        let added = expansion.final_buckets() - self.buckets.len();
        self.buckets.reserve_exact(added);
        self.buckets
            .resize_with(expansion.final_buckets(), Block::default);
        self.expansion = expansion;
        self.capacity = self.max.max_entries(self.slots());
        let old = std::mem::take(&mut self.buckets[split]);
        self.reserve_for(&targets, range);
        self.move_entries(old, &targets);
        targets.len()
    }

    /// Makes room for the entries with these targets, as far as they are in `range`. All are, unless the
    /// hash of a key has changed.
    fn reserve_for(&mut self, targets: &Targets, range: RangeInclusive<usize>) {
        for bucket in range {
            let added = targets.iter().filter(|&&(target, _)| target == bucket);
            self.buckets[bucket].reserve(added.count());
        }
    }

    /// Moves the entries of a bucket to their targets.
    fn move_entries(&mut self, bucket: Block<(K, V)>, targets: &Targets) {
        let buckets = self.buckets.as_mut_slice();
        let mut targets = targets.iter();
        bucket.for_each_entry(|entry| {
            let &(target, tag) = targets.next_back().expect("as many targets as entries");
            buckets[target].push(tag, entry);
        });
    }

    /// The entry of a key with its index, in its bucket; `None` if the table does not have the key.
    #[inline]
    fn find_in_bucket(
        &self,
        bucket: usize,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(usize, &(K, V))> {
        if self.entries == 0 {
            return None;
        }
        debug_assert!(bucket < self.buckets.len());
        // SAFETY: the table has entries, so it has as many buckets as the expansion ends with, and
        // every hash belongs to one of them.
        let block = unsafe { self.buckets.get_unchecked(bucket) };
        let tag = EntryTag::from_hash(lookup.hash);
        block.find(tag, |(key, _)| (lookup.eq)(key), count)
    }
}

impl<K, V, G: TableGrowth> Entries<K, V> for PackedTable<K, V, G> {
    type Iter<'a>
        = PackedIter<'a, K, V>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = PackedIntoIter<K, V>;

    fn iter(&self) -> PackedIter<'_, K, V> {
        PackedIter::new(&self.buckets)
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        let entries = self.buckets.iter_mut().flat_map(Block::iter_mut);
        entries.map(|(key, value)| (&*key, value))
    }

    fn into_entries(self) -> PackedIntoIter<K, V> {
        PackedIntoIter::new(self.buckets)
    }
}

impl<K, V, G: TableGrowth> RawTable<K, V> for PackedTable<K, V, G> {
    const CAN_BE_FULL: bool = true;
    type Position = PackedPosition;
    /// The bucket.
    type Vacancy = usize;

    fn new(entries: usize, max: MaxLoadFactor) -> Self {
        Self::with_buckets(Self::buckets_for(entries, max), max)
    }

    #[inline]
    fn entries(&self) -> usize {
        self.entries
    }

    fn slots(&self) -> usize {
        self.expansion.buckets() * SEGMENT
    }

    #[inline]
    fn capacity(&self) -> usize {
        self.capacity
    }

    /// Reads every bucket.
    fn bytes(&self) -> usize {
        let blocks: usize = self.buckets.iter().map(Block::heap_bytes).sum();
        self.buckets.capacity() * size_of::<Block<(K, V)>>() + blocks
    }

    #[inline]
    fn find<const INSERTING: bool>(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<PackedPosition, usize> {
        let bucket = self.expansion.bucket(lookup.hash);
        let found = self.find_in_bucket(bucket, lookup, count);
        let (index, _) = found.ok_or(bucket)?;
        Ok(PackedPosition { bucket, index })
    }

    #[inline]
    fn find_entry(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)> {
        let bucket = self.expansion.bucket(lookup.hash);
        let (_, (key, value)) = self.find_in_bucket(bucket, lookup, count)?;
        Some((key, value))
    }

    #[inline]
    fn find_vacancy(&self, hash: u64, _: &impl Fn(&K) -> u64) -> usize {
        self.expansion.bucket(hash)
    }

    #[inline]
    fn has_room(&self, _: &usize) -> bool {
        self.entries < self.capacity
    }

    /// Spreads the entries of as many buckets over more buckets as one more entry needs.
    ///
    /// If `rehash` panics, no entry is dropped.
    fn grow(&mut self, rehash: &impl Fn(&K) -> u64) -> usize {
        if self.buckets.is_empty() {
            *self = Self::new(1, self.max);
        }
        let mut moved = 0;
        while self.entries >= self.capacity {
            moved += self.split_bucket(rehash);
        }
        moved
    }

    fn resize(&mut self, entries: usize, rehash: &impl Fn(&K) -> u64) {
        let max = self.max;
        let old = std::mem::replace(self, Self::with_buckets(0, max));
        let mut new = Self::new(entries, max);
        for bucket in old.buckets {
            let targets = targets(&bucket, &new.expansion, rehash);
            new.move_entries(bucket, &targets);
            new.entries += targets.len();
        }
        *self = new;
    }

    #[inline]
    fn insert(
        &mut self,
        bucket: usize,
        hash: u64,
        key: K,
        value: V,
        _: &mut impl Count,
    ) -> PackedPosition {
        let index = self.buckets[bucket].push(EntryTag::from_hash(hash), (key, value));
        self.entries += 1;
        PackedPosition { bucket, index }
    }

    fn remove(
        &mut self,
        position: PackedPosition,
        _: &impl Fn(&K) -> u64,
        _: &mut impl Count,
    ) -> (K, V) {
        let entry = self.buckets[position.bucket].swap_remove(position.index);
        self.entries -= 1;
        entry
    }

    #[inline]
    fn get(&self, position: PackedPosition) -> (&K, &V) {
        let (key, value) = self.buckets[position.bucket].get(position.index);
        (key, value)
    }

    #[inline]
    fn get_mut(&mut self, position: PackedPosition) -> (&K, &mut V) {
        let (key, value) = self.buckets[position.bucket].get_mut(position.index);
        (key, value)
    }

    /// Drops all entries and keeps the buckets without their memory. If dropping an entry panics, the
    /// table is empty and without buckets.
    fn clear(&mut self) {
        let buckets = std::mem::replace(self, Self::with_buckets(0, self.max));
        let mut cleared = buckets;
        cleared
            .buckets
            .iter_mut()
            .for_each(|bucket| *bucket = Block::default());
        cleared.entries = 0;
        *self = cleared;
    }
}
