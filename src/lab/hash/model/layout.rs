//! The layouts of tables that are modelled.

use super::buckets::BucketModel;
use super::chains::ChainModel;
use super::groups::GroupModel;
use super::linear::LinearModel;
use super::work::TableWork;

/// The layout of a table, which decides what a hash function costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableLayout {
    /// hashbrown's and std's: groups of 16 slots, at a load factor of at most 7/8. The low bits choose
    /// the first group, and a lookup compares the highest 7 bits before the key.
    Hashbrown,
    /// Linear probing: the low bits choose a slot, and the next ones follow; 2/3 of the slots are
    /// filled at most.
    Linear,
    /// Separate chaining: the low bits choose a chain; there are at most as many keys as chains.
    Chained,
    /// Buckets that are read as a whole, such as partitions. There are as many as hashbrown has slots,
    /// and the low bits choose one.
    Buckets,
}

impl TableLayout {
    /// Every layout, the default first.
    pub const ALL: [Self; 4] = [Self::Hashbrown, Self::Linear, Self::Chained, Self::Buckets];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hashbrown => "hashbrown",
            Self::Linear => "linear",
            Self::Chained => "chained",
            Self::Buckets => "buckets",
        }
    }

    /// The layout called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// What a lookup visits, in the plural.
    pub fn steps_name(self) -> &'static str {
        match self {
            Self::Hashbrown => "groups",
            Self::Linear => "slots",
            Self::Chained => "entries",
            Self::Buckets => "keys",
        }
    }

    /// Counts the work in a table of keys with these hashes, inserted in this order.
    ///
    /// ```
    /// use heapwise::lab::hash::model::TableLayout;
    /// // All keys have one hash, so a chain has them all.
    /// let work = TableLayout::Chained.count(&[7; 100]);
    /// assert_eq!(work.hit.steps, 50.5);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are no hashes, or more than 7/8 · 2³².
    pub fn count(self, hashes: &[u64]) -> TableWork {
        match self {
            Self::Hashbrown => TableWork::count::<GroupModel>(hashes),
            Self::Linear => TableWork::count::<LinearModel>(hashes),
            Self::Chained => TableWork::count::<ChainModel>(hashes),
            Self::Buckets => TableWork::count::<BucketModel>(hashes),
        }
    }
}
