//! Growth curves: the growth steps of an array on the way to a length, without allocating it.

use super::error::{GrowthError, Result};
use super::policy::{Policy, checked_bytes, checked_next_capacity};

/// The length in items from which reports give the worst headroom. At shorter lengths the first
/// allocation decides it.
pub const WORST_FROM: usize = 1000;

/// The largest number of growth steps that [`follow`] computes. A policy that grows by an eighth or
/// more needs fewer than 400 steps to the largest possible array; the tuple needs one step for each
/// item.
pub const MAX_GROWTH_STEPS: usize = 1 << 20;

/// One growth step. An array that is filled one item at a time is full when it grows, so `before`
/// is also the length of the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrowthStep {
    /// The old capacity in items; 0 at the first allocation.
    pub before: usize,
    /// The new capacity in items.
    pub after: usize,
}

/// The growth steps of an array that is filled one item at a time, and what they cost.
///
/// Bytes are the bytes requested from the allocator. The first growth step is an allocation; each
/// later step is a reallocation of the whole block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    items: usize,
    item_bytes: usize,
    initial: usize,
    steps: Vec<GrowthStep>,
    copied_bytes: u64,
    total_bytes: u64,
}

/// Computes the growth steps of an array of items of `item_bytes` bytes, from the capacity
/// `initial` to a length of `items` items. Takes microseconds for 10⁹ items, since it visits only
/// the steps.
///
/// ```
/// use heapwise::lab::growth::{List37, follow};
/// let curve = follow(&List37, 1_000_000_000, 8, 0)?;
/// assert_eq!(curve.capacity(), 1_007_319_852);
/// assert_eq!(curve.steps().len(), 143);
/// # Ok::<(), heapwise::lab::growth::GrowthError>(())
/// ```
///
/// # Errors
///
/// - [`GrowthError::TooLarge`] if the array would be larger than one allocation can be, or if the bytes
///   of all allocations exceed 2⁶⁴;
/// - [`GrowthError::TooManySteps`] if there are more than [`MAX_GROWTH_STEPS`] steps.
pub fn follow(
    policy: &(impl Policy + ?Sized),
    items: usize,
    item_bytes: usize,
    initial: usize,
) -> Result<Curve> {
    checked_bytes(initial, item_bytes)?;
    let steps = match item_bytes {
        0 => Vec::new(),
        _ => growth_steps(policy, items, item_bytes, initial)?,
    };
    let copied = sum_bytes(steps.iter().map(|step| step.before), item_bytes);
    let allocated = steps.iter().map(|step| step.after).chain([initial]);
    let sums = copied.zip(sum_bytes(allocated, item_bytes));
    let (copied_bytes, total_bytes) = sums.ok_or(GrowthError::TooLarge { items, item_bytes })?;
    Ok(Curve {
        items,
        item_bytes,
        initial,
        steps,
        copied_bytes,
        total_bytes,
    })
}

fn growth_steps(
    policy: &(impl Policy + ?Sized),
    items: usize,
    item_bytes: usize,
    initial: usize,
) -> Result<Vec<GrowthStep>> {
    let mut steps = Vec::new();
    let mut before = initial;
    while before < items {
        if steps.len() == MAX_GROWTH_STEPS {
            return Err(GrowthError::TooManySteps {
                items,
                most: MAX_GROWTH_STEPS,
            });
        }
        let after = checked_next_capacity(policy, before, before + 1, item_bytes)?;
        checked_bytes(after, item_bytes)?;
        steps.push(GrowthStep { before, after });
        before = after;
    }
    Ok(steps)
}

/// The sum of the capacities in bytes, or `None` if it overflows.
fn sum_bytes(mut capacities: impl Iterator<Item = usize>, item_bytes: usize) -> Option<u64> {
    let items = capacities.try_fold(0_u64, |sum, capacity| sum.checked_add(capacity as u64))?;
    items.checked_mul(item_bytes as u64)
}

impl Curve {
    /// The growth steps in order, without the allocation of the initial capacity.
    pub fn steps(&self) -> &[GrowthStep] {
        &self.steps
    }

    /// The capacity in items at the end; `usize::MAX` for zero-sized items.
    pub fn capacity(&self) -> usize {
        match self.item_bytes {
            0 => usize::MAX,
            _ => self.steps.last().map_or(self.initial, |step| step.after),
        }
    }

    /// The bytes that a copying allocator moves: the sizes of all old blocks, which are full.
    pub fn copied_bytes(&self) -> u64 {
        self.copied_bytes
    }

    /// The copied bytes per item, or `None` if there are no items.
    pub fn copied_bytes_per_item(&self) -> Option<f64> {
        (self.items > 0).then(|| self.copied_bytes as f64 / self.items as f64)
    }

    /// The steps in order, each with the bytes copied up to the end of the step.
    pub fn copied_by_step(&self) -> impl Iterator<Item = (GrowthStep, u64)> {
        self.steps.iter().scan(0, |copied, &step| {
            *copied += self.bytes(step.before);
            Some((step, *copied))
        })
    }

    /// The bytes of all allocations; each reallocation counts with its full new size.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// The most bytes live at once, if a reallocation counts by its difference.
    pub fn peak_bytes(&self) -> u64 {
        match self.item_bytes {
            0 => 0,
            _ => self.bytes(self.capacity()),
        }
    }

    /// The most bytes live at once, if each step holds the old and the new block together.
    pub fn copying_peak_bytes(&self) -> u64 {
        let last = self.steps.last();
        last.map_or(self.peak_bytes(), |step| {
            self.bytes(step.before) + self.bytes(step.after)
        })
    }

    /// The unused bytes at the end, in % of the items' bytes. `None` if there are no items or they
    /// are zero-sized.
    pub fn headroom_percent(&self) -> Option<f64> {
        headroom_percent(self.capacity(), self.items).filter(|_| self.item_bytes > 0)
    }

    /// The largest [`Self::headroom_percent`] at any length from `least` to the last. It occurs just
    /// after a growth step, or at `least`. If `least` is small, the first allocation decides the
    /// result, since it makes room for several items.
    pub fn worst_headroom_percent(&self, least: usize) -> Option<f64> {
        let grown = self.steps.iter().map(|step| (step.after, step.before + 1));
        let capacities = std::iter::once((self.initial, 1)).chain(grown);
        capacities
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

#[cfg(test)]
mod tests {
    use super::super::cpython::{List39, Tuple};
    use super::super::policies::ALL;
    use super::*;
    use proptest::prelude::*;

    /// Computes the same array item by item: its growth steps, the bytes copied and allocated, both
    /// peaks, and the headroom in % at each length from 1 on.
    fn item_by_item(
        policy: &dyn Policy,
        items: usize,
        item_bytes: usize,
        initial: usize,
    ) -> (Vec<GrowthStep>, [usize; 4], Vec<f64>) {
        let (mut steps, mut headroom) = (Vec::new(), Vec::new());
        let (mut capacity, mut copied) = (initial, 0);
        let (mut allocated, mut peak, mut copying_peak) = (initial, initial, initial);
        for length in 1..=items {
            if length > capacity {
                let before = capacity;
                capacity = policy.next_capacity(before, length, item_bytes).unwrap();
                copied += before;
                allocated += capacity;
                peak = peak.max(capacity);
                copying_peak = copying_peak.max(before + capacity);
                steps.push(GrowthStep {
                    before,
                    after: capacity,
                });
            }
            headroom.push((capacity - length) as f64 * 100.0 / length as f64);
        }
        let bytes = [copied, allocated, peak, copying_peak].map(|items| items * item_bytes);
        (steps, bytes, headroom)
    }

    proptest! {
        #[test]
        fn a_curve_equals_the_growth_computed_item_by_item(
            items in 0_usize..2000, item_bytes in 1_usize..100, initial in 0_usize..500,
            least in 0_usize..2100,
        ) {
            let close = |one: Option<f64>, other: Option<f64>| {
                one.zip(other).map_or(one == other, |(one, other)| (one - other).abs() < 1e-6)
            };
            for named in ALL {
                let policy = named.policy(items);
                let curve = follow(&policy, items, item_bytes, initial).unwrap();
                let (steps, bytes, headroom) = item_by_item(&policy, items, item_bytes, initial);
                prop_assert_eq!(curve.steps(), steps);
                let by_step = curve.copied_by_step().last();
                prop_assert_eq!(by_step.map_or(0, |(_, copied)| copied), curve.copied_bytes());
                let figures = [
                    curve.copied_bytes(),
                    curve.total_bytes(),
                    curve.peak_bytes(),
                    curve.copying_peak_bytes(),
                ];
                prop_assert_eq!(figures, bytes.map(|bytes| bytes as u64), "{}", named.name);
                prop_assert!(close(curve.headroom_percent(), headroom.last().copied()));
                let seen = headroom.iter().skip(least.max(1) - 1).copied();
                let worst = curve.worst_headroom_percent(least);
                prop_assert!(close(worst, seen.max_by(f64::total_cmp)), "{} {worst:?}", named.name);
            }
        }
    }

    #[test]
    fn a_thousand_million_items_take_fewer_than_200_steps() {
        for named in ALL.iter().filter(|named| named.name != "tuple") {
            let curve = follow(&named.policy(1_000_000_000), 1_000_000_000, 64, 0).unwrap();
            assert!(curve.capacity() >= 1_000_000_000, "{}", named.name);
            assert!(curve.steps().len() < 200, "{}", named.name);
        }
    }

    #[test]
    fn a_tuple_has_a_step_for_each_item_up_to_the_limit() {
        let curve = follow(&Tuple, MAX_GROWTH_STEPS, 8, 0).unwrap();
        let n = MAX_GROWTH_STEPS as u64;
        assert_eq!(curve.total_bytes(), n * (n + 1) / 2 * 8);
        assert_eq!(curve.copied_bytes(), n * (n - 1) / 2 * 8);
        let error = follow(&Tuple, MAX_GROWTH_STEPS + 1, 8, 0).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("1048577 items take more than 1048576 growth steps"),
            "{message}"
        );
    }

    #[test]
    fn an_overflow_is_an_error() {
        let largest = isize::MAX as usize;
        for named in ALL.iter().filter(|named| named.name != "tuple") {
            let error = follow(&named.policy(largest), largest, 2, 0).unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains("items of 2 B are more than the 9223372036854775807 B"),
                "{message}"
            );
        }
        assert!(follow(&List39, 1, 8, usize::MAX / 8).is_err());
        assert!(
            follow(&List39, largest / 9 * 8, 1, 0).is_err(),
            "its total is beyond 2⁶⁴"
        );
    }

    #[test]
    fn zero_sized_items_take_no_memory() {
        let curve = follow(&List39, 1000, 0, 0).unwrap();
        assert_eq!((curve.steps().len(), curve.capacity()), (0, usize::MAX));
        assert_eq!((curve.peak_bytes(), curve.total_bytes()), (0, 0));
        assert_eq!(
            (curve.headroom_percent(), curve.worst_headroom_percent(1)),
            (None, None)
        );
    }
}
