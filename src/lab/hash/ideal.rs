//! Hashes of an ideal function: random numbers.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::model::{LookupWork, TableLayout, TableWork};

/// The least number of keys for which all samples together count lookups.
const COUNTED_KEYS: usize = 16_000;
const MAX_SAMPLES: usize = 1000;

/// The hashes of `keys` keys. `sample` determines them.
pub fn hashes(keys: usize, sample: u64) -> Vec<u64> {
    let mut random = SplitMix64::seed_from_u64(sample);
    (0..keys).map(|_| random.next_u64()).collect()
}

/// The work of several samples of hashes: at least four, and more of few keys.
pub(super) fn sample_work(keys: usize, layout: TableLayout) -> Vec<TableWork> {
    let samples = COUNTED_KEYS.div_ceil(keys).clamp(4, MAX_SAMPLES) as u64;
    let samples = (0..samples).map(|sample| layout.count(&hashes(keys, sample)));
    samples.collect()
}

/// The mean of each kind of lookup.
pub(super) fn mean_work(works: &[TableWork]) -> TableWork {
    let misses: Option<Vec<LookupWork>> = works.iter().map(|work| work.miss).collect();
    TableWork {
        hit: mean(works.iter().map(|work| work.hit)),
        miss: misses.map(|misses| mean(misses.into_iter())),
        insert: mean(works.iter().map(|work| work.insert)),
    }
}

fn mean(works: impl ExactSizeIterator<Item = LookupWork>) -> LookupWork {
    let number = works.len() as f64;
    let zero = LookupWork {
        steps: 0.0,
        comparisons: 0.0,
    };
    works.fold(zero, |sum, work| LookupWork {
        steps: sum.steps + work.steps / number,
        comparisons: sum.comparisons + work.comparisons / number,
    })
}
