//! A model of buckets that are read as a whole.

use super::super::occupancy::table_bits;
use super::work::{TableModel, WorkCount};

/// As many buckets as hashbrown's table has slots. Each lookup reads all keys of a bucket.
pub(super) struct BucketModel {
    keys: Vec<u32>,
}

impl BucketModel {
    fn bucket(&self, hash: u64) -> usize {
        hash as usize & (self.keys.len() - 1)
    }
}

impl TableModel for BucketModel {
    fn with_room_for(keys: usize) -> Self {
        Self {
            keys: vec![0; 1 << table_bits(keys)],
        }
    }

    fn insert(&mut self, hash: u64) {
        let bucket = self.bucket(hash);
        self.keys[bucket] += 1;
    }

    fn count_hit(&self, _key: usize, hash: u64) -> WorkCount {
        self.count_miss(hash)
    }

    fn count_miss(&self, hash: u64) -> WorkCount {
        let keys = self.keys[self.bucket(hash)].into();
        WorkCount {
            steps: keys,
            comparisons: keys,
        }
    }
}
