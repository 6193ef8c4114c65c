//! What the operations of a map are made of.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use super::design::Design;
use super::map::Map;
use super::probe::Sought;
use super::statistics::Statistics;
use super::table::Table;

impl<K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Map<K, V, D, S, T> {
    pub(super) fn resize(&mut self, entries: usize) {
        let hasher = &self.hasher;
        self.table
            .resize(entries, &|key| hash_of::<K, V, D, _>(hasher, key));
        self.statistics.resize(self.table.entries());
    }

    #[inline]
    pub(super) fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        hash_of::<K, V, D, _>(&self.hasher, key)
    }

    #[inline]
    pub(super) fn search<const INSERTING: bool, Q: Eq + ?Sized>(
        &self,
        hash: u64,
        key: &Q,
        count: &mut T::Count,
    ) -> Result<Place<K, V, D>, Vacancy<K, V, D>>
    where
        K: Borrow<Q>,
    {
        self.table.find::<INSERTING>(&self.sought(hash, key), count)
    }

    #[inline]
    pub(super) fn seek<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let mut count = T::Count::default();
        let found = self
            .table
            .seek(&self.sought(self.hash(key), key), &mut count);
        match found {
            Some(_) => self.statistics.hit(count),
            None => self.statistics.miss(count),
        }
        found
    }

    #[inline]
    fn sought<'a, Q: Eq + ?Sized>(
        &'a self,
        hash: u64,
        key: &'a Q,
    ) -> Sought<impl Fn(&K) -> bool + 'a, impl Fn(&K) -> u64 + 'a>
    where
        K: Borrow<Q>,
    {
        Sought {
            hash,
            is_key: move |other: &K| other.borrow() == key,
            hash_of: move |other: &K| self.hash(other),
        }
    }

    /// Puts in an entry whose key is not there.
    #[inline]
    pub(super) fn put(
        &mut self,
        vacancy: Vacancy<K, V, D>,
        hash: u64,
        key: K,
        value: V,
        mut count: T::Count,
    ) -> Place<K, V, D> {
        let vacancy = match self.table.fits(&vacancy) {
            true => vacancy,
            false => self.grow(hash),
        };
        let place = self.table.put(vacancy, hash, key, value, &mut count);
        self.statistics.insert(count);
        place
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, hash: u64) -> Vacancy<K, V, D> {
        let hasher = &self.hasher;
        let hash_of = |key: &K| hash_of::<K, V, D, _>(hasher, key);
        self.table.grow(&hash_of);
        self.statistics.resize(self.table.entries());
        self.table.vacancy(hash, &hash_of)
    }

    pub(super) fn take(&mut self, place: Place<K, V, D>, mut count: T::Count) -> (K, V) {
        let hasher = &self.hasher;
        let hash_of = |key: &K| hash_of::<K, V, D, _>(hasher, key);
        let entry = self.table.take(place, &hash_of, &mut count);
        self.statistics.hit(count);
        entry
    }
}

pub(super) type Place<K, V, D> = <<D as Design>::Table<K, V> as Table<K, V>>::Place;
pub(super) type Vacancy<K, V, D> = <<D as Design>::Table<K, V> as Table<K, V>>::Vacancy;

#[inline]
fn hash_of<K, V, D: Design, Q: Hash + ?Sized>(hasher: &impl BuildHasher, key: &Q) -> u64 {
    D::Table::<K, V>::held_hash(hasher.hash_one(key))
}
