//! Observers of a growing array, and the metrics that follow from the observations.

use crate::lab::growth::WORST_FROM;
use crate::record::{Metric, PlotKind, Series};

/// The storage of an array's items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Storage {
    /// The number of items.
    len: usize,
    /// The number of items that fit.
    capacity: usize,
    /// The address of the block; `None` if the items are in several blocks, which never move.
    address: Option<usize>,
}

impl Storage {
    /// Storage in one block, which a growth step moves or extends.
    pub(super) fn one_block<T>(len: usize, capacity: usize, address: *const T) -> Self {
        Self {
            len,
            capacity,
            address: Some(address.addr()),
        }
    }

    /// Storage in several blocks, which never move.
    pub(super) fn many_blocks(len: usize, capacity: usize) -> Self {
        Self {
            len,
            capacity,
            address: None,
        }
    }
}

/// Observes the storage of a growing array.
pub(super) trait StorageObserver {
    /// Called before the first item.
    fn start(&mut self, storage: Storage);
    /// Called after one or several items have been appended.
    fn after_append(&mut self, storage: Storage);
    /// Called after the array was shrunk or converted, if the variant does that after the last
    /// append.
    fn finish(&mut self, storage: Storage);
}

/// Observes nothing. Used in the passes.
pub(super) struct NoObserver;

impl StorageObserver for NoObserver {
    fn start(&mut self, _storage: Storage) {}
    fn after_append(&mut self, _storage: Storage) {}
    fn finish(&mut self, _storage: Storage) {}
}

/// The most points of the capacity curve that are stored: enough for 10⁹ items.
const MAX_POINTS: usize = 512;

/// Counts growth steps, the bytes that they copy, and the unused capacity.
#[derive(Debug, Default)]
pub(super) struct CapacityObserver {
    item_bytes: usize,
    last: Storage,
    steps: u64,
    moved_steps: u64,
    copied_items: u64,
    worst_headroom: Option<f64>,
    /// The lengths at which the capacity changed, with the new capacities.
    points: Vec<(usize, usize)>,
}

impl CapacityObserver {
    pub(super) fn new(item_bytes: usize) -> Self {
        Self {
            item_bytes,
            // Allocated before the array, because a later allocation could take the memory that
            // the array would grow into.
            points: Vec::with_capacity(MAX_POINTS),
            ..Self::default()
        }
    }

    /// The metrics of the growth. The bytes of reallocations are the sizes of the old blocks, which a
    /// copying allocator moves; the system can remap the pages of large ones instead. A moved step is one after which the items have another address. This
    /// includes steps in an arena that makes room before the items.
    pub(super) fn metrics(&self) -> [Metric; 5] {
        let copied = self.copied_items as f64 * self.item_bytes as f64;
        let worst = self.worst_headroom.unwrap_or(f64::NAN);
        [
            Metric::new("realloc_bytes_per_item", copied / self.last.len as f64, "B"),
            Metric::new("growth_steps", self.steps as f64, "steps"),
            Metric::new("headroom_percent", headroom_percent(self.last), "%"),
            Metric::new("worst_headroom_percent", worst, "%"),
            Metric::new("moved_steps", self.moved_steps as f64, "steps"),
        ]
    }

    /// The capacity at each length at which it changed. Most of the steps that follow each other
    /// closely are left out.
    pub(super) fn capacities(&self) -> Series {
        let last = (self.last.len, self.last.capacity);
        let points = self.points.iter().chain([&last]);
        let reals = points.map(|&(length, capacity)| (length as f64, capacity as f64));
        Series::new("capacity", "items", "items' room", reals).plot(PlotKind::Capacity)
    }

    /// Adds a point, unless the last point is too close or there is no room.
    fn add_point(&mut self, storage: Storage) {
        const LEAST_RATIO: f64 = 1.05;
        let last = self.points.last().map_or(0, |(length, _)| *length);
        let has_room = self.points.len() < MAX_POINTS;
        if has_room && storage.len as f64 >= last as f64 * LEAST_RATIO {
            self.points.push((storage.len, storage.capacity));
        }
    }

    fn count_step(&mut self, storage: Storage) {
        self.steps += 1;
        if storage.address.is_some() {
            self.copied_items += self.last.capacity as u64;
            self.moved_steps +=
                u64::from(self.last.capacity > 0 && storage.address != self.last.address);
        }
    }
}

impl StorageObserver for CapacityObserver {
    fn start(&mut self, storage: Storage) {
        self.last = storage;
    }

    fn after_append(&mut self, storage: Storage) {
        if storage.capacity != self.last.capacity {
            self.count_step(storage);
            self.add_point(storage);
        } else if self.points.is_empty() {
            self.add_point(storage);
        }
        if storage.len >= WORST_FROM {
            let headroom = headroom_percent(storage);
            let worst = self.worst_headroom.unwrap_or(0.0);
            self.worst_headroom = Some(worst.max(headroom));
        }
        self.last = storage;
    }

    fn finish(&mut self, storage: Storage) {
        self.last = storage;
    }
}

/// The unused bytes in % of the items' bytes; NaN without items.
fn headroom_percent(storage: Storage) -> f64 {
    (storage.capacity - storage.len) as f64 / storage.len as f64 * 100.0
}
