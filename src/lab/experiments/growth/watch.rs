//! What is seen of an array while it grows, and the metrics that come of it.

use crate::lab::growth::WORST_FROM;
use crate::record::{Metric, PlotKind, Series};

/// Where an array's items lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// How many items there are.
    len: usize,
    /// How many there is room for.
    capacity: usize,
    /// The address of the one block that they lie in; none where they lie in several that never
    /// move.
    address: Option<usize>,
}

impl Place {
    /// In one block, which is another one or a longer one after a growth step.
    pub(super) fn block<T>(len: usize, capacity: usize, address: *const T) -> Self {
        Self {
            len,
            capacity,
            address: Some(address.addr()),
        }
    }

    /// In several blocks that never move.
    pub(super) fn blocks(len: usize, capacity: usize) -> Self {
        Self {
            len,
            capacity,
            address: None,
        }
    }
}

/// Told where an array's items lie.
pub(super) trait Watch {
    /// Before the first item.
    fn begins(&mut self, place: Place);
    /// After one more item, or several.
    fn appended(&mut self, place: Place);
    /// When all is done.
    fn ends(&mut self, place: Place);
}

/// Looks away: for the passes.
pub(super) struct Unwatched;

impl Watch for Unwatched {
    fn begins(&mut self, _place: Place) {}
    fn appended(&mut self, _place: Place) {}
    fn ends(&mut self, _place: Place) {}
}

/// So many points of the curve are kept at most: enough for 10⁹ items.
const MOST_KEPT: usize = 512;

/// Counts growth steps, and what they move and leave idle.
#[derive(Debug, Default)]
pub(super) struct Watched {
    item_bytes: usize,
    last: Place,
    steps: u64,
    moved_steps: u64,
    copied_items: u64,
    worst_headroom: Option<f64>,
    curve: Vec<(usize, usize)>,
}

impl Watched {
    pub(super) fn new(item_bytes: usize) -> Self {
        Self {
            item_bytes,
            // What it allocated while it watches might come to lie where the array would grow.
            curve: Vec::with_capacity(MOST_KEPT),
            ..Self::default()
        }
    }

    /// The metrics of the contract. What a copying allocator would move for a step is the whole
    /// block left behind. A step has moved the items where they lie at another address than before,
    /// as they do in an arena too that makes room in front of them.
    pub(super) fn metrics(&self) -> [Metric; 5] {
        let copied = self.copied_items as f64 * self.item_bytes as f64;
        let worst = self.worst_headroom.unwrap_or(f64::NAN);
        [
            Metric::new("growth_steps", self.steps as f64, "steps"),
            Metric::new("copied_bytes_per_item", copied / self.last.len as f64, "B"),
            Metric::new("headroom_percent", headroom_percent(self.last), "%"),
            Metric::new("worst_headroom_percent", worst, "%"),
            Metric::new("moved_steps", self.moved_steps as f64, "steps"),
        ]
    }

    /// The capacity from each length on at which it changed. Of steps that follow each other closely
    /// most are left out.
    pub(super) fn capacities(&self) -> Series {
        let last = (self.last.len, self.last.capacity);
        let points = self.curve.iter().chain([&last]);
        let points = points.map(|&(length, capacity)| (length as f64, capacity as f64));
        Series::new("capacity", "items", "items' room", points).plot(PlotKind::Capacity)
    }

    fn keep(&mut self, place: Place) {
        const CLOSELY: f64 = 1.05;
        let last = self.curve.last().map_or(0, |(length, _)| *length);
        let has_room = self.curve.len() < MOST_KEPT;
        if has_room && place.len as f64 >= last as f64 * CLOSELY {
            self.curve.push((place.len, place.capacity));
        }
    }

    fn grown(&mut self, place: Place) {
        self.steps += 1;
        if place.address.is_some() {
            self.copied_items += self.last.capacity as u64;
            self.moved_steps +=
                u64::from(self.last.capacity > 0 && place.address != self.last.address);
        }
    }
}

impl Watch for Watched {
    fn begins(&mut self, place: Place) {
        self.last = place;
    }

    fn appended(&mut self, place: Place) {
        if place.capacity != self.last.capacity {
            self.grown(place);
            self.keep(place);
        } else if self.curve.is_empty() {
            self.keep(place);
        }
        if place.len >= WORST_FROM {
            let headroom = headroom_percent(place);
            let worst = self.worst_headroom.unwrap_or(0.0);
            self.worst_headroom = Some(worst.max(headroom));
        }
        self.last = place;
    }

    fn ends(&mut self, place: Place) {
        self.last = place;
    }
}

/// The bytes that lie idle, in % of the items' own; no number where there is no item.
fn headroom_percent(place: Place) -> f64 {
    (place.capacity - place.len) as f64 / place.len as f64 * 100.0
}
