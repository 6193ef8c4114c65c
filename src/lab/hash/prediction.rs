//! What a function costs a table, predicted from counts.

use super::duplicates::count_pairs;
use super::function::HashFunction;
use super::ideal;
use super::keys::Keys;
use super::model::{LookupWork, TableLayout, TableWork};

/// The number of seeds under which a function is judged whose tables draw a state at random.
pub const SEEDS: u64 = 16;

/// The most that a function may cost to be harmless: the factor of [`Prediction::worst`] up to which
/// no slow-down above 1.5 was measured.
pub const HARMLESS: f64 = 1.22;

/// From this factor on, a function harms every table.
pub const HARMFUL: f64 = 2.0;

/// What a function does with keys under each seed, and what lookups therefore cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The layout of the table.
    pub layout: TableLayout,
    /// The number of keys.
    pub keys: u64,
    /// The mean work with ideal hashes.
    pub ideal: TableWork,
    /// The factor up to which a function is harmless: [`HARMLESS`], or more if there are so few keys
    /// that an ideal hash exceeds that by chance, namely five standard deviations above its mean.
    pub harmless: f64,
    /// The results under each seed, in the order of the seeds; one if the function takes no seed.
    pub seeds: Vec<SeedResults>,
}

/// What a function does with keys under one seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeedResults {
    /// The work of lookups.
    pub work: TableWork,
    /// The pairs of keys that share all 64 bits.
    pub duplicates: u64,
}

/// A kind of lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupKind {
    /// Of a key that the table has.
    Hit,
    /// Of a key that it does not have.
    Miss,
    /// Of a key that is inserted after it.
    Insert,
}

impl LookupKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Hit, Self::Miss, Self::Insert];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Insert => "insert",
        }
    }

    /// The work of this kind; `None` if there are too few keys for one.
    pub fn work(self, table: &TableWork) -> Option<LookupWork> {
        match self {
            Self::Hit => Some(table.hit),
            Self::Miss => table.miss,
            Self::Insert => Some(table.insert),
        }
    }

    /// The cost of this kind divided by that with ideal hashes; 1 if there are too few keys for one.
    fn factor(self, table: &TableWork, ideal: &TableWork) -> f64 {
        let works = self.work(table).zip(self.work(ideal));
        works.map_or(1.0, |(work, ideal)| work.cost() / ideal.cost())
    }
}

/// The factor of the kind of lookup that suffers most.
fn worst_factor(table: &TableWork, ideal: &TableWork) -> f64 {
    let factors = LookupKind::ALL.map(|kind| kind.factor(table, ideal));
    factors.into_iter().fold(0.0, f64::max)
}

/// The factor that ideal hashes hardly ever exceed.
fn chance_limit(samples: &[TableWork], ideal: &TableWork) -> f64 {
    const DEVIATIONS: f64 = 5.0;
    let factors: Vec<f64> = samples
        .iter()
        .map(|sample| worst_factor(sample, ideal))
        .collect();
    let number = factors.len() as f64;
    let mean = factors.iter().sum::<f64>() / number;
    let squares = factors.iter().map(|factor| (factor - mean).powi(2));
    mean + DEVIATIONS * (squares.sum::<f64>() / number).sqrt()
}

/// The seeds under which `function` is judged: `seed` and the next ones.
pub fn seeds_of(function: &HashFunction, seed: u64) -> impl Iterator<Item = u64> {
    let seeds = if function.is_seeded() { SEEDS } else { 1 };
    (0..seeds).map(move |offset| seed.wrapping_add(offset))
}

impl Prediction {
    /// Counts the work of `function` on `keys` in a table of this layout, under each of its seeds from
    /// `seed` on.
    ///
    /// # Panics
    ///
    /// If there are no keys, or more than 7/8 · 2³².
    pub fn new(function: &HashFunction, seed: u64, keys: &Keys, layout: TableLayout) -> Self {
        let hashes = seeds_of(function, seed).map(|seed| function.with_seed(seed).hashes(keys));
        Self::from_hashes(hashes, layout)
    }

    /// Counts the work for the hashes of the same keys under each seed.
    ///
    /// # Panics
    ///
    /// If there are no seeds or no hashes, or more than 7/8 · 2³² hashes.
    pub fn from_hashes(seeds: impl Iterator<Item = Vec<u64>>, layout: TableLayout) -> Self {
        let mut keys = 0;
        let count = |hashes: Vec<u64>| {
            keys = hashes.len();
            SeedResults {
                work: layout.count(&hashes),
                duplicates: count_pairs(&hashes),
            }
        };
        let seeds: Vec<SeedResults> = seeds.map(count).collect();
        let samples = ideal::sample_work(keys, layout);
        let ideal = ideal::mean_work(&samples);
        Self {
            layout,
            keys: keys as u64,
            harmless: HARMLESS.max(chance_limit(&samples, &ideal)),
            ideal,
            seeds,
        }
    }

    /// For each seed, the cost of a kind of lookup divided by its cost with an ideal hash; 1 if there
    /// are too few keys for one.
    pub fn factors(&self, kind: LookupKind) -> impl Iterator<Item = f64> {
        let seeds = self.seeds.iter();
        seeds.map(move |seed| kind.factor(&seed.work, &self.ideal))
    }

    /// For each seed, the factor of the kind of lookup that suffers most.
    pub fn worst_factors(&self) -> Vec<f64> {
        let seeds = self.seeds.iter();
        seeds
            .map(|seed| worst_factor(&seed.work, &self.ideal))
            .collect()
    }

    /// The kind of lookup that suffers most under the worst seed, that seed's index, and the factor.
    pub fn worst(&self) -> (LookupKind, usize, f64) {
        let all = LookupKind::ALL.into_iter().flat_map(|kind| {
            let factors = self.factors(kind).enumerate();
            factors.map(move |(seed, factor)| (kind, seed, factor))
        });
        let worst = all.max_by(|(_, _, one), (_, _, other)| one.total_cmp(other));
        worst.expect("there is at least one seed")
    }

    /// Whether no kind of lookup costs more than is harmless under any seed.
    pub fn is_harmless(&self) -> bool {
        self.worst().2 <= self.harmless
    }

    /// The share of the seeds under which the function is not harmless.
    pub fn share_of_bad_seeds(&self) -> f64 {
        let factors = self.worst_factors();
        let bad = factors.iter().filter(|&&factor| factor > self.harmless);
        bad.count() as f64 / factors.len() as f64
    }

    /// The expected time of a lookup in nanoseconds, if hashing a key takes `hash_ns`: that time, and
    /// the mean cost of hits and misses over the seeds, as [`unit_ns`] has it for the number of keys.
    pub fn lookup_ns(&self, hash_ns: f64) -> f64 {
        let cost = |results: &SeedResults| {
            let hit = results.work.hit.cost();
            let miss = results.work.miss.map_or(hit, LookupWork::cost);
            (hit + miss) / 2.0
        };
        let mean = self.seeds.iter().map(cost).sum::<f64>() / self.seeds.len() as f64;
        hash_ns + mean * unit_ns(self.keys)
    }
}

/// The nanoseconds of a unit of [`LookupWork::cost`] in a table of so many keys: measured in hashbrown
/// with entries of 16 bytes and ideal hashes, on the machine of `docs/hash.md`. A larger table takes
/// longer since it lies farther from the processor.
pub fn unit_ns(keys: u64) -> f64 {
    const MEASURED: [(f64, f64); 7] = [
        (10_000.0, 1.0),
        (50_000.0, 1.3),
        (100_000.0, 2.0),
        (200_000.0, 3.3),
        (400_000.0, 8.0),
        (1_000_000.0, 20.0),
        (3_000_000.0, 33.0),
    ];
    let keys = keys as f64;
    let above = MEASURED.iter().position(|&(measured, _)| keys < measured);
    let (lower, upper) = match above {
        Some(0) => return MEASURED[0].1,
        Some(index) => (MEASURED[index - 1], MEASURED[index]),
        None => return MEASURED[MEASURED.len() - 1].1,
    };
    let share = (keys / lower.0).ln() / (upper.0 / lower.0).ln();
    lower.1 + share * (upper.1 - lower.1)
}
