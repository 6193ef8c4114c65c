//! Keys without those that came before.

use std::hash::{BuildHasher, Hash};
use std::ops::{Index, Range};

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashSet, HashTable};

use super::Packed;

/// Keeps every key the first time it comes.
pub(super) fn retain_distinct<K: Copy + Eq + Hash>(keys: &mut Vec<K>) {
    let mut seen = HashSet::with_capacity(keys.len());
    keys.retain(|&key| seen.insert(key));
}

/// Every string the first time it comes. Remembers places, not strings.
pub(super) fn distinct<B>(keys: Packed<B>) -> Packed<B>
where
    B: Index<Range<usize>, Output: Eq + Hash>,
    Packed<B>: for<'a> FromIterator<&'a B::Output>,
{
    let repeated = repeated_places(&keys);
    if repeated.is_empty() {
        return keys;
    }
    let mut repeated = repeated.into_iter().peekable();
    let places = keys.iter().enumerate();
    let first = places.filter(|(place, _)| repeated.next_if_eq(place).is_none());
    first.map(|(_, key)| key).collect()
}

/// The places of the strings that came before, in order.
fn repeated_places<B: Index<Range<usize>, Output: Eq + Hash>>(keys: &Packed<B>) -> Vec<usize> {
    let hasher = DefaultHashBuilder::default();
    let mut seen: HashTable<usize> = HashTable::with_capacity(keys.len());
    let mut repeated = Vec::new();
    for (place, key) in keys.iter().enumerate() {
        let hash_of = |&place: &usize| hasher.hash_one(keys.get(place));
        let is_key = |&place: &usize| keys.get(place) == key;
        match seen.entry(hasher.hash_one(key), is_key, hash_of) {
            Entry::Occupied(_) => repeated.push(place),
            Entry::Vacant(vacant) => {
                vacant.insert(place);
            }
        }
    }
    repeated
}
