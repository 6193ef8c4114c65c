//! What is told of a map beside its footprint: the time of each part of the work, probes, bytes.

use std::marker::PhantomData;
use std::time::{Duration, Instant};

use crate::alloc::count;
use crate::experiment::Examination;
use crate::record::Metric;
use crate::table::{Histogram, Recorded};

use super::Tabled;
use super::dictionary::Dictionary;
use super::families::{Family, RecordedMap};
use super::keys::{KeyVisitor, TableKey};
use super::lengths;
use super::work::{Clock, Part, Work, insert_all};

const BUDGET: Duration = Duration::from_millis(200);
/// Beyond so many rounds the first, which finds cold caches, is left out.
const COLD_ROUNDS: usize = 3;

/// The times of the parts, then the probes.
pub(super) fn examine<F: Family>(tabled: &Tabled) -> Examination {
    Examination::default()
        .all(times::<F>(tabled))
        .and(tabled.keys.visit(Probes::<F>(tabled, PhantomData)))
}

/// The median time of each part over as many rounds as fit into the budget.
fn times<F: Family>(tabled: &Tabled) -> Vec<Metric> {
    let round = || {
        let work = Work::<F, Clock>::new(tabled);
        let (_, clock) = tabled.keys.visit(work);
        clock.ns
    };
    let started = Instant::now();
    let mut rounds = vec![round()];
    while started.elapsed() < BUDGET {
        rounds.push(round());
    }
    if rounds.len() > COLD_ROUNDS {
        rounds.remove(0);
    }
    let parts = rounds[0].iter().map(|(part, _)| *part).enumerate();
    let metric = |(place, part): (usize, Part)| {
        let mut ns: Vec<f64> = rounds.iter().map(|round| round[place].1).collect();
        ns.sort_unstable_by(f64::total_cmp);
        let metric = Metric::new(name(part), ns[ns.len() / 2], "ns");
        match part {
            Part::Insert | Part::Hit | Part::Miss => metric,
            _ => metric.detail(),
        }
    };
    parts.map(metric).collect()
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Insert => "insert_ns",
        Part::Hit => "hit_ns",
        Part::Miss => "miss_ns",
        Part::Remove => "remove_ns",
        Part::Reinsert => "reinsert_ns",
        Part::Iterate => "iterate_ns",
    }
}

/// Does the work once more on a map that records it.
struct Probes<'a, F>(&'a Tabled, PhantomData<F>);

impl<F: Family> KeyVisitor for Probes<'_, F> {
    type Output = Examination;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> Examination {
        let Some(mut map) = F::recorded::<K>(self.0) else {
            return Examination::default();
        };
        let entries = insert_all(&mut map, keys.clone());
        let inserted = map.take_recorded();
        shuffled.clone().for_each(|key| _ = map.get(&key));
        absent.clone().for_each(|key| _ = map.get(&key));
        let looked_up = map.take_recorded();
        let expected = F::expected(map.slots() as u64, entries as u64);

        let load = map.load_factor();
        let series = lengths::series(&looked_up, |longest| F::expected_lengths(load, longest));
        let [hit, miss] = ["hit", "miss"];
        let mut metrics = vec![Metric::new("load_factor", load, "")];
        metrics.extend(of_lengths(
            hit,
            &looked_up.hits(),
            expected.map(|probes| probes.hit),
        ));
        metrics.extend(of_lengths(
            miss,
            &looked_up.misses(),
            expected.map(|probes| probes.miss),
        ));
        metrics.push(Metric::new("resizes", inserted.resizes() as f64, "").detail());
        metrics.extend(of_changes(
            &mut map,
            shuffled.take(entries / 2),
            &looked_up,
            entries,
        ));
        series
            .into_iter()
            .fold(Examination::default().all(metrics), Examination::series)
    }
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

/// What the comparisons were, and what taking half out and putting it in again met and moved.
fn of_changes<K: TableKey>(
    map: &mut impl RecordedMap<K>,
    half: impl Iterator<Item = K> + Clone,
    looked_up: &Recorded,
    entries: usize,
) -> [Metric; 3] {
    half.clone().for_each(|key| _ = map.remove(&key));
    insert_all(map, half);
    let changed = map.take_recorded();
    let of_operations = |name, count: u64, operations: usize| {
        Metric::new(
            name,
            count as f64 / operations.max(1) as f64,
            "an operation",
        )
        .detail()
    };
    [
        of_operations("comparisons", looked_up.comparisons(), 2 * entries),
        of_operations("tombstones", changed.tombstones(), entries),
        of_operations("shifted", changed.shifted(), entries),
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
    type Output = count::Figures;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        _shuffled: impl Iterator<Item = K> + Clone,
        _absent: impl Iterator<Item = K> + Clone,
    ) -> count::Figures {
        count::start();
        let mut map = F::make::<K>(self.0);
        insert_all(&mut map, keys);
        let figures = count::stop();
        drop(map);
        figures
    }
}
