//! Robin Hood hashing.

use super::{Probe, Sought, Vacancy};
use crate::lab::table::growth::Reduction;
use crate::lab::table::layout::{EMPTY, Found, Slots, Vacated};
use crate::lab::table::statistics::Count;

/// Linear probing in which an entry far from home takes the place of one that is nearer to its own
/// (P. Celis, "Robin Hood hashing", 1986): entries stand in the order of their homes, so a miss
/// stops early. Removing shifts those behind back by one, and leaves no tombstone.
///
/// A slot's mark is the distance of its entry from home; an entry that came to be 127 slots or more
/// from home is hashed when its distance is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct RobinHood;

/// The mark of entries whose distance from home is only known by their hash. It was this large
/// when they came there, and may be less by now.
const FAR: u8 = 0x7f;

fn back(slot: usize, slots: usize) -> usize {
    slot.checked_sub(1).unwrap_or(slots - 1)
}

/// How far from home the entry in a slot is.
#[inline]
fn distance<R: Reduction, K, V>(
    slots: &impl Slots<K, V>,
    slot: usize,
    hash_of: &impl Fn(&K) -> u64,
) -> usize {
    match slots.mark(slot) {
        FAR => {
            let home = R::home(slots.hash(slot, hash_of), slots.slots());
            R::wrap(slot + slots.slots() - home, slots.slots())
        }
        near => near.into(),
    }
}

impl Probe for RobinHood {
    const IS_MARKED: bool = true;
    const REPEATED_MARKS: usize = 0;
    const LEAST_SLOTS: usize = 8;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Found<'a, K, V>, Vacancy> {
        let mut slot = R::home(sought.hash, slots.slots());
        let mut walked = 0;
        loop {
            count.probe();
            let is_empty = slots.mark(slot) == EMPTY;
            let distance = match is_empty {
                true => 0,
                false => distance::<R, _, _>(slots, slot, &sought.hash_of),
            };
            if is_empty || distance < walked {
                return Err(Vacancy {
                    slot,
                    mark: walked.min(FAR.into()) as u8,
                    empty_taken: 1,
                });
            }
            if distance == walked
                && let Some(found) = slots.seek(slot, sought.hash, &sought.is_key, count)
            {
                return Ok(found);
            }
            walked += 1;
            slot = R::wrap(slot + 1, slots.slots());
        }
    }

    fn make_room<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        vacancy: Vacancy,
        count: &mut C,
    ) {
        let mut to = vacancy.slot;
        while slots.mark(to) != EMPTY {
            to = R::wrap(to + 1, slots.slots());
        }
        while to != vacancy.slot {
            let from = back(to, slots.slots());
            let mark = (slots.mark(from) + 1).min(FAR);
            slots.relocate(from, to, mark);
            count.shift(1);
            to = from;
        }
    }

    fn take<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        hash_of: &impl Fn(&K) -> u64,
        count: &mut C,
    ) -> (K, V, bool) {
        let next = |slot| R::wrap(slot + 1, slots.slots());
        let is_displaced =
            |slot| slots.mark(slot) != EMPTY && distance::<R, _, _>(slots, slot, hash_of) > 0;
        let mut last = slot;
        while is_displaced(next(last)) {
            last = next(last);
        }
        let (key, value) = slots.take(slot, Vacated::Empty);
        let mut to = slot;
        while to != last {
            let from = R::wrap(to + 1, slots.slots());
            let mark = match slots.mark(from) {
                FAR => FAR,
                near => near - 1,
            };
            slots.relocate(from, to, mark);
            count.shift(1);
            to = from;
        }
        (key, value, true)
    }
}
