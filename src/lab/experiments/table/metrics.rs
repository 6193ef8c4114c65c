//! What is told of a map beside its footprint and its times: probes, bytes.

use std::marker::PhantomData;

use crate::alloc::count;
use crate::experiment::Examination;
use crate::lab::table::expected::Probes;
use crate::lab::table::{Histogram, Recorded};
use crate::record::Metric;

use super::Tabled;
use super::families::{self, Family, Theory};
use super::keys::{KeyVisitor, TableKey};
use super::lengths;
use super::work::insert_all;

/// The probes of the work's parts, done once more on a map that records them.
pub(super) fn examine<D: Theory>(tabled: &Tabled) -> Examination {
    tabled.keys.visit(Recording::<D>(tabled, PhantomData))
}

struct Recording<'a, D>(&'a Tabled, PhantomData<D>);

impl<D: Theory> KeyVisitor for Recording<'_, D> {
    type Output = Examination;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> Examination {
        let mut map = families::own::<K, D, Recorded>(self.0);
        let entries = insert_all(&mut map, keys);
        let inserted = map.take_statistics();
        shuffled.clone().for_each(|key| _ = map.get(&key));
        absent.for_each(|key| _ = map.get(&key));
        let looked_up = map.take_statistics();
        let (slots, load) = (map.slots() as u64, map.load_factor());
        let half = shuffled.take(entries / 2);
        half.clone().for_each(|key| _ = map.remove(&key));
        insert_all(&mut map, half);
        let changed = map.take_statistics();

        let expected = D::expected(slots, entries as u64);
        let series = lengths::series(&looked_up, |longest| D::expected_lengths(load, longest));
        let examination = Examination::default()
            .metric(Metric::new("load_factor", load, ""))
            .all(of_look_ups(&looked_up, expected))
            .metric(Metric::new("resizes", inserted.resizes() as f64, "").detail())
            .all(of_operations(&looked_up, &changed, entries));
        series.into_iter().fold(examination, Examination::series)
    }
}

/// The metrics of hits, then of misses.
fn of_look_ups(looked_up: &Recorded, expected: Option<Probes>) -> impl Iterator<Item = Metric> {
    let hits = of_lengths("hit", &looked_up.hits(), expected.map(|probes| probes.hit));
    let misses = of_lengths(
        "miss",
        &looked_up.misses(),
        expected.map(|probes| probes.miss),
    );
    hits.into_iter().chain(misses)
}

/// The metrics of one kind of look-up.
fn of_lengths(kind: &str, lengths: &Histogram, expected: Option<f64>) -> [Metric; 4] {
    let metric =
        |what: &str, value: f64| Metric::new(format!("probe_{what}_{kind}"), value, "probes");
    let mean = metric("mean", lengths.mean());
    [
        expected.map_or(mean.clone(), |expected| mean.expected(expected)),
        metric("median", lengths.percentile(0.5) as f64).detail(),
        metric("p99", lengths.percentile(0.99) as f64).detail(),
        metric("max", lengths.max() as f64).detail(),
    ]
}

/// What the look-ups compared, and what taking half out and putting it in again met and moved.
fn of_operations(looked_up: &Recorded, changed: &Recorded, entries: usize) -> [Metric; 3] {
    let metric = |name, count: u64, operations: usize| {
        let mean = count as f64 / operations.max(1) as f64;
        Metric::new(name, mean, "an operation").detail()
    };
    [
        metric("comparisons", looked_up.comparisons(), 2 * entries),
        metric("tombstones", changed.tombstones(), entries),
        metric("shifted", changed.shifted(), entries),
    ]
}

/// The bytes of the map that holds every key, live and at the worst moment of building it.
pub(super) fn weigh<F: Family>(tabled: &Tabled) -> Examination {
    let figures = tabled.keys.visit(Built::<F>(tabled, PhantomData));
    let entries = tabled.keys.len() as f64;
    let per_entry = |name: &str, bytes: u64| Metric::new(name, bytes as f64 / entries, "B/entry");
    let peak_bytes = figures.totals.peak_bytes;
    Examination::default()
        .metric(per_entry("live_bytes_per_entry", figures.totals.end_bytes))
        .metric(per_entry("peak_bytes_per_entry", peak_bytes).detail())
        .metric(per_entry("copying_peak_bytes_per_entry", figures.copying_peak_bytes).detail())
}

/// Builds a map and counts what that takes.
struct Built<'a, F>(&'a Tabled, PhantomData<F>);

impl<F: Family> KeyVisitor for Built<'_, F> {
    type Output = count::HeapCounts;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        _shuffled: impl Iterator<Item = K> + Clone,
        _absent: impl Iterator<Item = K> + Clone,
    ) -> count::HeapCounts {
        count::start();
        let mut map = F::make::<K>(self.0);
        insert_all(&mut map, keys);
        let figures = count::stop();
        drop(map);
        figures
    }
}
