//! Open addressing: a probing scheme over a layout.

use std::marker::PhantomData;

use super::entries::Entries;
use super::growth::Growth;
use super::layout::{Found, Layout, Slots};
use super::limit::LoadLimit;
use super::probe::{Probe, Sought, Vacancy};
use super::statistics::Count;
use super::table::Table;

/// A table of slots that hold one entry at most.
///
/// At least one slot is always empty, so that every search ends. Tombstones may fill half of what
/// the load limit leaves empty; then the table is built anew in its size.
#[derive(Debug)]
pub struct Open<K, V, P: Probe, L: Layout, G> {
    slots: L::Slots<K, V, P>,
    entries: usize,
    /// How many empty slots may still be filled.
    left: usize,
    capacity: usize,
    limit: LoadLimit,
    growth: PhantomData<fn() -> G>,
}

/// How many of `slots` entries may fill.
fn capacity(limit: LoadLimit, slots: usize) -> usize {
    limit.entries(slots).min(slots.saturating_sub(1))
}

impl<K, V, P: Probe, L: Layout, G: Growth> Open<K, V, P, L, G> {
    fn with_slots(slots: usize, limit: LoadLimit) -> Self {
        let capacity = capacity(limit, slots);
        Self {
            slots: L::Slots::new(slots, capacity),
            entries: 0,
            left: capacity + (slots - capacity) / 2,
            capacity,
            limit,
            growth: PhantomData,
        }
    }

    /// The smallest size for so many entries; 0 for none.
    fn slots_for(entries: usize, limit: LoadLimit) -> usize {
        if entries == 0 {
            return 0;
        }
        let least = limit.slots(entries).max(entries + 1);
        G::at_least(least.max(P::LEAST_SLOTS))
    }

    #[inline]
    fn search<const INSERTING: bool>(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<Found<'_, K, V>, Vacancy> {
        if self.slots.slots() == 0 {
            return Err(Vacancy {
                slot: 0,
                mark: 0,
                empty_taken: 1,
            });
        }
        P::find::<INSERTING, G::Reduction, K, V, _>(&self.slots, sought, count)
    }

    #[inline]
    fn place(&mut self, vacancy: Vacancy, hash: u64, key: K, value: V, count: &mut impl Count) {
        P::make_room::<G::Reduction, K, V, _>(&mut self.slots, vacancy, count);
        self.slots.put(vacancy.slot, vacancy.mark, hash, key, value);
        self.left -= vacancy.empty_taken;
        self.entries += 1;
    }

    fn rebuild(&mut self, slots: usize, hash_of: &impl Fn(&K) -> u64) {
        let limit = self.limit;
        let old = std::mem::replace(self, Self::with_slots(0, limit));
        let mut new = Self::with_slots(slots, limit);
        for (hash, key, value) in old.slots.into_hashed_entries(hash_of) {
            let vacancy = new.vacancy(hash, hash_of);
            new.place(vacancy, hash, key, value, &mut ());
        }
        *self = new;
    }
}

impl<K, V, P: Probe, L: Layout, G: Growth> Entries<K, V> for Open<K, V, P, L, G> {
    type Iter<'a>
        = <L::Slots<K, V, P> as Entries<K, V>>::Iter<'a>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = <L::Slots<K, V, P> as Entries<K, V>>::IntoIter;

    fn iter(&self) -> Self::Iter<'_> {
        self.slots.iter()
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.slots.iter_mut()
    }

    fn into_entries(self) -> Self::IntoIter {
        self.slots.into_entries()
    }
}

impl<K, V, P: Probe, L: Layout, G: Growth> Table<K, V> for Open<K, V, P, L, G> {
    const MAY_BE_FULL: bool = false;
    type Place = usize;
    type Vacancy = Vacancy;

    fn new(entries: usize, limit: LoadLimit) -> Self {
        Self::with_slots(Self::slots_for(entries, limit), limit)
    }

    #[inline]
    fn entries(&self) -> usize {
        self.entries
    }

    fn slots(&self) -> usize {
        self.slots.slots()
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn bytes(&self) -> usize {
        self.slots.bytes()
    }

    fn limit(&self) -> LoadLimit {
        self.limit
    }

    #[inline]
    fn held_hash(hash: u64) -> u64 {
        L::Slots::<K, V, P>::held_hash(hash)
    }

    #[inline]
    fn find<const INSERTING: bool>(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<usize, Vacancy> {
        let found = self.search::<INSERTING>(sought, count);
        found.map(|found| found.slot)
    }

    #[inline]
    fn seek(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)> {
        let found = self.search::<false>(sought, count).ok()?;
        Some((found.key, found.value))
    }

    #[inline]
    fn vacancy(&self, hash: u64, hash_of: &impl Fn(&K) -> u64) -> Vacancy {
        P::vacancy::<G::Reduction, K, V>(&self.slots, hash, hash_of)
    }

    #[inline]
    fn fits(&self, vacancy: &Vacancy) -> bool {
        self.entries < self.capacity && self.left >= vacancy.empty_taken && !self.slots.is_full()
    }

    fn grow(&mut self, hash_of: &impl Fn(&K) -> u64) {
        let slots = self.slots.slots();
        let entries = self.entries;
        let slots = match entries < L::Slots::<K, V, P>::grows_from(self.capacity) {
            true => slots,
            false => G::next(slots, entries).max(Self::slots_for(entries + 1, self.limit)),
        };
        self.rebuild(slots, hash_of);
    }

    fn resize(&mut self, entries: usize, hash_of: &impl Fn(&K) -> u64) {
        self.rebuild(Self::slots_for(entries, self.limit), hash_of);
    }

    #[inline]
    fn put(
        &mut self,
        vacancy: Vacancy,
        hash: u64,
        key: K,
        value: V,
        count: &mut impl Count,
    ) -> usize {
        self.place(vacancy, hash, key, value, count);
        vacancy.slot
    }

    fn take(
        &mut self,
        slot: usize,
        hash_of: &impl Fn(&K) -> u64,
        count: &mut impl Count,
    ) -> (K, V) {
        let (key, value, is_empty) =
            P::take::<G::Reduction, K, V, _>(&mut self.slots, slot, hash_of, count);
        self.left += usize::from(is_empty);
        self.entries -= 1;
        (key, value)
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        self.slots.get(slot)
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        self.slots.get_mut(slot)
    }

    fn clear(&mut self) {
        let empty = Self::with_slots(0, self.limit);
        let mut cleared = std::mem::replace(self, empty);
        cleared.slots.clear();
        cleared.entries = 0;
        cleared.left = cleared.capacity + (cleared.slots.slots() - cleared.capacity) / 2;
        *self = cleared;
    }
}
