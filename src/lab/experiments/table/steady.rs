//! Times that the parts of the work do not give: of inserts into memory that the process has and into
//! new memory, of lookups that depend on each other, and of inserts in the order of another table.

use std::hash::BuildHasher;
use std::hint::black_box;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use crate::alloc::freed_memory;
use crate::record::Metric;

use super::dictionary::Dictionary;
use super::input::{TableInput, TableVisitor};
use super::keys::KeyOrders;
use super::map_kinds::MapKind;
use super::table_key::{TableKey, TableValue};
use super::work::insert_first;

/// How long each figure is measured, and how long if there are not [`MIN_ROUNDS`] until then.
const BUDGET: Duration = Duration::from_millis(60);
const LONGEST: Duration = Duration::from_secs(1);
const MIN_ROUNDS: usize = 3;

/// The most keys that are inserted in the order of another table. The time for some designs grows
/// with the square of the number.
const MOST_IN_ORDER: usize = 100_000;

/// Measures a map of kind `M` with the keys of `input`.
pub(super) fn measure<M: MapKind>(input: &TableInput) -> Vec<Metric> {
    input.visit(SteadyVisitor::<M>(input, PhantomData))
}

struct SteadyVisitor<'a, M>(&'a TableInput, PhantomData<M>);

impl<M: MapKind> TableVisitor for SteadyVisitor<'_, M> {
    type Output = Vec<Metric>;

    fn visit<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
        build_hasher: S,
    ) -> Vec<Metric> {
        let new_map = || M::new_map::<K, V, S>(self.0, build_hasher.clone());
        let fill = || {
            let mut map = new_map();
            insert_first(&mut map, orders.keys.clone(), usize::MAX);
            map
        };
        let entries = self.0.keys.len();
        let ns = |name: &str, ns: f64| Metric::new(name, ns, "ns");
        let mut metrics = fill_metrics(fill, entries);
        let map = fill();
        if size_of::<V>() > 0 {
            let chase = || chase_values(&map, &orders.shuffled_at, entries);
            metrics.push(ns("hit_latency_ns", median_ns(chase, entries)));
        }
        drop(map);
        let mut first = new_map();
        let in_order = insert_first(&mut first, orders.keys.clone(), MOST_IN_ORDER);
        let copy = || copy_in_order::<K, V>(&first, new_map());
        let copied = median_ns(copy, in_order);
        metrics.push(ns("insert_in_table_order_ns", copied).detail());
        metrics
    }
}

/// The time to fill a map in memory that earlier maps have freed, and what it takes longer in memory
/// that is new to the process. No metrics if the allocator cannot keep what is freed.
fn fill_metrics<T>(fill: impl Fn() -> T, entries: usize) -> Vec<Metric> {
    if !freed_memory::keep() {
        return Vec::new();
    }
    drop(fill());
    let warm = median_ns(&fill, entries);
    let cold = median_ns_after(freed_memory::release, &fill, entries);
    vec![
        Metric::new("insert_warm_ns", warm, "ns"),
        Metric::new("first_touch_ns", (cold - warm).max(0.0), "ns").detail(),
    ]
}

/// Looks up each key only when the value of the one before is known.
fn chase_values<K: TableKey, V: TableValue>(
    map: &impl Dictionary<K, V>,
    key_at: &impl Fn(usize) -> K,
    entries: usize,
) -> usize {
    // The compiler does not know that no bit of a value counts.
    let mask = black_box(0);
    let mut index = 0;
    while index < entries {
        let value = map.get(key_at(index).query()).map_or(0, V::number);
        index += 1 + (value & mask) as usize;
    }
    index
}

/// Inserts the entries of one map into another one, in the order in which the first iterates.
fn copy_in_order<K: TableKey, V: TableValue>(
    first: &impl Dictionary<K, V>,
    mut second: impl Dictionary<K, V>,
) -> impl Sized {
    for (key, value) in first.entries() {
        second.insert(key.clone(), *value);
    }
    second.settle();
    second
}

fn median_ns<T>(work: impl Fn() -> T, operations: usize) -> f64 {
    median_ns_after(|| (), work, operations)
}

/// The median time of `work`, per operation, over as many rounds as fit into the budget. `prepare` is
/// called before each round, and what the work returns is dropped after it; neither is timed.
fn median_ns_after<P, T>(prepare: impl Fn() -> P, work: impl Fn() -> T, operations: usize) -> f64 {
    let mut spent = Duration::ZERO;
    let mut rounds = Vec::new();
    while spent < BUDGET || (rounds.len() < MIN_ROUNDS && spent < LONGEST) {
        prepare();
        let started = Instant::now();
        let result = black_box(work());
        let elapsed = started.elapsed();
        drop(result);
        spent += elapsed;
        rounds.push(elapsed.as_nanos() as f64 / operations.max(1) as f64);
    }
    rounds.sort_unstable_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}
