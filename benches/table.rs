//! Hash tables from u64 to u64 with one hasher: hits, misses and insertions in hashbrown, the Swiss
//! table and the lean table; and the cost of statistics that record nothing.
//!
//! Intel processors from Skylake to Cascade Lake decode a jump slowly if it touches the end of 32 bytes of code,
//! so that the place of the code changes a ratio by up to 0.2. On these, measure with
//! `RUSTFLAGS=-Cllvm-args=-x86-branches-within-32B-boundaries`.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use hashbrown::{DefaultHashBuilder, HashMap};
use heapwise::lab::table::reduction::{Mask, salted_home};
use heapwise::lab::table::{Design, Lean, Linear, Map, Swiss};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const SIZES: [usize; 4] = [1_000, 50_000, 100_000, 1_000_000];

/// The sizes to measure: with `--test`, only the first one.
fn sizes() -> impl Iterator<Item = usize> {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let number = if is_trial { 1 } else { SIZES.len() };
    SIZES.into_iter().take(number)
}

/// The number of lookups in a round.
const LOOKUPS: usize = 1_000;

type Hashbrown = HashMap<u64, u64>;

/// The operations of a map that the benchmarks use.
trait BenchMap: Default {
    fn insert(&mut self, key: u64);
    fn get(&self, key: u64) -> Option<u64>;

    fn from_keys(keys: &[u64]) -> Self {
        let mut map = Self::default();
        keys.iter().for_each(|&key| map.insert(key));
        map
    }
}

impl BenchMap for Hashbrown {
    fn insert(&mut self, key: u64) {
        self.insert(key, key);
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

impl<D: Design> BenchMap for Map<u64, u64, D, DefaultHashBuilder> {
    fn insert(&mut self, key: u64) {
        self.insert(key, key);
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u64> {
        self.get(&key).copied()
    }
}

/// Pseudorandom numbers without repetition.
fn numbers() -> impl Iterator<Item = u64> {
    let mut random = SplitMix64::seed_from_u64(0);
    std::iter::repeat_with(move || random.next_u64())
}

/// The contestants, each with its name and a round of the same work.
type Contestants<'a> = [(&'static str, &'a dyn Fn())];

/// The fastest of `rounds` rounds of the contestant `measured`. A round of each other contestant
/// follows each of them, so that other load on the machine, which only makes rounds slower, affects
/// all contestants alike.
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
    print_ratios(&name, rounds, contestants);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(elements as u64));
    for (index, (name, _)) in contestants.iter().enumerate() {
        group.bench_function(*name, |bencher| {
            bencher.iter_custom(|times| fastest(rounds, contestants, index) * times as u32)
        });
    }
}

/// Prints the time of each contestant divided by that of the first one, by the medians of `rounds`
/// rounds in turn.
fn print_ratios(name: &str, rounds: u32, contestants: &Contestants) {
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for ((_, work), times) in contestants.iter().zip(&mut times) {
            let started = Instant::now();
            work();
            times.push(started.elapsed());
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    let medians: Vec<f64> = times.iter_mut().map(median).collect();
    for ((contestant, _), time) in contestants.iter().zip(&medians).skip(1) {
        let (first, ratio) = (contestants[0].0, time / medians[0]);
        println!("{name}: {contestant} takes {ratio:.2} times the time of {first}");
    }
}

/// Looks up the next [`LOOKUPS`] keys in each round, and starts again after the last ones.
fn look_up<M: BenchMap>(map: &M, keys: &[u64]) -> impl Fn() {
    let chunks = RefCell::new(keys.chunks_exact(LOOKUPS).cycle());
    move || {
        for &key in chunks.borrow_mut().next().into_iter().flatten() {
            black_box(map.get(key));
        }
    }
}

fn lookups(criterion: &mut Criterion) {
    for (size, rounds) in sizes().zip([10_000, 3_000, 1_000, 300]) {
        let keys: Vec<u64> = numbers().take(size).collect();
        let hashbrown = Hashbrown::from_keys(&keys);
        let swiss = Map::<u64, u64, Swiss>::from_keys(&keys);
        let lean = Map::<u64, u64, Lean>::from_keys(&keys);
        // Sorted, because the order of insertion may be the order in memory.
        let mut hits = keys;
        hits.sort_unstable();
        let misses: Vec<u64> = numbers().skip(size).take(size).collect();
        for (what, keys) in [("hit", &hits), ("miss", &misses)] {
            let contestants: &Contestants = &[
                ("hashbrown", &look_up(&hashbrown, keys)),
                ("Swiss", &look_up(&swiss, keys)),
                ("Lean", &look_up(&lean, keys)),
            ];
            compare(
                criterion,
                format!("table-{what}-{size}"),
                LOOKUPS,
                rounds,
                contestants,
            );
        }
    }
}

fn inserts(criterion: &mut Criterion) {
    for (size, rounds) in sizes().zip([5_000, 100, 30, 5]) {
        let keys: Vec<u64> = numbers().take(size).collect();
        let contestants: &Contestants = &[
            ("hashbrown", &|| drop(Hashbrown::from_keys(&keys))),
            ("Swiss", &|| drop(Map::<u64, u64, Swiss>::from_keys(&keys))),
            ("Lean", &|| drop(Map::<u64, u64, Lean>::from_keys(&keys))),
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

/// Linear probing without code for statistics.
struct PlainTable {
    hasher: DefaultHashBuilder,
    tags: Box<[u8]>,
    entries: Box<[(u64, u64)]>,
}

const EMPTY: u8 = 0xff;
const DELETED: u8 = 0x80;

impl PlainTable {
    /// A table with the slots and hasher of `map`, in which `keys` are inserted in the same order.
    fn copy_of(map: &Map<u64, u64, Linear>, keys: &[u64]) -> Self {
        let mut plain = Self {
            hasher: map.hasher().clone(),
            tags: vec![EMPTY; map.slots()].into(),
            entries: vec![(0, 0); map.slots()].into(),
        };
        for &key in keys {
            let mut slot = plain.home(key);
            while plain.tags[slot] != EMPTY {
                slot = plain.next(slot);
            }
            plain.tags[slot] = 0;
            plain.entries[slot] = (key, key);
        }
        plain
    }

    fn home(&self, key: u64) -> usize {
        salted_home::<Mask>(self.hasher.hash_one(key), self.entries.len())
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
            let tag = self.tags[slot];
            if tag < DELETED {
                if self.entries[slot].0 == *key {
                    return Some(slot);
                }
            } else if tag == EMPTY {
                return None;
            }
            slot = self.next(slot);
        }
    }

    fn get(&self, key: &u64) -> Option<&u64> {
        let slot = self.find(key)?;
        assert!(self.tags[slot] < DELETED);
        Some(&self.entries[slot].1)
    }
}

/// Sums the values of the keys. Each map has a compiled copy of its own, so that the caller does not
/// influence how the loop is optimized.
#[inline(never)]
fn sum_values<'a>(keys: &'a [u64], get: impl Fn(&'a u64) -> Option<&'a u64>) {
    let found = keys.iter().filter_map(get);
    black_box(found.fold(0, |sum: u64, value| sum.wrapping_add(*value)));
}

fn unrecorded_statistics(criterion: &mut Criterion) {
    let size = 10_000;
    let keys: Vec<u64> = numbers().take(size).collect();
    let mut map = Map::with_capacity(size);
    keys.iter()
        .for_each(|&key| assert_eq!(map.insert(key, key), None));
    let plain = PlainTable::copy_of(&map, &keys);
    let contestants: &Contestants = &[
        ("never written", &|| sum_values(&keys, |key| plain.get(key))),
        ("not recorded", &|| sum_values(&keys, |key| map.get(key))),
    ];
    compare(
        criterion,
        format!("table-statistics-{size}"),
        size,
        2_000,
        contestants,
    );
}

criterion_group!(benches, unrecorded_statistics, lookups, inserts);
criterion_main!(benches);
