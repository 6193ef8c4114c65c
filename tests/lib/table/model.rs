//! Random sequences of operations on every design against `std::collections::HashMap`.

use std::collections::HashMap;

use heapwise::lab::table::group::Portable;
use heapwise::lab::table::growth::{ByFour, ByFraction, ByTwo, UsedTimesThree};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{
    DoubleHashProbe, GroupProbe, LinearProbe, PerturbedProbe, RobinHoodProbe, TriangularProbe,
};
use heapwise::lab::table::{Chained, Design, Entry, Map, MaxLoadFactor, PackedBuckets};
use proptest::prelude::*;

use super::common::{Hashing, Watched, living};
use crate::for_each_design;

#[derive(Debug, Clone, Copy)]
pub enum MapOperation {
    Insert(u64),
    Remove(u64),
    Get(u64),
    GetMut(u64),
    Entry(u64),
    EntryRemove(u64),
    Clear,
    Reserve(usize),
    ShrinkTo(usize),
}

pub fn operations() -> impl Strategy<Value = Vec<MapOperation>> {
    use MapOperation::*;
    let key = || prop_oneof![0..12_u64, 0..200_u64];
    let operation = prop_oneof![
        30 => key().prop_map(Insert),
        20 => key().prop_map(Remove),
        5 => key().prop_map(Get),
        5 => key().prop_map(GetMut),
        10 => key().prop_map(Entry),
        5 => key().prop_map(EntryRemove),
        1 => Just(Clear),
        1 => (0..100_usize).prop_map(Reserve),
        1 => (0..100_usize).prop_map(ShrinkTo),
    ];
    prop::collection::vec(operation, 0..300)
}

pub fn hashing() -> impl Strategy<Value = Hashing> {
    prop_oneof![
        4 => Just(Hashing::Ideal),
        2 => Just(Hashing::Identity),
        1 => Just(Hashing::FirstLetter),
        1 => prop_oneof![Just(0), Just(u64::MAX), any::<u64>()].prop_map(Hashing::Constant),
    ]
}

pub fn limit() -> impl Strategy<Value = MaxLoadFactor> {
    let fraction = prop_oneof![
        Just(0.875),
        Just(2.0 / 3.0),
        Just(0.95),
        Just(0.999),
        0.1..0.99
    ];
    fraction.prop_map(|fraction| MaxLoadFactor::new(fraction).unwrap())
}

pub type Tested<D> = Map<Watched, Watched, D, Hashing>;
pub type Model = HashMap<u64, u64>;

/// Applies an operation to both; `value` is the next new value.
pub fn operate<D: Design>(
    map: &mut Tested<D>,
    model: &mut Model,
    operation: MapOperation,
    value: u64,
) {
    let new = || Watched::new(value);
    let number = |watched: Watched| watched.number;
    match operation {
        MapOperation::Insert(key) => {
            let before = map.insert(Watched::new(key), new()).map(number);
            assert_eq!(before, model.insert(key, value));
        }
        MapOperation::Remove(key) => {
            let before = map.remove(&Watched::new(key)).map(number);
            assert_eq!(before, model.remove(&key));
        }
        MapOperation::Get(key) => {
            let found = map.get(&Watched::new(key)).map(|found| found.number);
            assert_eq!(found, model.get(&key).copied());
            assert_eq!(
                map.contains_key(&Watched::new(key)),
                model.contains_key(&key)
            );
        }
        MapOperation::GetMut(key) => {
            if let Some(found) = map.get_mut(&Watched::new(key)) {
                *found = new();
                *model.get_mut(&key).unwrap() = value;
            }
        }
        MapOperation::Entry(key) => {
            let entry = map
                .entry(Watched::new(key))
                .and_modify(|found| found.number += 1);
            let found = entry.or_insert_with(new).number;
            assert_eq!(
                found,
                *model
                    .entry(key)
                    .and_modify(|found| *found += 1)
                    .or_insert(value)
            );
        }
        MapOperation::EntryRemove(key) => match map.entry(Watched::new(key)) {
            Entry::Occupied(entry) => {
                assert_eq!(entry.key().number, key);
                assert_eq!(Some(entry.remove().number), model.remove(&key));
            }
            Entry::Vacant(entry) => {
                assert_eq!(entry.key().number, key);
                assert!(!model.contains_key(&key));
            }
        },
        MapOperation::Clear => {
            map.clear();
            model.clear();
        }
        MapOperation::Reserve(additional) => {
            map.reserve(additional);
            assert!(map.capacity() >= map.len() + additional);
        }
        MapOperation::ShrinkTo(entries) => {
            map.shrink_to(entries);
            assert!(map.capacity() >= entries.min(map.capacity()).max(map.len()));
        }
    }
}

/// Checks the invariants of a map, and its entries against the model.
pub fn check<D: Design>(map: &Tested<D>, model: &Model) {
    assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
    assert!(map.len() <= map.capacity() && map.capacity() <= map.slots());
    let entries = || map.iter().map(|(key, value)| (key.number, value.number));
    assert_eq!(entries().count(), model.len());
    assert_eq!(&entries().collect::<Model>(), model);
}

fn agrees<D: Design>(operations: &[MapOperation], hashing: Hashing, limit: MaxLoadFactor) {
    let mut map = Tested::<D>::with_max_load_factor(limit, 0, hashing).unwrap();
    let mut model = Model::new();
    for (&operation, value) in operations.iter().zip(1000..) {
        operate(&mut map, &mut model, operation, value);
        assert_eq!(map.len(), model.len());
    }
    check(&map, &model);
    map.iter_mut().for_each(|(_, value)| value.number += 1);
    model.values_mut().for_each(|value| *value += 1);
    check(&map, &model);
    assert_eq!(living(), 2 * map.len());
    for (key, value) in &map {
        assert_eq!(model.get(&key.number), Some(&value.number));
    }
    assert_eq!(map.iter().count(), (&map).into_iter().count());
    let mut left = map.into_iter();
    if let Some((key, value)) = left.next() {
        assert_eq!(model.get(&key.number), Some(&value.number));
    }
    drop(left);
    assert_eq!(living(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn every_design_behaves_as_the_standard_librarys_map(
        operations in operations(),
        hashing in hashing(),
        limit in limit(),
    ) {
        for_each_design!(agrees(&operations, hashing, limit));
    }
}

fn keeps_many<D: Design>() {
    let mut map = Map::<u64, u64, D, Hashing>::new();
    (0..40_000).for_each(|n| assert_eq!(map.insert(n, n), None));
    (0..40_000)
        .step_by(2)
        .for_each(|n| assert_eq!(map.remove(&n), Some(n)));
    map.shrink_to_fit();
    assert!((0..40_000).all(|n| map.get(&n).is_some() == (n % 2 == 1)));
    assert_eq!(map.len(), 20_000);
}

#[test]
fn every_design_holds_many_entries() {
    for_each_design!(keeps_many());
}

fn iterates_in_order<D: Design>() {
    let mut map: Map<u64, u64, D, Hashing> = (0..100).map(|n| (n * 7 % 101, n)).collect();
    map.remove(&14);
    map.insert(14, 100);
    let expected = (0..=100).filter(|&n| n != 2);
    assert!(map.values().copied().eq(expected.clone()));
    assert!(map.into_iter().map(|(_, value)| value).eq(expected));
}

#[test]
fn the_compact_layout_keeps_the_order_of_insertion() {
    iterates_in_order::<(PerturbedProbe, Compact, UsedTimesThree)>();
    iterates_in_order::<(RobinHoodProbe, Compact, ByFraction<5, 4>)>();
    iterates_in_order::<(GroupProbe, Compact, ByTwo)>();
}
