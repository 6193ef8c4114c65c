//! The time of lookups in hashbrown's table, with the function inlined.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hashbrown::HashTable;

use super::keys::Keys;
use super::prediction::seeds_of;
use super::{HashFunction, KeyHasher, ideal};

/// The number of tables of a function without seeds. Their memory differs.
const TABLES: usize = 4;
/// The least number of lookups in a sample.
const MIN_LOOKUPS: usize = 20_000;

/// Measures lookups in several tables with one function: one under each seed under which the function is
/// judged ([`seeds_of`]), or four if it takes no seed. Other load on the machine only makes samples slower,
/// and lasts for some time, so they are best taken at several times.
pub struct LookupTimer {
    keys: LookupKeys,
    tables: Vec<Tables>,
}

impl LookupTimer {
    /// Fills the tables.
    ///
    /// # Panics
    ///
    /// If there are no keys.
    pub fn new(function: &HashFunction, seed: u64, keys: &Keys) -> Self {
        let keys = LookupKeys::new(keys);
        let seeds: Vec<u64> = seeds_of(function, seed).collect();
        let number = seeds.len().max(TABLES);
        let seeds = seeds.into_iter().cycle().take(number);
        let tables = seeds.map(|seed| Tables::new(function.with_seed(seed), &keys));
        Self {
            tables: tables.collect(),
            keys,
        }
    }

    /// Takes samples of each table in turns: at least one, and more until `budget` has passed.
    pub fn sample(&mut self, budget: Duration) {
        let started = Instant::now();
        loop {
            for tables in &mut self.tables {
                tables.sample(&self.keys);
            }
            if started.elapsed() >= budget {
                break;
            }
        }
    }

    /// The time of a lookup in nanoseconds, half of them hits: the mean over the tables of the fastest
    /// sample. Infinite before the first sample.
    pub fn lookup_ns(&self) -> f64 {
        let times = self.tables.iter().map(Tables::lookup_ns);
        times.sum::<f64>() / self.tables.len() as f64
    }
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
}

/// A table of all keys for hits and one of the first half of the keys for misses, under one seed, and
/// the fastest time of a lookup in each.
struct Tables {
    key_hasher: Box<dyn KeyHasher>,
    all: HashTable<u64>,
    first_half: HashTable<u64>,
    hit_ns: f64,
    miss_ns: f64,
}

impl Tables {
    fn new(key_hasher: Box<dyn KeyHasher>, keys: &LookupKeys) -> Self {
        Self {
            all: fill(&*key_hasher, &keys.all),
            first_half: fill(&*key_hasher, &keys.first_half),
            key_hasher,
            hit_ns: f64::INFINITY,
            miss_ns: f64::INFINITY,
        }
    }

    /// Looks up all keys, which are hits, and the second half of the keys, which are misses; both are
    /// hits if there is only one key.
    fn sample(&mut self, keys: &LookupKeys) {
        let hit_ns = time_ns(&*self.key_hasher, &keys.all, 0, &self.all);
        self.hit_ns = self.hit_ns.min(hit_ns);
        let miss_ns = if keys.second_half.is_empty() {
            hit_ns
        } else {
            let first = keys.first_half.len() as u64;
            time_ns(
                &*self.key_hasher,
                &keys.second_half,
                first,
                &self.first_half,
            )
        };
        self.miss_ns = self.miss_ns.min(miss_ns);
    }

    fn lookup_ns(&self) -> f64 {
        (self.hit_ns + self.miss_ns) / 2.0
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

/// The time of a lookup in one sample. As many lookups come before it, so that the table is in the cache as
/// far as it fits, and the time is not that of the tables before it.
fn time_ns(key_hasher: &dyn KeyHasher, keys: &Keys, first: u64, table: &HashTable<u64>) -> f64 {
    let repetitions = MIN_LOOKUPS.div_ceil(keys.len());
    let look_up_all = || {
        for _ in 0..repetitions {
            black_box(key_hasher.count_found(black_box(keys), first, table));
        }
    };
    look_up_all();
    let started = Instant::now();
    look_up_all();
    started.elapsed().as_nanos() as f64 / (repetitions * keys.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::super::functions;
    use super::*;

    #[test]
    fn all_keys_are_hits_and_the_second_half_misses() {
        for keys in [
            Keys::U64((0..1001).collect()),
            Keys::Text(["Rome", "Barcelona", "Paris"].into_iter().collect()),
            Keys::U32(vec![7]),
        ] {
            let keys = LookupKeys::new(&keys);
            assert_eq!(
                keys.first_half.len() + keys.second_half.len(),
                keys.all.len()
            );
            for function in functions::all() {
                if function.name() == "address" {
                    continue;
                }
                let mut tables = Tables::new(function.with_seed(1), &keys);
                let count =
                    |keys: &Keys, first, table| tables.key_hasher.count_found(keys, first, table);
                let hits = count(&keys.all, 0, &tables.all);
                assert_eq!(hits, keys.all.len(), "{}", function.name());
                let first = keys.first_half.len() as u64;
                let misses = count(&keys.second_half, first, &tables.first_half);
                assert_eq!(misses, 0, "{}", function.name());
                tables.sample(&keys);
                assert!(tables.lookup_ns() > 0.0 && tables.lookup_ns().is_finite());
            }
        }
    }
}
