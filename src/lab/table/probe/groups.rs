//! Probing by groups of slots, as Swiss tables do.

use std::marker::PhantomData;

use super::super::group::{BitMask, Group, MAX_WIDTH, Native};
use super::super::reduction::{Reduction, salted_home};
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::{Tag, Vacated};
use super::interface::{Lookup, Probe};

/// Probing group by group, with tags of seven bits of the hash, as in Swiss tables (M. Kulukundis,
/// "Designing a fast, efficient, cache-friendly hash table, step by step", CppCon 2017). The tags of
/// a group are compared at once, and a lookup compares keys only where the tag matches.
///
/// A group can start at any slot. If the number of slots is a power of two, the steps from group to
/// group are 1, 2, 3, … groups; otherwise each step is one group. A removed entry leaves an empty
/// slot if no group that contains the slot can ever have been full, and a tombstone otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub struct GroupProbe<G = Native>(PhantomData<G>);

/// The groups that a lookup reads.
struct GroupSeq<G, R> {
    /// The first slot of the current group.
    first: usize,
    /// The length of the last step, in slots.
    stride: usize,
    kinds: PhantomData<(G, R)>,
}

impl<G: Group, R: Reduction> GroupSeq<G, R> {
    #[inline]
    fn new(hash: u64, slots: usize) -> Self {
        Self {
            first: if R::POWER_OF_TWO {
                R::home(hash, slots)
            } else {
                salted_home::<R>(hash, slots)
            },
            stride: 0,
            kinds: PhantomData,
        }
    }

    /// The slot at an offset in the current group.
    #[inline]
    fn slot(&self, offset: usize, slots: usize) -> usize {
        R::wrap(self.first + offset, slots)
    }

    #[inline]
    fn move_next(&mut self, slots: usize) {
        self.stride = if R::POWER_OF_TWO {
            self.stride + G::WIDTH
        } else {
            G::WIDTH
        };
        self.first = self.slot(self.stride, slots);
    }
}

impl<G: Group> Probe for GroupProbe<G> {
    const USES_TAGS: bool = true;
    const REPEATED_TAGS: usize = MAX_WIDTH;
    const MIN_SLOTS: usize = MAX_WIDTH;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Bucket<'a, K, V>, usize> {
        let tag = R::tag(lookup.hash);
        let mut seq = GroupSeq::<G, R>::new(lookup.hash, slots.slots());
        let mut insert_slot = None;
        loop {
            count.probe();
            let found = slots.find_in_group::<G, C>(seq.first, tag, lookup.hash, &lookup.eq, count);
            let group = match found {
                Ok(bucket) => return Ok(bucket),
                Err(group) => group,
            };
            let (vacant, empty) = (group.match_empty_or_deleted(), group.match_empty());
            count.pass_tombstones(vacant.count_ones() - empty.count_ones());
            if INSERTING && insert_slot.is_none() && !vacant.is_empty() {
                insert_slot = Some(seq.slot(vacant.trailing_zeros(), slots.slots()));
            }
            if !empty.is_empty() {
                return Err(insert_slot.unwrap_or(0));
            }
            seq.move_next(slots.slots());
        }
    }

    #[inline]
    fn find_insert_slot<R: Reduction, K, V>(
        slots: &impl Slots<K, V>,
        hash: u64,
        _: &impl Fn(&K) -> u64,
    ) -> usize {
        let mut seq = GroupSeq::<G, R>::new(hash, slots.slots());
        loop {
            let vacant = slots.group::<G>(seq.first).match_empty_or_deleted();
            if !vacant.is_empty() {
                return seq.slot(vacant.trailing_zeros(), slots.slots());
            }
            seq.move_next(slots.slots());
        }
    }

    #[inline]
    fn tag<R: Reduction>(hash: u64, _: usize, _: usize) -> Tag {
        R::tag(hash)
    }

    #[inline]
    fn make_room<R: Reduction, K, V, C: Count>(_: &mut impl Slots<K, V>, _: usize, _: &mut C) {}

    fn remove<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        _: &impl Fn(&K) -> u64,
        _: &mut C,
    ) -> (K, V, bool) {
        let group_before = R::wrap(slot + slots.slots() - G::WIDTH, slots.slots());
        let used_before = slots.group::<G>(group_before).match_empty().leading_zeros();
        let used_from_here = slots.group::<G>(slot).match_empty().trailing_zeros();
        let can_be_empty = used_before + used_from_here < G::WIDTH;
        let vacated = if can_be_empty {
            Vacated::Empty
        } else {
            Vacated::Deleted
        };
        let (key, value) = slots.remove(slot, vacated);
        (key, value, can_be_empty)
    }
}
