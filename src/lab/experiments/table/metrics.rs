//! The metrics and series of a map beside its footprint and its times: probes and bytes.

use std::hash::BuildHasher;
use std::marker::PhantomData;

use crate::experiment::Extras;
use crate::lab::table::expected::MeanProbes;
use crate::lab::table::expected::distribution::ProbeDistributions;
use crate::lab::table::{Histogram, Map, ProbeStatistics};
use crate::record::{Metric, Series};

use super::input::{TableInput, TableVisitor};
use super::keys::{KeyOrders, KeyVisitor};
use super::map_kinds::{self, MapKind, Theory};
use super::table_key::{TableKey, TableValue};
use super::work::insert_first;

/// A series of probe lengths ends at the length that this share of the lookups does not exceed, and
/// at this number of probes at the latest.
const SERIES_SHARE: f64 = 0.999;
const SERIES_LONGEST: usize = 40;

/// Does the parts of the work once more on a map that records its probes.
pub(super) fn inspect_probes<D: Theory>(input: &TableInput) -> Extras {
    input.keys.visit(ProbeVisitor::<D>(input, PhantomData))
}

struct ProbeVisitor<'a, D>(&'a TableInput, PhantomData<D>);

impl<D: Theory> KeyVisitor for ProbeVisitor<'_, D> {
    type Output = Extras;

    fn visit<K: TableKey>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
    ) -> Extras {
        let KeyOrders {
            keys,
            shuffled,
            absent,
            ..
        } = orders;
        let mut map: Map<K::Stored, u64, D, _, ProbeStatistics> =
            map_kinds::new_designed_map(self.0, self.0.build_hasher());
        let entries = insert_first(&mut map, keys, usize::MAX);
        let insertions = map.take_statistics();
        shuffled.clone().for_each(|key| _ = map.get(key.query()));
        absent.for_each(|key| _ = map.get(key.query()));
        let lookups = map.take_statistics();
        let (slots, load) = (map.slots() as u64, map.load_factor());
        let half = entries / 2;
        let removed = shuffled.clone().take(half);
        removed.for_each(|key| _ = map.remove(key.query()));
        insert_first(&mut map, shuffled, half);
        let changes = map.take_statistics();

        let expected = D::expected(slots, entries as u64);
        let series =
            probe_length_series(&lookups, |longest| D::expected_distributions(load, longest));
        let extras = Extras::default()
            .metric(Metric::new("load_factor", load, ""))
            .with_metrics(lookup_metrics(&lookups, expected))
            .metric(Metric::new("resizes", insertions.resizes() as f64, "").detail())
            .with_metrics(operation_metrics(&lookups, &changes, entries));
        series.into_iter().fold(extras, Extras::series)
    }
}

/// The metrics of the hits, then those of the misses.
fn lookup_metrics(
    lookups: &ProbeStatistics,
    expected: Option<MeanProbes>,
) -> impl Iterator<Item = Metric> {
    let expected_hit = expected.map(|means| means.hit);
    let expected_miss = expected.map(|means| means.miss);
    let hits = probe_length_metrics("hit", &lookups.hits(), expected_hit);
    let misses = probe_length_metrics("miss", &lookups.misses(), expected_miss);
    hits.into_iter().chain(misses)
}

/// The metrics of the lookups of one kind.
fn probe_length_metrics(kind: &str, lengths: &Histogram, expected: Option<f64>) -> [Metric; 4] {
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

/// The comparisons of the lookups, and the tombstones and shifts of the removals and insertions.
fn operation_metrics(
    lookups: &ProbeStatistics,
    changes: &ProbeStatistics,
    entries: usize,
) -> [Metric; 3] {
    let metric = |name, count: u64, operations: usize| {
        let mean = count as f64 / operations.max(1) as f64;
        Metric::new(name, mean, "an operation").detail()
    };
    [
        metric("comparisons", lookups.comparisons(), 2 * entries),
        metric("tombstones", changes.tombstones(), entries),
        metric("shifted", changes.shifted(), entries),
    ]
}

/// The shares of the hits and of the misses at each probe length, with the shares that theory
/// expects.
fn probe_length_series(
    lookups: &ProbeStatistics,
    expected: impl Fn(usize) -> Option<ProbeDistributions>,
) -> [Series; 2] {
    let (hits, misses) = (lookups.hits(), lookups.misses());
    let expected_hits = expected(longest_in_series(&hits)).map(|shares| shares.hit);
    let expected_misses = expected(longest_in_series(&misses)).map(|shares| shares.miss);
    [
        length_series("probe_lengths_hit", &hits, expected_hits),
        length_series("probe_lengths_miss", &misses, expected_misses),
    ]
}

fn longest_in_series(lengths: &Histogram) -> usize {
    lengths.percentile(SERIES_SHARE).min(SERIES_LONGEST)
}

fn length_series(name: &str, lengths: &Histogram, expected: Option<Vec<f64>>) -> Series {
    let all = lengths.count().max(1) as f64;
    let counts = lengths.counts().iter().take(longest_in_series(lengths) + 1);
    let shares = counts.map(|&count| count as f64 / all);
    let series = Series::new(name, "probes", "% of look-ups", to_percents(shares));
    series.expected(to_percents(expected.into_iter().flatten()))
}

/// Pairs each share, in %, with its length, and skips the lengths before the first share above 0.
fn to_percents(shares: impl Iterator<Item = f64>) -> impl Iterator<Item = (f64, f64)> {
    let percents = (0..)
        .zip(shares)
        .map(|(length, share)| (f64::from(length), share * 100.0));
    percents.skip_while(|(_, share)| *share == 0.0)
}

/// The bytes of a map with all keys, at the end and at the peak of building it.
pub(super) fn measure_bytes<M: MapKind>(input: &TableInput) -> Extras {
    input.visit(BytesVisitor::<M>(input, PhantomData))
}

struct BytesVisitor<'a, M>(&'a TableInput, PhantomData<M>);

impl<M: MapKind> TableVisitor for BytesVisitor<'_, M> {
    type Output = Extras;

    fn visit<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
        build_hasher: S,
    ) -> Extras {
        let (map, figures) = crate::count(|| {
            let mut map = M::new_map::<K, V, S>(self.0, build_hasher);
            insert_first(&mut map, orders.keys, usize::MAX);
            map
        });
        drop(map);
        let entries = self.0.keys.len() as f64;
        let per_entry =
            |name: &str, bytes: u64| Metric::new(name, bytes as f64 / entries, "B/entry");
        let totals = figures.totals;
        Extras::default()
            .metric(per_entry("live_bytes_per_entry", totals.end_bytes))
            .metric(per_entry("peak_bytes_per_entry", totals.peak_bytes).detail())
            .metric(per_entry("copying_peak_bytes_per_entry", figures.copying_peak_bytes).detail())
    }
}
