//! Hash tables from u64 to u64 under one hasher: hit, miss and insert for hashbrown, the Swiss
//! table and the lean one; and what statistics cost that are not recorded.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use hashbrown::{DefaultHashBuilder, HashMap};
use heapwise::lab::table::{Design, Lean, Linear, Map, Swiss};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const SIZES: [usize; 3] = [1_000, 100_000, 10_000_000];

/// The sizes to measure; where the benchmarks are only tried, the largest, which takes long to fill,
/// is left out.
fn sizes() -> impl Iterator<Item = usize> {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let number = if is_trial { 2 } else { SIZES.len() };
    SIZES.into_iter().take(number)
}

/// So many searches are one round.
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

    #[inline]
    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

impl<D: Design> Benched for Map<u64, u64, D, DefaultHashBuilder> {
    fn insert(&mut self, key: u64) {
        self.insert(key, key);
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

/// Numbers that look random, each once.
fn numbers() -> impl Iterator<Item = u64> {
    let mut random = SplitMix64::seed_from_u64(0);
    std::iter::repeat_with(move || random.next_u64())
}

/// Contestants by name, each a round of the same work.
type Contestants<'a> = [(&'static str, &'a dyn Fn())];

/// The fastest of so many rounds of one contestant, each followed by one of every other: whatever
/// else the machine does can only make a round slower, and does so to all.
fn fastest(rounds: u32, contestants: &Contestants, measured: usize) -> Duration {
    let round = || {
        let started = Instant::now();
        contestants[measured].1();
        let elapsed = started.elapsed();
        let others = (0..contestants.len()).filter(|&other| other != measured);
        others.for_each(|other| contestants[other].1());
        elapsed
    };
    (0..rounds).map(|_| round()).min().unwrap_or_default()
}

fn compare(
    criterion: &mut Criterion,
    name: String,
    elements: usize,
    rounds: u32,
    contestants: &Contestants,
) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(elements as u64));
    for (place, (name, work)) in contestants.iter().enumerate() {
        group.bench_function(*name, |bencher| match rounds {
            1 => bencher.iter(work),
            _ => bencher.iter_custom(|times| fastest(rounds, contestants, place) * times as u32),
        });
    }
}

/// Looks up the next so many keys in each round, from the first again when they are through.
fn search<M: Benched>(map: &M, sought: &[u64]) -> impl Fn() {
    let chunks = RefCell::new(sought.chunks_exact(SEARCHES).cycle());
    move || {
        for &key in chunks.borrow_mut().next().into_iter().flatten() {
            black_box(map.get(key));
        }
    }
}

fn searches(criterion: &mut Criterion) {
    for (size, rounds) in sizes().zip([10_000, 1_000, 300]) {
        let keys: Vec<u64> = numbers().take(size).collect();
        let hashbrown = Hashbrown::filled(&keys);
        let swiss = Map::<u64, u64, Swiss>::filled(&keys);
        let lean = Map::<u64, u64, Lean>::filled(&keys);
        // Another order than that of insertion, which memory would remember.
        let mut hits = keys;
        hits.sort_unstable();
        let misses: Vec<u64> = numbers().skip(size).take(size).collect();
        for (what, sought) in [("hit", &hits), ("miss", &misses)] {
            let contestants: &Contestants = &[
                ("hashbrown", &search(&hashbrown, sought)),
                ("Swiss", &search(&swiss, sought)),
                ("Lean", &search(&lean, sought)),
            ];
            compare(
                criterion,
                format!("table-{what}-{size}"),
                SEARCHES,
                rounds,
                contestants,
            );
        }
    }
}

fn inserts(criterion: &mut Criterion) {
    for (size, rounds) in sizes().zip([1_000, 10, 1]) {
        let keys: Vec<u64> = numbers().take(size).collect();
        let contestants: &Contestants = &[
            ("hashbrown", &|| drop(Hashbrown::filled(&keys))),
            ("Swiss", &|| drop(Map::<u64, u64, Swiss>::filled(&keys))),
            ("Lean", &|| drop(Map::<u64, u64, Lean>::filled(&keys))),
        ];
        compare(
            criterion,
            format!("table-insert-{size}"),
            size,
            rounds,
            contestants,
        );
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

/// A function of its own for each map, so that neither loop takes on the shape of what calls it.
#[inline(never)]
fn sum_of<'a>(keys: &'a [u64], get: impl Fn(&'a u64) -> Option<&'a u64>) {
    let found = keys.iter().filter_map(get);
    black_box(found.fold(0, |sum: u64, value| sum.wrapping_add(*value)));
}

fn unrecorded_statistics(criterion: &mut Criterion) {
    let size = 10_000;
    let keys: Vec<u64> = numbers().take(size).collect();
    let mut map = Map::with_capacity(size);
    keys.iter()
        .for_each(|&key| assert_eq!(map.insert(key, key), None));
    let plain = Plain::like(&map, &keys);
    let contestants: &Contestants = &[
        ("never written", &|| sum_of(&keys, |key| plain.get(key))),
        ("not recorded", &|| sum_of(&keys, |key| map.get(key))),
    ];
    compare(
        criterion,
        format!("table-statistics-{size}"),
        size,
        2_000,
        contestants,
    );
}

criterion_group!(benches, unrecorded_statistics, searches, inserts);
criterion_main!(benches);
