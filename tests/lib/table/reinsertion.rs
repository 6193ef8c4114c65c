//! A map that is filled in the order of another map's entries (rust-lang/rust#36481).

use heapwise::lab::table::group::Portable;
use heapwise::lab::table::growth::{ByFour, ByFraction, ByTwo, UsedTimesThree};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{
    DoubleHashProbe, GroupProbe, LinearProbe, PerturbedProbe, RobinHoodProbe, TriangularProbe,
};
use heapwise::lab::table::{
    CPython, Chained, Chaining, Design, DoubleHashing, Lean, Linear, Map, MaxLoadFactor,
    PackedBuckets, ProbeStatistics, RobinHood, Swiss, Triangular,
};

use super::common::{Hashing, scattered};
use crate::for_each_design;

type Recorded<D> = Map<u64, u64, D, Hashing, ProbeStatistics>;

/// The probes and shifts of an insertion, on average, if a new map takes these keys.
fn work_of_an_insertion<D: Design>(keys: &[u64], max: MaxLoadFactor) -> f64 {
    let mut map = Recorded::<D>::with_max_load_factor(max, 0, Hashing::Ideal).unwrap();
    map.extend(keys.iter().map(|&key| (key, key)));
    let statistics = map.statistics();
    (statistics.inserts().sum() + statistics.shifted()) as f64 / keys.len() as f64
}

/// Compares the work of insertions in the order of another map with that in a random order, and
/// returns the largest ratio.
fn reinsertion<D: Design>(max: MaxLoadFactor) -> f64 {
    let ratio = |number: u64| {
        let mut other = Recorded::<D>::with_max_load_factor(max, 0, Hashing::Ideal).unwrap();
        other.extend((0..number).map(|key| (key, key)));
        let mut keys: Vec<u64> = other.keys().copied().collect();
        let in_order = work_of_an_insertion::<D>(&keys, max);
        keys.sort_unstable_by_key(|&key| scattered(!key));
        in_order / work_of_an_insertion::<D>(&keys, max)
    };
    let sizes = [3_000, 5_000, 7_000, 11_000, 14_000];
    sizes.into_iter().map(ratio).fold(0.0, f64::max)
}

fn is_no_disaster<D: Design>() {
    let ratio = reinsertion::<D>(MaxLoadFactor::SEVEN_EIGHTHS);
    let name = std::any::type_name::<D>();
    assert!(ratio < 4.0, "{name}: {ratio} times the work");
}

#[test]
fn the_order_of_another_map_makes_no_design_quadratic() {
    for_each_design!(is_no_disaster());
}

#[test]
fn the_order_of_another_map_costs_no_named_design_more_than_a_random_order() {
    fn costs_no_more<D: Design>() {
        let ratio = reinsertion::<D>(D::MAX_LOAD_FACTOR);
        let name = std::any::type_name::<D>();
        assert!(ratio < 1.5, "{name}: {ratio} times the work");
    }
    costs_no_more::<Linear>();
    costs_no_more::<RobinHood>();
    costs_no_more::<Triangular>();
    costs_no_more::<DoubleHashing>();
    costs_no_more::<CPython>();
    costs_no_more::<Chaining>();
    costs_no_more::<Lean>();
}

/// As in hashbrown: at a full load, an insertion reads about three times as many groups.
#[test]
fn the_order_of_another_map_costs_a_swiss_table_a_constant_factor() {
    let ratio = reinsertion::<Swiss>(Swiss::MAX_LOAD_FACTOR);
    assert!((1.5..4.0).contains(&ratio), "{ratio} times the work");
}
