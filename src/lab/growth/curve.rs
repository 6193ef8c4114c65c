//! What an array does on its way to a length.

/// The length in items from which the worst headroom is told: that of a short array is all its first
/// allocation.
pub const WORST_FROM: usize = 1000;

/// One growth step. An array that is filled one item at a time is full when it grows, so `before`
/// is its length too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The capacity in items that is left behind; 0 at the first allocation.
    pub before: usize,
    /// The capacity in items that is grown to.
    pub after: usize,
}

/// What an array does on its way to a length, filled one item at a time.
///
/// Bytes are those asked for, as the allocator's instruments count them: a growth step is a
/// reallocation of the whole block, and the first a plain allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    pub(super) items: usize,
    pub(super) item_bytes: usize,
    pub(super) initial: usize,
    pub(super) steps: Vec<Step>,
    pub(super) copied_bytes: u64,
    pub(super) total_bytes: u64,
}

impl Curve {
    /// The growth steps, in order. What `initial` allocates is none.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The capacity in items at the end. Items of zero bytes take no room: there is always enough.
    pub fn capacity(&self) -> usize {
        match self.item_bytes {
            0 => usize::MAX,
            _ => self.steps.last().map_or(self.initial, |step| step.after),
        }
    }

    /// Bytes that a copying allocator moves: every block left behind, whole, as it is full.
    pub fn copied_bytes(&self) -> u64 {
        self.copied_bytes
    }

    /// The same for each item; none where there is none.
    pub fn copied_bytes_per_item(&self) -> Option<f64> {
        (self.items > 0).then(|| self.copied_bytes as f64 / self.items as f64)
    }

    /// The steps in order, each with the bytes copied up to its end.
    pub fn copied_by_step(&self) -> impl Iterator<Item = (Step, u64)> {
        self.steps.iter().scan(0, |copied, &step| {
            *copied += self.bytes(step.before);
            Some((step, *copied))
        })
    }

    /// Bytes of every allocation, and of every reallocation again with its full new size.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// The most bytes live at once; a reallocation counts by its difference.
    pub fn peak_bytes(&self) -> u64 {
        match self.item_bytes {
            0 => 0,
            _ => self.bytes(self.capacity()),
        }
    }

    /// The most bytes live at once if each step holds the old and the new block together.
    pub fn copying_peak_bytes(&self) -> u64 {
        let last = self.steps.last();
        last.map_or(self.peak_bytes(), |step| {
            self.bytes(step.before) + self.bytes(step.after)
        })
    }

    /// The bytes that lie idle at the end, in % of the items' own; none where those are none.
    pub fn headroom_percent(&self) -> Option<f64> {
        headroom_percent(self.capacity(), self.items).filter(|_| self.item_bytes > 0)
    }

    /// The most that [`Self::headroom_percent`] is at any length from `least` up to the last: just
    /// after a growth step, or at `least`. Where small lengths are let in they have the worst,
    /// since the first item finds room for several.
    pub fn worst_headroom_percent(&self, least: usize) -> Option<f64> {
        let grown = self.steps.iter().map(|step| (step.after, step.before + 1));
        let filled = std::iter::once((self.initial, 1)).chain(grown);
        filled
            .map(|(capacity, first)| (capacity, first.max(least)))
            .filter(|&(capacity, length)| length <= capacity.min(self.items))
            .filter_map(|(capacity, length)| headroom_percent(capacity, length))
            .max_by(f64::total_cmp)
            .filter(|_| self.item_bytes > 0)
    }

    fn bytes(&self, items: usize) -> u64 {
        items as u64 * self.item_bytes as u64
    }
}

fn headroom_percent(capacity: usize, length: usize) -> Option<f64> {
    (length > 0).then(|| (capacity - length) as f64 / length as f64 * 100.0)
}
