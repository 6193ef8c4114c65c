//! Statistics that are recorded.

use std::cell::{Cell, Ref, RefCell};

use super::{Count, Histogram, Statistics};

/// What one operation looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looked {
    probes: usize,
    comparisons: u64,
    tombstones: u64,
    shifted: u64,
}

impl Count for Looked {
    fn probe(&mut self) {
        self.probes += 1;
    }

    fn comparison(&mut self) {
        self.comparisons += 1;
    }

    fn tombstones(&mut self, number: usize) {
        self.tombstones += number as u64;
    }

    fn shift(&mut self, entries: usize) {
        self.shifted += entries as u64;
    }
}

/// Records every operation.
///
/// A probe length is the number of slots looked at: 1 for a hit in its home slot; a miss counts the
/// slot that ends it. With groups it is the number of groups, with separate chaining the number of
/// entries looked at, 0 for a miss in an empty chain.
///
/// ```
/// use heapwise::lab::table::{Linear, Map, Recorded};
/// use std::hash::RandomState;
/// let mut map: Map<&str, u32, Linear, RandomState, Recorded> = Map::new();
/// map.insert("one", 1);
/// map.get("one");
/// assert_eq!((map.statistics().hits().mean(), map.statistics().resizes()), (1.0, 1));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    hits: RefCell<Histogram>,
    misses: RefCell<Histogram>,
    inserts: RefCell<Histogram>,
    comparisons: Cell<u64>,
    tombstones: Cell<u64>,
    shifted: Cell<u64>,
    resizes: Cell<u64>,
    moved: Cell<u64>,
}

impl Recorded {
    /// The probe lengths of the searches that found their key.
    pub fn hits(&self) -> Ref<'_, Histogram> {
        self.hits.borrow()
    }

    /// The probe lengths of the searches that did not.
    pub fn misses(&self) -> Ref<'_, Histogram> {
        self.misses.borrow()
    }

    /// The probe lengths of the searches after which a new key was inserted.
    pub fn inserts(&self) -> Ref<'_, Histogram> {
        self.inserts.borrow()
    }

    /// How many keys were compared.
    pub fn comparisons(&self) -> u64 {
        self.comparisons.get()
    }

    /// How many tombstones the searches met.
    pub fn tombstones(&self) -> u64 {
        self.tombstones.get()
    }

    /// How many entries inserting and removing moved to a neighbouring slot.
    pub fn shifted(&self) -> u64 {
        self.shifted.get()
    }

    /// How often the table was built anew: the first time, larger, smaller, or cleared of
    /// tombstones.
    pub fn resizes(&self) -> u64 {
        self.resizes.get()
    }

    /// How many entries were moved by that.
    pub fn moved(&self) -> u64 {
        self.moved.get()
    }

    fn add(&self, lengths: &RefCell<Histogram>, count: Looked) {
        lengths.borrow_mut().add(count.probes);
        add(&self.comparisons, count.comparisons);
        add(&self.tombstones, count.tombstones);
        add(&self.shifted, count.shifted);
    }
}

fn add(sum: &Cell<u64>, number: u64) {
    sum.set(sum.get() + number);
}

impl Statistics for Recorded {
    type Count = Looked;

    fn hit(&self, count: Looked) {
        self.add(&self.hits, count);
    }

    fn miss(&self, count: Looked) {
        self.add(&self.misses, count);
    }

    fn insert(&self, count: Looked) {
        self.add(&self.inserts, count);
    }

    fn resize(&self, entries: usize) {
        add(&self.resizes, 1);
        add(&self.moved, entries as u64);
    }
}
