//! Hash tables from u64 to u64 under one hasher: hit, miss and insert for hashbrown, the Swiss
//! table and the lean one; and what statistics cost that are not recorded.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use hashbrown::{DefaultHashBuilder, HashMap};
use heapwise::table::{Design, Lean, Map, Swiss};

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

criterion_group!(benches, operations);
criterion_main!(benches);
