//! Many rounds of removal and insertion at one size.

use heapwise::lab::table::group::Portable;
use heapwise::lab::table::growth::{ByFour, ByFraction, ByTwo, UsedTimesThree};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{
    DoubleHashProbe, GroupProbe, LinearProbe, PerturbedProbe, RobinHoodProbe, TriangularProbe,
};
use heapwise::lab::table::{
    CPython, Chained, Design, Map, MaxLoadFactor, PackedBuckets, ProbeStatistics, Swiss,
};

use super::common::Hashing;
use crate::for_each_design;

const ROUNDS: u64 = 40_000;

/// Fills `share` of a map, then removes the oldest entry and inserts a new one for many rounds.
/// Returns the slots before and after, the entries moved in each round, and the mean probe length.
fn churned<D: Design>(share: f64) -> (usize, usize, f64, f64) {
    let limit = MaxLoadFactor::SEVEN_EIGHTHS;
    let mut map = Map::<u64, u64, D, Hashing, ProbeStatistics>::with_max_load_factor(
        limit,
        1500,
        Hashing::Ideal,
    )
    .unwrap();
    let entries = (map.capacity() as f64 * share) as u64;
    (0..entries).for_each(|n| assert_eq!(map.insert(n, n), None));
    let slots = map.slots();
    map.take_statistics();
    for n in 0..ROUNDS {
        assert_eq!(map.remove(&n), Some(n));
        map.insert(n + entries, n + entries);
    }
    let statistics = map.take_statistics();
    let moved = statistics.moved() as f64 / ROUNDS as f64;
    let probes = statistics.inserts().mean();
    (slots, map.slots(), moved, probes)
}

fn keeps_its_size_and_speed<D: Design>() {
    for share in [0.5, 0.85, 1.0] {
        let (before, after, moved, probes) = churned::<D>(share);
        let name = std::any::type_name::<D>();
        // The compact layout cannot reuse its holes.
        let may_grow = name.contains("Compact") && share == 1.0;
        assert!(
            before == after || may_grow,
            "{name} at {share}: {before} slots, then {after}"
        );
        assert!(after <= 4 * before, "{name}: {before} slots, then {after}");
        // The maximum load factor leaves an eighth of the slots empty; half of these may be
        // tombstones.
        assert!(
            moved <= 15.0,
            "{name} at {share}: {moved} entries moved in a round"
        );
        assert!(probes < 60.0, "{name} at {share}: {probes} probes");
    }
}

#[test]
fn no_design_grows_or_slows_down_at_one_size() {
    for_each_design!(keeps_its_size_and_speed());
}

#[test]
fn a_growth_of_cpythons_dictionary_caused_by_holes_is_the_last() {
    let mut map = Map::<u64, u64, CPython, Hashing>::new();
    (0..10).for_each(|n| assert_eq!(map.insert(n, n), None));
    assert_eq!((map.slots(), map.capacity()), (16, 10));
    for n in 0..1000 {
        map.remove(&n);
        map.insert(n + 10, n);
    }
    assert_eq!((map.slots(), map.len()), (32, 10));
}

#[test]
fn groups_that_were_never_full_have_no_tombstones() {
    let mut map = Map::<u64, u64, Swiss, Hashing, ProbeStatistics>::with_capacity(1000);
    (0..100).for_each(|n| assert_eq!(map.insert(n, n), None));
    (0..100).for_each(|n| assert_eq!(map.remove(&n), Some(n)));
    assert!((0..1000).all(|n| !map.contains_key(&n)));
    assert_eq!(map.statistics().tombstones(), 0);
}
