//! The time of lookups in hashbrown's table, with the function inlined.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hashbrown::HashTable;

use crate::lab::hash::keys::Keys;
use crate::lab::hash::prediction::seeds_of;
use crate::lab::hash::{HashFunction, KeyHasher, ideal};

/// The number of tables, each under another seed if the function takes one. Even under one seed their
/// memory differs.
const TABLES: usize = 4;
/// How long lookups in a table are repeated.
const BUDGET: Duration = Duration::from_millis(6);
const MIN_SAMPLES: usize = 3;
/// The least number of lookups in a sample.
const MIN_LOOKUPS: usize = 20_000;

/// The time of a lookup in nanoseconds, half of them hits: the mean over several tables of the fastest
/// sample. Other load on the machine only makes samples slower.
pub(super) fn measure_lookup_ns(function: &HashFunction, seed: u64, keys: &Keys) -> f64 {
    let keys = LookupKeys::new(keys);
    let seeds = seeds_of(function, seed).collect::<Vec<u64>>();
    let tables = seeds.into_iter().cycle().take(TABLES);
    let times = tables.map(|seed| keys.fastest_ns(&*function.with_seed(seed)));
    times.sum::<f64>() / TABLES as f64
}

/// Keys in random order, so that no function gains from an order that its hashes have too.
struct LookupKeys {
    all: Keys,
    first_half: Keys,
    second_half: Keys,
}

impl LookupKeys {
    fn new(keys: &Keys) -> Self {
        let order = ideal::hashes(keys.len(), 0);
        let mut indices: Vec<u32> = (0..keys.len() as u32).collect();
        indices.sort_by_key(|&index| order[index as usize]);
        let (first_half, second_half) = indices.split_at(indices.len().div_ceil(2));
        Self {
            all: keys.select(&indices),
            first_half: keys.select(first_half),
            second_half: keys.select(second_half),
        }
    }

    /// The mean of a hit, in a table of all keys, and of a miss of the second half of the keys, in a
    /// table of the first half. Both are hits if there is only one key.
    fn fastest_ns(&self, key_hasher: &dyn KeyHasher) -> f64 {
        let hit = fastest_ns(key_hasher, &self.all, 0, &fill(key_hasher, &self.all));
        if self.second_half.is_empty() {
            return hit;
        }
        let first = self.first_half.len() as u64;
        let table = fill(key_hasher, &self.first_half);
        let miss = fastest_ns(key_hasher, &self.second_half, first, &table);
        (hit + miss) / 2.0
    }
}

/// A table of the numbers of `keys` from 0 on.
fn fill(key_hasher: &dyn KeyHasher, keys: &Keys) -> HashTable<u64> {
    let mut table = HashTable::with_capacity(keys.len());
    for (number, hash) in (0..).zip(key_hasher.hashes(keys)) {
        table.insert_unique(hash, number, |_| unreachable!("the table has room"));
    }
    table
}

/// The fastest time of a lookup over as many samples as fit into the budget.
fn fastest_ns(key_hasher: &dyn KeyHasher, keys: &Keys, first: u64, table: &HashTable<u64>) -> f64 {
    let repetitions = MIN_LOOKUPS.div_ceil(keys.len());
    let sample = || {
        let started = Instant::now();
        for _ in 0..repetitions {
            black_box(key_hasher.count_found(black_box(keys), first, table));
        }
        started.elapsed()
    };
    let lookups = (repetitions * keys.len()) as f64;
    let started = Instant::now();
    let mut samples = Vec::new();
    while samples.len() < MIN_SAMPLES || started.elapsed() < BUDGET / 2 {
        samples.push(sample());
    }
    let fastest = samples.into_iter().min().unwrap_or_default();
    fastest.as_nanos() as f64 / lookups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::hash::functions;

    #[test]
    fn all_keys_are_hits_and_the_second_half_misses() {
        for keys in [
            Keys::U64((0..1001).collect()),
            Keys::Text(["Rome", "Barcelona", "Paris"].into_iter().collect()),
            Keys::U32(vec![7]),
        ] {
            let lookup_keys = LookupKeys::new(&keys);
            let LookupKeys {
                all,
                first_half,
                second_half,
            } = &lookup_keys;
            assert_eq!(first_half.len() + second_half.len(), keys.len());
            for function in functions::all() {
                if function.name() == "address" {
                    continue;
                }
                let key_hasher = function.with_seed(1);
                let found = |keys: &Keys, first, table: &Keys| {
                    key_hasher.count_found(keys, first, &fill(&*key_hasher, table))
                };
                assert_eq!(found(all, 0, all), keys.len(), "{}", function.name());
                let half = first_half.len() as u64;
                assert_eq!(
                    found(second_half, half, first_half),
                    0,
                    "{}",
                    function.name()
                );
                assert!(lookup_keys.fastest_ns(&*key_hasher) > 0.0);
            }
        }
    }
}
