//! A model of separate chaining.

use super::work::{TableModel, WorkCount};

/// Separate chaining over a power of two of chains, at least 8 and as many as keys, the newest key
/// first.
pub(super) struct ChainModel {
    lengths: Vec<u32>,
    /// For each key, its position from the end of its chain, from 1.
    from_end: Vec<u32>,
}

impl ChainModel {
    fn chain(&self, hash: u64) -> usize {
        hash as usize & (self.lengths.len() - 1)
    }
}

/// The count of a lookup that reads entries of a chain and compares all of them.
fn read(entries: u32) -> WorkCount {
    WorkCount {
        steps: entries.into(),
        comparisons: entries.into(),
    }
}

impl TableModel for ChainModel {
    fn with_room_for(keys: usize) -> Self {
        Self {
            lengths: vec![0; keys.max(8).next_power_of_two()],
            from_end: Vec::with_capacity(keys),
        }
    }

    fn insert(&mut self, hash: u64) {
        let chain = self.chain(hash);
        self.lengths[chain] += 1;
        self.from_end.push(self.lengths[chain]);
    }

    fn count_hit(&self, key: usize, hash: u64) -> WorkCount {
        read(self.lengths[self.chain(hash)] - self.from_end[key] + 1)
    }

    fn count_miss(&self, hash: u64) -> WorkCount {
        read(self.lengths[self.chain(hash)])
    }
}
