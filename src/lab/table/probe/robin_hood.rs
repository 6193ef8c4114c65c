//! Robin Hood hashing.

use super::super::reduction::{Reduction, salted_home};
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::{Tag, Vacated};
use super::interface::{Lookup, Probe};

/// Linear probing in which an inserted entry takes the slot of an entry that is nearer to its home
/// slot, and that entry moves on (P. Celis, "Robin Hood hashing", 1986).
///
/// The entries are in the order of their home slots, so a miss ends early. Removing an entry shifts
/// the entries after it back by one slot and leaves no tombstone.
///
/// The tag of a full slot is the distance of its entry from the home slot. An entry that was ever
/// 127 slots or more from home has the tag 127; its distance follows from its hash.
#[derive(Debug, Clone, Copy, Default)]
pub struct RobinHoodProbe;

/// The least distance that a tag cannot store.
const FAR_DISTANCE: u8 = 0x7f;

/// The tag of an entry that was far from its home slot when its tag was set. The entry may be nearer
/// now.
const FAR: Tag = Tag::full(FAR_DISTANCE);

fn previous(slot: usize, slots: usize) -> usize {
    slot.checked_sub(1).unwrap_or(slots - 1)
}

#[inline]
fn distance_from_home<R: Reduction>(hash: u64, slot: usize, slots: usize) -> usize {
    let home = salted_home::<R>(hash, slots);
    R::wrap(slot + slots - home, slots)
}

/// The distance of a slot's entry from its home slot; 0 for an empty slot.
#[inline]
fn distance<R: Reduction, K, V>(
    slots: &impl Slots<K, V>,
    slot: usize,
    rehash: &impl Fn(&K) -> u64,
) -> usize {
    match slots.tag(slot) {
        Tag::EMPTY => 0,
        FAR => distance_from_home::<R>(slots.hash(slot, rehash), slot, slots.slots()),
        near => near.to_byte().into(),
    }
}

impl Probe for RobinHoodProbe {
    const USES_TAGS: bool = true;
    const REPEATED_TAGS: usize = 0;
    const MIN_SLOTS: usize = 8;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Bucket<'a, K, V>, usize> {
        let mut slot = salted_home::<R>(lookup.hash, slots.slots());
        let mut walked = 0;
        loop {
            count.probe();
            let distance = distance::<R, _, _>(slots, slot, &lookup.rehash);
            if slots.tag(slot) == Tag::EMPTY || distance < walked {
                return Err(slot);
            }
            if distance == walked
                && let Some(found) = slots.find_in_slot(slot, lookup.hash, &lookup.eq, count)
            {
                return Ok(found);
            }
            walked += 1;
            slot = R::wrap(slot + 1, slots.slots());
        }
    }

    fn tag<R: Reduction>(hash: u64, slot: usize, slots: usize) -> Tag {
        let distance = distance_from_home::<R>(hash, slot, slots);
        Tag::full(distance.min(FAR_DISTANCE.into()) as u8)
    }

    fn make_room<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        count: &mut C,
    ) {
        let mut to = slot;
        while slots.tag(to) != Tag::EMPTY {
            to = R::wrap(to + 1, slots.slots());
        }
        while to != slot {
            let from = previous(to, slots.slots());
            let farther = (slots.tag(from).to_byte() + 1).min(FAR_DISTANCE);
            slots.relocate(from, to, Tag::full(farther));
            count.shift(1);
            to = from;
        }
    }

    fn remove<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        rehash: &impl Fn(&K) -> u64,
        count: &mut C,
    ) -> (K, V, bool) {
        let next = |slot| R::wrap(slot + 1, slots.slots());
        let mut last = slot;
        while distance::<R, _, _>(slots, next(last), rehash) > 0 {
            last = next(last);
        }
        let (key, value) = slots.remove(slot, Vacated::Empty);
        let mut to = slot;
        while to != last {
            let from = R::wrap(to + 1, slots.slots());
            let tag = match slots.tag(from) {
                FAR => FAR,
                near => Tag::full(near.to_byte() - 1),
            };
            slots.relocate(from, to, tag);
            count.shift(1);
            to = from;
        }
        (key, value, true)
    }
}
