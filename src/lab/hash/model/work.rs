//! The counted work of lookups.

/// A table without its keys, which are numbered in the order of their insertion.
pub(super) trait TableModel {
    /// An empty table with room for this number of keys.
    fn with_room_for(keys: usize) -> Self;
    /// Inserts the next key, which the table does not have yet.
    fn insert(&mut self, hash: u64);
    /// Counts a lookup of a key that the table has.
    fn count_hit(&self, key: usize, hash: u64) -> WorkCount;
    /// Counts a lookup of a key that the table does not have.
    fn count_miss(&self, hash: u64) -> WorkCount;
}

/// The counts of one or several lookups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WorkCount {
    pub(super) steps: u64,
    pub(super) comparisons: u64,
}

/// The work of a lookup, as a mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LookupWork {
    /// The groups, slots, entries or keys that are visited: see [`TableLayout::steps_name`].
    ///
    /// [`TableLayout::steps_name`]: super::TableLayout::steps_name
    pub steps: f64,
    /// The keys that are compared. In hashbrown's layout, these are the keys whose tag matches.
    pub comparisons: f64,
}

/// The work of the three kinds of lookup.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableWork {
    /// Of keys that the table has.
    pub hit: LookupWork,
    /// Of keys that it does not have: the second half of the keys, in a table of the first half.
    /// `None` if there is only one key.
    pub miss: Option<LookupWork>,
    /// Of keys that are inserted after it, while the table fills.
    pub insert: LookupWork,
}

/// The most lookups of a kind that are counted, at equal distances.
const MAX_COUNTED: usize = 4096;

impl LookupWork {
    /// The cost of a lookup, in units of about a nanosecond: one for each step, and one for each key that is
    /// compared. A further step costs as much as all else in a lookup that finds nothing, since the processor
    /// has predicted that there is none.
    pub fn cost(self) -> f64 {
        self.steps + self.comparisons
    }

    fn mean(counts: impl Iterator<Item = WorkCount>) -> Self {
        let (mut lookups, mut sum) = (0_u64, WorkCount::default());
        for count in counts {
            lookups += 1;
            sum.steps += count.steps;
            sum.comparisons += count.comparisons;
        }
        Self {
            steps: sum.steps as f64 / lookups as f64,
            comparisons: sum.comparisons as f64 / lookups as f64,
        }
    }
}

impl TableWork {
    pub(super) fn count<M: TableModel>(hashes: &[u64]) -> Self {
        let mut table = M::with_room_for(hashes.len());
        let insert = LookupWork::mean(insert_all(&mut table, hashes).into_iter());
        let hashed_keys = hashes.iter().enumerate().step_by(distance(hashes));
        Self {
            hit: LookupWork::mean(hashed_keys.map(|(key, &hash)| table.count_hit(key, hash))),
            miss: count_misses::<M>(hashes),
            insert,
        }
    }
}

/// The distance of keys whose lookups are counted.
fn distance(hashes: &[u64]) -> usize {
    hashes.len().div_ceil(MAX_COUNTED).max(1)
}

/// Inserts all keys, and returns the counts of some of the lookups before.
fn insert_all<M: TableModel>(table: &mut M, hashes: &[u64]) -> Vec<WorkCount> {
    let mut counts = Vec::with_capacity(MAX_COUNTED);
    for chunk in hashes.chunks(distance(hashes)) {
        counts.push(table.count_miss(chunk[0]));
        chunk.iter().for_each(|&hash| table.insert(hash));
    }
    counts
}

fn count_misses<M: TableModel>(hashes: &[u64]) -> Option<LookupWork> {
    let (present, absent) = hashes.split_at(hashes.len().div_ceil(2));
    let mut table = M::with_room_for(present.len());
    present.iter().for_each(|&hash| table.insert(hash));
    let counted = absent.iter().step_by(distance(absent));
    let misses = counted.map(|&hash| table.count_miss(hash));
    (!absent.is_empty()).then(|| LookupWork::mean(misses))
}
