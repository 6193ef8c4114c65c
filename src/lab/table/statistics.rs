//! The statistics of a table: the last type parameter of a map.
//!
//! `()` records nothing, and all its methods are empty. [`ProbeStatistics`] records every operation.

use std::cell::{Cell, Ref, RefCell};

use super::histogram::Histogram;

/// Counts the events of one operation.
pub trait Count: Default {
    /// Counts a probe of a slot, of a group of slots, or of an entry of a chain.
    #[inline]
    fn probe(&mut self) {}

    /// Counts a comparison of keys.
    #[inline]
    fn compare(&mut self) {}

    /// Counts tombstones that the operation passes or reuses.
    #[inline]
    fn pass_tombstones(&mut self, _number: usize) {}

    /// Counts entries that the operation moves to a neighbouring slot.
    #[inline]
    fn shift(&mut self, _entries: usize) {}
}

/// Records the operations of a map, each with its counts.
pub trait Statistics: Default {
    /// The counts of one operation.
    type Count: Count;

    /// Records a lookup, to read, change or remove an entry, that found its key.
    #[inline]
    fn record_hit(&self, _count: Self::Count) {}

    /// Records a lookup that did not find its key.
    #[inline]
    fn record_miss(&self, _count: Self::Count) {}

    /// Records a lookup that did not find its key and after which the key is inserted.
    #[inline]
    fn record_insert(&self, _count: Self::Count) {}

    /// Records that the table or a part of it was rebuilt, at another size or to clear tombstones, and
    /// moved this number of entries.
    #[inline]
    fn record_resize(&self, _entries: usize) {}
}

impl Count for () {}

impl Statistics for () {
    type Count = ();
}

/// The counts of one recorded operation.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProbeCount {
    probes: usize,
    comparisons: u64,
    tombstones: u64,
    shifted: u64,
}

impl Count for ProbeCount {
    fn probe(&mut self) {
        self.probes += 1;
    }

    fn compare(&mut self) {
        self.comparisons += 1;
    }

    fn pass_tombstones(&mut self, number: usize) {
        self.tombstones += number as u64;
    }

    fn shift(&mut self, entries: usize) {
        self.shifted += entries as u64;
    }
}

/// The recorded statistics of a map.
///
/// The probe length of a lookup is the number of slots that it reads: 1 for a hit in its home slot.
/// A miss also counts the slot that ends it. A table that probes by groups counts groups, and packed
/// buckets count groups of 32. Separate chaining counts entries, so a miss in an empty chain has length 0.
///
/// ```
/// use heapwise::lab::table::{Linear, Map, ProbeStatistics};
/// use std::hash::RandomState;
/// let mut map: Map<&str, u32, Linear, RandomState, ProbeStatistics> = Map::new();
/// map.insert("one", 1);
/// map.get("one");
/// assert_eq!((map.statistics().hits().mean(), map.statistics().resizes()), (1.0, 1));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ProbeStatistics {
    hits: RefCell<Histogram>,
    misses: RefCell<Histogram>,
    inserts: RefCell<Histogram>,
    comparisons: Cell<u64>,
    tombstones: Cell<u64>,
    shifted: Cell<u64>,
    resizes: Cell<u64>,
    moved: Cell<u64>,
}

impl ProbeStatistics {
    /// The probe lengths of the lookups that found their key.
    pub fn hits(&self) -> Ref<'_, Histogram> {
        self.hits.borrow()
    }

    /// The probe lengths of the lookups that did not find their key.
    pub fn misses(&self) -> Ref<'_, Histogram> {
        self.misses.borrow()
    }

    /// The probe lengths of the lookups after which a new key was inserted.
    pub fn inserts(&self) -> Ref<'_, Histogram> {
        self.inserts.borrow()
    }

    /// The number of comparisons of keys.
    pub fn comparisons(&self) -> u64 {
        self.comparisons.get()
    }

    /// The number of tombstones that lookups passed or reused.
    pub fn tombstones(&self) -> u64 {
        self.tombstones.get()
    }

    /// The number of entries that insertions and removals moved to a neighbouring slot.
    pub fn shifted(&self) -> u64 {
        self.shifted.get()
    }

    /// The number of times that the table or a part of it was built or rebuilt: at first, at another
    /// size, or to clear tombstones.
    pub fn resizes(&self) -> u64 {
        self.resizes.get()
    }

    /// The number of entries that rebuilding the table moved.
    pub fn moved(&self) -> u64 {
        self.moved.get()
    }

    fn record(&self, lengths: &RefCell<Histogram>, count: ProbeCount) {
        lengths.borrow_mut().add(count.probes);
        add(&self.comparisons, count.comparisons);
        add(&self.tombstones, count.tombstones);
        add(&self.shifted, count.shifted);
    }
}

fn add(sum: &Cell<u64>, number: u64) {
    sum.set(sum.get() + number);
}

impl Statistics for ProbeStatistics {
    type Count = ProbeCount;

    fn record_hit(&self, count: ProbeCount) {
        self.record(&self.hits, count);
    }

    fn record_miss(&self, count: ProbeCount) {
        self.record(&self.misses, count);
    }

    fn record_insert(&self, count: ProbeCount) {
        self.record(&self.inserts, count);
    }

    fn record_resize(&self, entries: usize) {
        add(&self.resizes, 1);
        add(&self.moved, entries as u64);
    }
}
