//! Groups of slots.

use std::marker::PhantomData;

use super::{Native, Places, Probe, Sought, Vacancy, Window};
use crate::lab::table::growth::Reduction;
use crate::lab::table::layout::{EMPTY, Found, Slots, Vacated};
use crate::lab::table::statistics::Count;

/// Group by group, with tags of 7 bits of the hash, as Swiss tables have (M. Kulukundis, "Designing
/// a fast, efficient, cache-friendly hash table, step by step", CppCon 2017): the tags of a group
/// are compared at once, and only entries of the same tag are looked at.
///
/// A group begins at any slot. The next one is 1, 2, 3 and so on groups away where the number of
/// slots is a power of two, else the one behind. Removing leaves an empty slot instead of a
/// tombstone where no group over it can ever have been full.
#[derive(Debug, Clone, Copy, Default)]
pub struct Groups<W = Native>(PhantomData<W>);

/// The groups of a hash, one after the other.
struct Steps<W, R> {
    first: usize,
    step: usize,
    kinds: PhantomData<(W, R)>,
}

impl<W: Window, R: Reduction> Steps<W, R> {
    #[inline]
    fn new(hash: u64, slots: usize) -> Self {
        Self {
            first: R::home(hash, slots),
            step: 0,
            kinds: PhantomData,
        }
    }

    /// The slot of a place in this group.
    #[inline]
    fn slot(&self, place: usize, slots: usize) -> usize {
        R::wrap(self.first + place, slots)
    }

    #[inline]
    fn next(&mut self, slots: usize) {
        self.step = match R::POWER_OF_TWO {
            true => self.step + W::WIDTH,
            false => W::WIDTH,
        };
        self.first = self.slot(self.step, slots);
    }
}

impl<W: Window> Probe for Groups<W> {
    const IS_MARKED: bool = true;
    const REPEATED_MARKS: usize = 16;
    const LEAST_SLOTS: usize = 16;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Found<'a, K, V>, Vacancy> {
        let tag = R::tag(sought.hash);
        let mut steps = Steps::<W, R>::new(sought.hash, slots.slots());
        let mut vacant = None;
        loop {
            count.probe();
            let found =
                slots.seek_tagged::<W, C>(steps.first, tag, sought.hash, &sought.is_key, count);
            let window = match found {
                Ok(found) => return Ok(found),
                Err(window) => window,
            };
            let (free, empty) = (window.without_entry(), window.empty());
            count.tombstones(free.number() - empty.number());
            if INSERTING && vacant.is_none() && !free.is_none() {
                vacant = Some(steps.slot(free.before_first(), slots.slots()));
            }
            if !empty.is_none() {
                return Err(vacancy(slots, vacant, tag));
            }
            steps.next(slots.slots());
        }
    }

    #[inline]
    fn vacancy<R: Reduction, K, V>(
        slots: &impl Slots<K, V>,
        hash: u64,
        _: &impl Fn(&K) -> u64,
    ) -> Vacancy {
        let mut steps = Steps::<W, R>::new(hash, slots.slots());
        loop {
            let free = slots.window::<W>(steps.first).without_entry();
            if !free.is_none() {
                let slot = steps.slot(free.before_first(), slots.slots());
                return vacancy(slots, Some(slot), R::tag(hash));
            }
            steps.next(slots.slots());
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
        let before = R::wrap(slot + slots.slots() - W::WIDTH, slots.slots());
        let before = slots.window::<W>(before).empty().behind_last();
        let from_here = slots.window::<W>(slot).empty().before_first();
        let can_be_empty = before + from_here < W::WIDTH;
        let vacated = match can_be_empty {
            true => Vacated::Empty,
            false => Vacated::Tombstone,
        };
        let (key, value) = slots.take(slot, vacated);
        (key, value, can_be_empty)
    }
}

#[inline]
fn vacancy<K, V>(slots: &impl Slots<K, V>, slot: Option<usize>, tag: u8) -> Vacancy {
    Vacancy {
        slot: slot.unwrap_or(0),
        mark: tag,
        empty_taken: slot.map_or(0, |slot| usize::from(slots.mark(slot) == EMPTY)),
    }
}
