//! Computations on hash tables, of chapter 4.

use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use crate::lab::hash::integers::Identity;
use crate::lab::hash::letters::{BuildFirstLetter, BuildTwoLetter};
use crate::lab::hash::{functions, keys::Keys};
use crate::lab::table::growth::{TableGrowth, UsedTimesThree};
use crate::lab::table::probe::{LinearProbe, PerturbedProbe, ProbeOrder, ProbeSeq};
use crate::lab::table::reduction::{Mask, Reduction};
use crate::lab::table::{CPython, Map, ProbeStatistics};
use crate::units;

type Dict = Map<u64, (), CPython, BuildHasherDefault<Identity>>;

/// The number of slots of CPython's dictionary after each of the keys 1, 2, … `keys`.
fn slots_by_length(keys: u64) -> impl Iterator<Item = (u64, usize)> {
    let mut dict = Dict::default();
    (0..keys).map(move |key| {
        dict.insert(key, ());
        (key + 1, dict.slots())
    })
}

/// The number of slots of a dictionary with so many keys.
pub(super) fn slots_with(keys: u64) -> usize {
    slots_by_length(keys).last().map_or(0, |(_, slots)| slots)
}

/// The greatest load factor of a dictionary while it grows to so many keys.
pub(super) fn greatest_load(keys: u64) -> f64 {
    let loads = slots_by_length(keys).map(|(length, slots)| length as f64 / slots as f64);
    loads.fold(0.0, f64::max)
}

/// The lengths at which a dictionary grows, up to `keys`, and its slots after that.
pub(super) fn growth_of_dict(keys: u64) -> Vec<(u64, usize)> {
    let mut growth: Vec<(u64, usize)> = slots_by_length(keys).collect();
    growth.dedup_by_key(|(_, slots)| *slots);
    growth.split_off(1)
}

/// The slots of a dictionary of 1000 keys, after all but 10 are removed, and after the next insertion that
/// needs room, by CPython's rule.
pub(super) fn shrinking_dict() -> [usize; 3] {
    let mut dict = Dict::default();
    (0..1000).for_each(|key| assert!(dict.insert(key, ()).is_none()));
    let full = dict.slots();
    (10..1000).for_each(|key| assert!(dict.remove(&key).is_some()));
    let removed = dict.slots();
    [full, removed, UsedTimesThree::next(removed, dict.len())]
}

/// A hash function under which all keys collide.
#[derive(Default)]
struct Constant;

impl Hasher for Constant {
    fn write(&mut self, _: &[u8]) {}

    fn finish(&self) -> u64 {
        0
    }
}

/// The mean number of slots that a lookup of each of `keys` keys reads in CPython's dictionary.
fn mean_probes<S: BuildHasher + Default>(keys: u64) -> f64 {
    let mut map: Map<u64, (), CPython, S, ProbeStatistics> = Map::new();
    (0..keys).for_each(|key| assert!(map.insert(key, ()).is_none()));
    drop(map.take_statistics());
    (0..keys).for_each(|key| assert!(map.contains_key(&key)));
    map.statistics().hits().mean()
}

/// The mean probes of a hit at 1000 and at 100 000 keys.
pub(super) fn probes_by_size() -> [f64; 2] {
    [1000, 100_000].map(mean_probes::<foldhash::fast::FixedState>)
}

/// The mean probes of a hit at 100 and at 1000 keys that all collide.
pub(super) fn probes_of_colliding_keys() -> [f64; 2] {
    [100, 1000].map(mean_probes::<BuildHasherDefault<Constant>>)
}

/// The slot that the low bits of a hash select.
pub(super) fn slot_of(hash: u64, slots: usize) -> usize {
    Mask::home(hash, slots)
}

/// Whether CPython's probing visits every slot of each table up to 2¹² slots, for several hashes.
pub(super) fn perturbed_probing_is_complete() -> bool {
    (3..=12).all(|bits| {
        let slots = 1 << bits;
        let hashes = (0..64).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        hashes.into_iter().all(|hash| {
            let mut visited = vec![false; slots];
            // The perturbation is used up after 13 steps; then the sequence has a period of all slots.
            let sequence = ProbeSeq::<PerturbedProbe, Mask>::new(hash, slots);
            sequence
                .take(slots + 13)
                .for_each(|slot| visited[slot] = true);
            visited.into_iter().all(|visited| visited)
        })
    })
}

/// Whether two hashes with equal low bits have the same first slots under linear probing and under
/// CPython's, in a table of 8.
pub(super) fn sequences_are_equal() -> [bool; 2] {
    fn sequence<O: ProbeOrder>(hash: u64) -> Vec<usize> {
        let (mut order, slots) = (O::from_hash::<Mask>(hash, 8), 8);
        let home = Mask::home(hash, slots);
        let next = |slot: &usize| Some(order.next::<Mask>(*slot, slots));
        std::iter::successors(Some(home), next).take(8).collect()
    }
    let (one, other) = (0b0001_0101, 0b1110_0101_1101);
    [
        sequence::<LinearProbe>(one) == sequence::<LinearProbe>(other),
        sequence::<PerturbedProbe>(one) == sequence::<PerturbedProbe>(other),
    ]
}

/// Whether a lookup finds the second of two keys of one home slot after the first is removed: if its slot
/// becomes empty, and if it becomes a marker.
pub(super) fn found_after_deletion() -> [bool; 2] {
    #[derive(Clone, Copy, PartialEq)]
    enum Slot {
        Empty,
        Marker,
        Key(u64),
    }
    [Slot::Empty, Slot::Marker].map(|removed| {
        // The keys 1 and 9 have the home slot 1 of 8.
        let mut slots = [Slot::Empty; 8];
        [slots[1], slots[2]] = [Slot::Key(1), Slot::Key(9)];
        slots[1] = removed;
        let read = slots.iter().skip(1);
        let mut read = read.take_while(|slot| **slot != Slot::Empty);
        read.any(|slot| *slot == Slot::Key(9))
    })
}

/// By how many percent CPython's compact layout is smaller than entries of 24 bytes in the slots, at each
/// width of the index: for 8 slots, and for the smallest table with 2 and with 4 bytes an index.
pub(super) fn savings_of_compact() -> [f64; 3] {
    [(8, 1.0), (256, 2.0), (1 << 16, 4.0)].map(|(slots, index_bytes)| {
        let entries = f64::from(2 * slots / 3);
        let compact = f64::from(slots) * index_bytes + entries * 24.0;
        (1.0 - compact / (f64::from(slots) * 24.0)) * 100.0
    })
}

/// The slots of 8 of two cities under the hash by the first letter.
pub(super) fn slots_of_cities() -> [u64; 2] {
    ["Rome", "Barcelona"].map(|city| BuildFirstLetter::default().hash_one(city) & 0b111)
}

/// The number of different slots of the 676 keys of two letters, in a table of so many slots.
pub(super) fn slots_of_two_letters(slots: u64) -> usize {
    let letters = || 'a'..='z';
    let keys = letters().flat_map(|one| letters().map(move |two| format!("{one}{two}")));
    let homes = keys.map(|key| BuildTwoLetter::default().hash_one(key.as_str()) & (slots - 1));
    let mut homes: Vec<u64> = homes.collect();
    homes.sort_unstable();
    homes.dedup();
    homes.len()
}

/// Whether equal keys at two places in memory have the same hash under this function.
pub(super) fn finds_equal_keys(function: &str) -> bool {
    let keys = || Keys::Text(["a point", "another"].into_iter().collect());
    let function = functions::find(function).expect("a built-in function");
    let (one, other) = (keys(), keys());
    let hasher = function.with_seed(0);
    hasher.hashes(&one) == hasher.hashes(&other)
}

/// The hash of an integer under CPython's rule for small integers.
pub(super) fn hash_of_integer(integer: u64) -> u64 {
    BuildHasherDefault::<Identity>::default().hash_one(integer)
}

/// The entropy of 8 equally likely values, and of 8 values if one has half of the probability.
pub(super) fn entropy_of_even_and_uneven() -> String {
    let entropy =
        |shares: &[f64]| -> f64 { shares.iter().map(|share| -share * share.log2()).sum() };
    let even = entropy(&[0.125; 8]);
    let mut uneven = [0.5 / 7.0; 8];
    uneven[0] = 0.5;
    format!(
        "{} bits for 8 values that are equally likely, {} if one of them has half of the probability",
        units::digits(even),
        units::digits(entropy(&uneven))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_grows_at_the_keys_of_cpython() {
        let growth = growth_of_dict(200);
        assert_eq!(
            growth,
            [
                (6, 16),
                (11, 32),
                (22, 64),
                (43, 128),
                (86, 256),
                (171, 512)
            ]
        );
    }

    #[test]
    fn a_marker_keeps_the_later_key() {
        assert_eq!(found_after_deletion(), [false, true]);
    }

    #[test]
    fn perturbing_tells_keys_apart_and_linear_probing_does_not() {
        assert_eq!(sequences_are_equal(), [true, false]);
        assert!(perturbed_probing_is_complete());
    }
}
