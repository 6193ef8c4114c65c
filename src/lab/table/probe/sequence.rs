//! Schemes that are no more than an order of slots.

use std::marker::PhantomData;

use super::{Probe, Sought, Vacancy};
use crate::lab::table::growth::Reduction;
use crate::lab::table::layout::{EMPTY, Found, Slots, Vacated, is_entry};
use crate::lab::table::statistics::Count;

/// An order in which to look at slots, from the home of a hash on.
pub trait Sequence: Sized {
    /// Whether every slot comes, sooner or later, where their number is a power of two.
    const IS_COMPLETE: bool = true;
    /// Whether every slot comes, whatever their number.
    const IS_ALWAYS_COMPLETE: bool = false;

    /// The sequence of a hash.
    fn of<R: Reduction>(hash: u64, slots: usize) -> Self;

    /// The slot after `at`.
    fn next<R: Reduction>(&mut self, at: usize, slots: usize) -> usize;
}

/// The slots of a sequence, without end.
///
/// Where a sequence might leave slots out, since their number is no power of two, it goes on
/// linearly when it has looked as often as there are slots.
///
/// ```
/// use heapwise::lab::table::growth::Mask;
/// use heapwise::lab::table::probe::{Triangular, Walk};
/// let slots = Walk::<Triangular, Mask>::new(5, 8);
/// assert!(slots.take(4).eq([5, 6, 0, 3]));
/// ```
#[derive(Debug, Clone)]
pub struct Walk<Q, R> {
    sequence: Q,
    at: usize,
    taken: usize,
    slots: usize,
    reduction: PhantomData<R>,
}

impl<Q: Sequence, R: Reduction> Walk<Q, R> {
    const MAY_LEAVE_OUT: bool = !(Q::IS_ALWAYS_COMPLETE || (R::POWER_OF_TWO && Q::IS_COMPLETE));

    /// The sequence of `hash` over so many slots, at least one.
    #[inline]
    pub fn new(hash: u64, slots: usize) -> Self {
        Self {
            sequence: Q::of::<R>(hash, slots),
            at: R::home(hash, slots),
            taken: 0,
            slots,
            reduction: PhantomData,
        }
    }

    #[inline]
    fn step(&mut self) {
        self.taken += 1;
        self.at = if Self::MAY_LEAVE_OUT && self.taken >= self.slots {
            R::wrap(self.at + 1, self.slots)
        } else {
            self.sequence.next::<R>(self.at, self.slots)
        };
    }
}

impl<Q: Sequence, R: Reduction> Iterator for Walk<Q, R> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = self.at;
        self.step();
        Some(at)
    }
}

impl<Q: Sequence> Probe for Q {
    const IS_MARKED: bool = false;
    const REPEATED_MARKS: usize = 0;
    const LEAST_SLOTS: usize = 8;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Found<'a, K, V>, Vacancy> {
        let mut walk = Walk::<Q, R>::new(sought.hash, slots.slots());
        let mut reusable = None;
        loop {
            let slot = walk.at;
            count.probe();
            let mark = slots.mark(slot);
            if is_entry(mark) {
                if let Some(found) = slots.seek(slot, sought.hash, &sought.is_key, count) {
                    return Ok(found);
                }
            } else if mark == EMPTY {
                return Err(vacancy(slot, reusable));
            } else {
                count.tombstones(1);
                if INSERTING && reusable.is_none() {
                    reusable = Some(slot);
                }
            }
            walk.step();
        }
    }

    #[inline]
    fn make_room<R: Reduction, K, V, C: Count>(_: &mut impl Slots<K, V>, _: Vacancy, _: &mut C) {}

    fn take<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        _: &impl Fn(&K) -> u64,
        _: &mut C,
    ) -> (K, V, bool) {
        let (key, value) = slots.take(slot, Vacated::Tombstone);
        (key, value, false)
    }
}

#[inline]
fn vacancy(empty: usize, reusable: Option<usize>) -> Vacancy {
    Vacancy {
        slot: reusable.unwrap_or(empty),
        mark: 0,
        empty_taken: usize::from(reusable.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::table::growth::{Mask, Multiply};
    use crate::lab::table::probe::{DoubleHashing, Linear, Perturbing, Triangular};
    use std::collections::HashSet;

    fn comes_everywhere<Q: Sequence, R: Reduction>(sizes: impl IntoIterator<Item = usize>) {
        for slots in sizes {
            for hash in [0, 1, 7, 82, u64::MAX, 0x0123_4567_89ab_cdef] {
                let seen: HashSet<usize> = Walk::<Q, R>::new(hash, slots)
                    .take(2 * slots + 16)
                    .collect();
                assert_eq!(seen.len(), slots, "{hash:x} on {slots}");
                assert!(seen.iter().all(|&slot| slot < slots));
            }
        }
    }

    #[test]
    fn every_sequence_comes_to_every_slot() {
        let powers = || (3..10).map(|bits| 1 << bits);
        comes_everywhere::<Linear, Mask>(powers());
        comes_everywhere::<Triangular, Mask>(powers());
        comes_everywhere::<DoubleHashing, Mask>(powers());
        comes_everywhere::<Perturbing, Mask>(powers());
        comes_everywhere::<Linear, Multiply>(8..100);
        comes_everywhere::<Triangular, Multiply>(8..100);
        comes_everywhere::<DoubleHashing, Multiply>(8..100);
        comes_everywhere::<Perturbing, Multiply>(8..100);
    }
}
