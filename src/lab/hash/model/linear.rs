//! A model of a table with linear probing.

use super::work::{TableModel, WorkCount};

/// Linear probing over a power of two of slots, at least 8 and at most 2/3 of them full.
pub(super) struct LinearModel {
    is_full: Vec<bool>,
    /// For each key, the slots that a lookup visits before the key's.
    before: Vec<u32>,
    /// For each slot, how many slots from it on are known to be full. They stay full.
    full: Vec<u32>,
}

impl LinearModel {
    fn slot(&self, hash: u64, step: usize) -> usize {
        (hash as usize).wrapping_add(step) & (self.is_full.len() - 1)
    }

    /// The full slots from the first slot on.
    fn full_slots(&self, hash: u64) -> usize {
        let mut step = self.full[self.slot(hash, 0)] as usize;
        while self.is_full[self.slot(hash, step)] {
            step += 1 + self.full[self.slot(hash, step + 1)] as usize;
        }
        step
    }
}

impl TableModel for LinearModel {
    fn with_room_for(keys: usize) -> Self {
        let slots = (keys * 3).div_ceil(2).max(8).next_power_of_two();
        Self {
            is_full: vec![false; slots],
            before: Vec::with_capacity(keys),
            full: vec![0; slots],
        }
    }

    fn insert(&mut self, hash: u64) {
        let full = self.full_slots(hash);
        let (home, slot) = (self.slot(hash, 0), self.slot(hash, full));
        self.is_full[slot] = true;
        self.full[home] = full as u32 + 1;
        self.before.push(full as u32);
    }

    fn count_hit(&self, key: usize, _hash: u64) -> WorkCount {
        let visited = u64::from(self.before[key]) + 1;
        WorkCount {
            steps: visited,
            comparisons: visited,
        }
    }

    fn count_miss(&self, hash: u64) -> WorkCount {
        let full = self.full_slots(hash) as u64;
        WorkCount {
            steps: full + 1,
            comparisons: full,
        }
    }
}
