//! Following a policy without allocating.

use super::Policy;
use super::curve::{Curve, Step};
use super::policy::{bytes, grown, too_large};
use crate::error::{Error, Result};

/// The most growth steps that [`follow`] takes. A policy that grows by an eighth or more needs fewer
/// than 400 up to the largest array there can be; the tuple needs one for each item.
pub const MOST_STEPS: usize = 1 << 20;

/// Follows an array of items of `item_bytes` bytes from the capacity `initial` to `items` items.
/// Only the steps are computed: 10⁹ items take microseconds.
///
/// ```
/// use heapwise::lab::growth::{List37, follow};
/// let curve = follow(&List37, 1_000_000_000, 8, 0)?;
/// assert_eq!(curve.capacity(), 1_007_319_852);
/// assert_eq!(curve.steps().len(), 143);
/// # Ok::<(), heapwise::Error>(())
/// ```
///
/// # Errors
///
/// Where an array grows beyond what one allocation can be, or the bytes of all its steps beyond
/// 2⁶⁴; or where there are more than [`MOST_STEPS`] steps.
pub fn follow(
    policy: &(impl Policy + ?Sized),
    items: usize,
    item_bytes: usize,
    initial: usize,
) -> Result<Curve> {
    bytes(initial, item_bytes)?;
    let steps = match item_bytes {
        0 => Vec::new(),
        _ => steps(policy, items, item_bytes, initial)?,
    };
    let copied = total(steps.iter().map(|step| step.before), item_bytes);
    let allocated = total(
        steps.iter().map(|step| step.after).chain([initial]),
        item_bytes,
    );
    let sums = copied.zip(allocated);
    let (copied_bytes, total_bytes) = sums.ok_or_else(|| too_large(items, item_bytes))?;
    Ok(Curve {
        items,
        item_bytes,
        initial,
        steps,
        copied_bytes,
        total_bytes,
    })
}

fn steps(
    policy: &(impl Policy + ?Sized),
    items: usize,
    item_bytes: usize,
    initial: usize,
) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut before = initial;
    while before < items {
        if steps.len() == MOST_STEPS {
            let most = MOST_STEPS;
            return Err(Error::TooManySteps { items, most });
        }
        let after = grown(policy, before, before + 1, item_bytes)?;
        bytes(after, item_bytes)?;
        steps.push(Step { before, after });
        before = after;
    }
    Ok(steps)
}

/// The bytes of all these capacities; none where they do not fit.
fn total(mut capacities: impl Iterator<Item = usize>, item_bytes: usize) -> Option<u64> {
    let items = capacities.try_fold(0_u64, |sum, capacity| sum.checked_add(capacity as u64))?;
    items.checked_mul(item_bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, List39, Tuple};
    use super::*;
    use proptest::prelude::*;

    /// The same array item by item: its growth steps, the bytes copied and allocated, both peaks,
    /// and the headroom in % at each length from 1 on.
    fn item_by_item(
        policy: &dyn Policy,
        items: usize,
        item_bytes: usize,
        initial: usize,
    ) -> (Vec<Step>, [usize; 4], Vec<f64>) {
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
                steps.push(Step {
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
        fn a_curve_is_what_happens_item_by_item(
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
                let told = [
                    curve.copied_bytes(),
                    curve.total_bytes(),
                    curve.peak_bytes(),
                    curve.copying_peak_bytes(),
                ];
                prop_assert_eq!(told, bytes.map(|bytes| bytes as u64), "{}", named.name);
                prop_assert!(close(curve.headroom_percent(), headroom.last().copied()));
                let seen = headroom.iter().skip(least.max(1) - 1).copied();
                let worst = curve.worst_headroom_percent(least);
                prop_assert!(close(worst, seen.max_by(f64::total_cmp)), "{} {worst:?}", named.name);
            }
        }
    }

    #[test]
    fn a_thousand_million_items_are_a_few_hundred_steps() {
        for named in ALL.iter().filter(|named| named.name != "tuple") {
            let curve = follow(&named.policy(1_000_000_000), 1_000_000_000, 64, 0).unwrap();
            assert!(curve.capacity() >= 1_000_000_000, "{}", named.name);
            assert!(curve.steps().len() < 200, "{}", named.name);
        }
    }

    #[test]
    fn a_tuple_has_a_step_for_each_item_and_an_end() {
        let curve = follow(&Tuple, MOST_STEPS, 8, 0).unwrap();
        let n = MOST_STEPS as u64;
        assert_eq!(curve.total_bytes(), n * (n + 1) / 2 * 8);
        assert_eq!(curve.copied_bytes(), n * (n - 1) / 2 * 8);
        let told = follow(&Tuple, MOST_STEPS + 1, 8, 0)
            .unwrap_err()
            .to_string();
        assert!(
            told.starts_with("1048577 items take more than 1048576 growth steps"),
            "{told}"
        );
    }

    #[test]
    fn what_overflows_is_an_error() {
        let largest = isize::MAX as usize;
        for named in ALL.iter().filter(|named| named.name != "tuple") {
            let told = follow(&named.policy(largest), largest, 2, 0)
                .unwrap_err()
                .to_string();
            assert!(
                told.contains("items of 2 B are more than the 9223372036854775807 B"),
                "{told}"
            );
        }
        assert!(follow(&List39, 1, 8, usize::MAX / 8).is_err());
        assert!(
            follow(&List39, largest / 9 * 8, 1, 0).is_err(),
            "its total is beyond 2⁶⁴"
        );
    }

    #[test]
    fn items_of_no_size_take_no_room() {
        let curve = follow(&List39, 1000, 0, 0).unwrap();
        assert_eq!((curve.steps().len(), curve.capacity()), (0, usize::MAX));
        assert_eq!((curve.peak_bytes(), curve.total_bytes()), (0, 0));
        assert_eq!(
            (curve.headroom_percent(), curve.worst_headroom_percent(1)),
            (None, None)
        );
    }
}
