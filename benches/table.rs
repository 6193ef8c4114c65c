//! Hash tables from u64 to u64 under one hasher: hit, miss and insert for hashbrown, the Swiss
//! table and the lean one; and what statistics cost that are not recorded.

use std::hash::BuildHasher;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use hashbrown::{DefaultHashBuilder, HashMap};
use heapwise::table::{Design, Lean, Linear, Map, Swiss};

const SIZES: [usize; 3] = [1_000, 100_000, 10_000_000];
/// So many searches are one iteration.
const SEARCHES: usize = 1_000;

type Hashbrown = HashMap<u64, u64>;

/// What a benchmark does with a map.
trait Benched: Default {
    fn insert(&mut self, key: u64);
    fn get(&self, key: u64) -> Option<u64>;

    fn filled(keys: &[u64]) -> Self {
        let mut map = Self::default();
        keys.iter().for_each(|&key| map.insert(key));
        map
    }
}

impl Benched for Hashbrown {
    fn insert(&mut self, key: u64) {
        self.insert(key, key);
    }

    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

impl<D: Design> Benched for Map<u64, u64, D, DefaultHashBuilder> {
    fn insert(&mut self, key: u64) {
        self.insert(key, key);
    }

    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

/// Numbers that look random, each once (S. Vigna's SplitMix64).
fn numbers(from: u64) -> impl Iterator<Item = u64> {
    (from..).map(|n| {
        let n = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ n >> 31
    })
}

fn group<'a>(
    criterion: &'a mut Criterion,
    what: &str,
    size: usize,
) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("table-{what}-{size}"));
    group.sample_size(if what == "insert" { 10 } else { 40 });
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    group
}

fn insert<M: Benched>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, keys: &[u64]) {
    group.throughput(Throughput::Elements(keys.len() as u64));
    group.bench_function(name, |bencher| bencher.iter(|| M::filled(keys)));
}

fn search<M: Benched>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    keys: &[u64],
    sought: &[u64],
) {
    group.throughput(Throughput::Elements(SEARCHES as u64));
    let map = M::filled(keys);
    let mut sought = sought.chunks_exact(SEARCHES).cycle();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for &key in sought.next().into_iter().flatten() {
                black_box(map.get(key));
            }
        });
    });
}

fn operations(criterion: &mut Criterion) {
    for size in SIZES {
        let keys: Vec<u64> = numbers(0).take(size).collect();
        // Another order than that of insertion, which memory would remember.
        let mut hits = keys.clone();
        hits.sort_unstable();
        let misses: Vec<u64> = numbers(1 << 40).take(size).collect();
        for (what, sought) in [("hit", &hits), ("miss", &misses)] {
            let mut group = group(criterion, what, size);
            search::<Hashbrown>(&mut group, "hashbrown", &keys, sought);
            search::<Map<u64, u64, Swiss>>(&mut group, "Swiss", &keys, sought);
            search::<Map<u64, u64, Lean>>(&mut group, "Lean", &keys, sought);
        }
        let mut group = group(criterion, "insert", size);
        insert::<Hashbrown>(&mut group, "hashbrown", &keys);
        insert::<Map<u64, u64, Swiss>>(&mut group, "Swiss", &keys);
        insert::<Map<u64, u64, Lean>>(&mut group, "Lean", &keys);
    }
}

/// What linear probing without a thought of statistics would be.
struct Plain {
    hasher: DefaultHashBuilder,
    marks: Box<[u8]>,
    entries: Box<[(u64, u64)]>,
}

const EMPTY: u8 = 0xff;
const TOMBSTONE: u8 = 0x80;

impl Plain {
    /// The same slots filled in the same order as those of a map.
    fn like(map: &Map<u64, u64, Linear>, keys: &[u64]) -> Self {
        let mut plain = Self {
            hasher: map.hasher().clone(),
            marks: vec![EMPTY; map.slots()].into(),
            entries: vec![(0, 0); map.slots()].into(),
        };
        for &key in keys {
            let mut slot = plain.home(key);
            while plain.marks[slot] != EMPTY {
                slot = plain.next(slot);
            }
            plain.marks[slot] = 0;
            plain.entries[slot] = (key, key);
        }
        plain
    }

    fn home(&self, key: u64) -> usize {
        self.hasher.hash_one(key) as usize & (self.entries.len() - 1)
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.entries.len() - 1)
    }

    fn find(&self, key: &u64) -> Option<usize> {
        if self.entries.is_empty() {
            return None;
        }
        let mut slot = self.home(*key);
        loop {
            let mark = self.marks[slot];
            if mark < TOMBSTONE {
                if self.entries[slot].0 == *key {
                    return Some(slot);
                }
            } else if mark == EMPTY {
                return None;
            }
            slot = self.next(slot);
        }
    }

    fn get(&self, key: &u64) -> Option<&u64> {
        let slot = self.find(key)?;
        assert!(self.marks[slot] < TOMBSTONE);
        Some(&self.entries[slot].1)
    }
}

const ROUNDS: u32 = 5_000;

/// The fastest of many rounds of `measured`, each followed by one of `other`: whatever else the
/// machine does can only make a round slower, and does so to both.
fn fastest(measured: &dyn Fn(), other: &dyn Fn()) -> Duration {
    let round = || {
        let started = Instant::now();
        measured();
        let elapsed = started.elapsed();
        other();
        elapsed
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn sum_of<'a>(keys: &'a [u64], get: impl Fn(&'a u64) -> Option<&'a u64>) {
    let found = keys.iter().filter_map(get);
    black_box(found.fold(0, |sum: u64, value| sum.wrapping_add(*value)));
}

fn unrecorded_statistics(criterion: &mut Criterion) {
    let size = 10_000;
    let mut group = group(criterion, "statistics", size);
    group.sample_size(10);
    group.throughput(Throughput::Elements(size as u64));
    let keys: Vec<u64> = numbers(0).take(size).collect();
    let mut map = Map::with_capacity(size);
    keys.iter()
        .for_each(|&key| assert_eq!(map.insert(key, key), None));
    let plain = Plain::like(&map, &keys);
    let never_written = || sum_of(&keys, |key| plain.get(key));
    let not_recorded = || sum_of(&keys, |key| map.get(key));
    group.bench_function("never written", |bencher| {
        bencher.iter_custom(|times| fastest(&never_written, &not_recorded) * times as u32);
    });
    group.bench_function("not recorded", |bencher| {
        bencher.iter_custom(|times| fastest(&not_recorded, &never_written) * times as u32);
    });
}

criterion_group!(benches, unrecorded_statistics, operations);
criterion_main!(benches);
