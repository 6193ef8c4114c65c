//! Schemes that read one slot after the other, in an order that depends on the hash.

use std::marker::PhantomData;

#[cfg(test)]
use super::super::reduction::{Mask, Multiply};
use super::super::reduction::{Reduction, salted_home};
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::{Tag, Vacated};
use super::interface::{Lookup, Probe};

/// The order in which a lookup reads slots, from the home slot of a hash on.
pub trait ProbeOrder: Sized {
    /// Whether the order visits every slot if their number is a power of two.
    const IS_COMPLETE: bool = true;
    /// Whether the order visits every slot, whatever their number.
    const IS_ALWAYS_COMPLETE: bool = false;
    /// Whether keys of neighbouring home slots get in each other's way in the whole sequence, so that
    /// a table of one size must not have the order of a table of another size.
    const IS_LINEAR: bool = false;

    /// The order for a hash over `slots` slots.
    fn from_hash<R: Reduction>(hash: u64, slots: usize) -> Self;

    /// The slot after `slot`.
    fn next<R: Reduction>(&mut self, slot: usize, slots: usize) -> usize;
}

/// Linear probing: one slot after the other (W. W. Peterson, "Addressing for random-access storage",
/// 1957).
#[derive(Debug, Clone, Copy, Default)]
pub struct LinearProbe;

impl ProbeOrder for LinearProbe {
    const IS_ALWAYS_COMPLETE: bool = true;
    const IS_LINEAR: bool = true;

    #[inline]
    fn from_hash<R: Reduction>(_: u64, _: usize) -> Self {
        Self
    }

    #[inline]
    fn next<R: Reduction>(&mut self, slot: usize, slots: usize) -> usize {
        R::wrap(slot + 1, slots)
    }
}

/// Triangular probing: steps of 1, 2, 3, … slots. If the number of slots is a power of two, they
/// visit every slot (Knuth, vol. 3, §6.4, exercise 20).
#[derive(Debug, Clone, Copy, Default)]
pub struct TriangularProbe {
    stride: usize,
}

impl ProbeOrder for TriangularProbe {
    #[inline]
    fn from_hash<R: Reduction>(_: u64, _: usize) -> Self {
        Self { stride: 0 }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, slot: usize, slots: usize) -> usize {
        self.stride = R::wrap(self.stride + 1, slots);
        R::wrap(slot + self.stride, slots)
    }
}

/// Double hashing: steps of one length, which depends on the half of the hash that determines the
/// home slot least (Knuth, vol. 3, §6.4, algorithm D). If the number of slots is a power of two, the
/// length is odd, so that the steps visit every slot.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubleHashProbe {
    stride: usize,
}

impl ProbeOrder for DoubleHashProbe {
    #[inline]
    fn from_hash<R: Reduction>(hash: u64, slots: usize) -> Self {
        let other = R::home(hash.rotate_left(32), slots);
        let stride = if R::POWER_OF_TWO {
            other | 1
        } else {
            other.max(1)
        };
        Self { stride }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, slot: usize, slots: usize) -> usize {
        R::wrap(slot + self.stride, slots)
    }
}

/// CPython's probing: slot i is followed by slot 5i + p + 1, where p is the hash shifted right by 5
/// more bits at each step, so that all bits of the hash take part (Objects/dictobject.c).
#[derive(Debug, Clone, Copy, Default)]
pub struct PerturbedProbe {
    perturb: u64,
}

impl ProbeOrder for PerturbedProbe {
    #[inline]
    fn from_hash<R: Reduction>(hash: u64, _: usize) -> Self {
        Self { perturb: hash }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, slot: usize, slots: usize) -> usize {
        self.perturb >>= 5;
        R::modulo(slot as u64 * 5 + self.perturb + 1, slots)
    }
}

/// The endless sequence of slots that a lookup reads.
///
/// If the number of slots is not a power of two, the order may miss some of them. The sequence then
/// continues linearly after as many steps as there are slots.
///
/// ```
/// use heapwise::lab::table::probe::{ProbeSeq, TriangularProbe};
/// use heapwise::lab::table::reduction::Mask;
/// let slots = ProbeSeq::<TriangularProbe, Mask>::new(5, 8);
/// assert!(slots.take(4).eq([5, 6, 0, 3]));
/// ```
#[derive(Debug, Clone)]
pub struct ProbeSeq<O, R> {
    order: O,
    slot: usize,
    steps: usize,
    slots: usize,
    reduction: PhantomData<R>,
}

impl<O: ProbeOrder, R: Reduction> ProbeSeq<O, R> {
    const MAY_MISS_SLOTS: bool = !(O::IS_ALWAYS_COMPLETE || (R::POWER_OF_TWO && O::IS_COMPLETE));

    /// The sequence for a hash over `slots` slots, at least one.
    #[inline]
    pub fn new(hash: u64, slots: usize) -> Self {
        let is_salted = O::IS_LINEAR || !R::POWER_OF_TWO;
        Self {
            order: O::from_hash::<R>(hash, slots),
            slot: if is_salted {
                salted_home::<R>(hash, slots)
            } else {
                R::home(hash, slots)
            },
            steps: 0,
            slots,
            reduction: PhantomData,
        }
    }

    #[inline]
    fn step(&mut self) {
        self.steps += 1;
        self.slot = if Self::MAY_MISS_SLOTS && self.steps >= self.slots {
            R::wrap(self.slot + 1, self.slots)
        } else {
            self.order.next::<R>(self.slot, self.slots)
        };
    }
}

impl<O: ProbeOrder, R: Reduction> Iterator for ProbeSeq<O, R> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let slot = self.slot;
        self.step();
        Some(slot)
    }
}

impl<O: ProbeOrder> Probe for O {
    const USES_TAGS: bool = false;
    const REPEATED_TAGS: usize = 0;
    const MIN_SLOTS: usize = 8;

    #[inline]
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Bucket<'a, K, V>, usize> {
        let mut seq = ProbeSeq::<O, R>::new(lookup.hash, slots.slots());
        let mut tombstone = None;
        loop {
            let slot = seq.slot;
            count.probe();
            let tag = slots.tag(slot);
            if tag.is_full() {
                if let Some(found) = slots.find_in_slot(slot, lookup.hash, &lookup.eq, count) {
                    return Ok(found);
                }
            } else if tag == Tag::EMPTY {
                return Err(tombstone.unwrap_or(slot));
            } else {
                count.pass_tombstones(1);
                if INSERTING && tombstone.is_none() {
                    tombstone = Some(slot);
                }
            }
            seq.step();
        }
    }

    #[inline]
    fn tag<R: Reduction>(_: u64, _: usize, _: usize) -> Tag {
        Tag::full(0)
    }

    #[inline]
    fn make_room<R: Reduction, K, V, C: Count>(_: &mut impl Slots<K, V>, _: usize, _: &mut C) {}

    fn remove<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        _: &impl Fn(&K) -> u64,
        _: &mut C,
    ) -> (K, V, bool) {
        let (key, value) = slots.remove(slot, Vacated::Deleted);
        (key, value, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn visits_every_slot<O: ProbeOrder, R: Reduction>(sizes: impl IntoIterator<Item = usize>) {
        for slots in sizes {
            for hash in [0, 1, 7, 82, u64::MAX, 0x0123_4567_89ab_cdef] {
                let seen: HashSet<usize> = ProbeSeq::<O, R>::new(hash, slots)
                    .take(2 * slots + 16)
                    .collect();
                assert_eq!(seen.len(), slots, "{hash:x} on {slots}");
                assert!(seen.iter().all(|&slot| slot < slots));
            }
        }
    }

    #[test]
    fn every_order_visits_every_slot() {
        let powers = || (3..10).map(|bits| 1 << bits);
        visits_every_slot::<LinearProbe, Mask>(powers());
        visits_every_slot::<TriangularProbe, Mask>(powers());
        visits_every_slot::<DoubleHashProbe, Mask>(powers());
        visits_every_slot::<PerturbedProbe, Mask>(powers());
        visits_every_slot::<LinearProbe, Multiply>(8..100);
        visits_every_slot::<TriangularProbe, Multiply>(8..100);
        visits_every_slot::<DoubleHashProbe, Multiply>(8..100);
        visits_every_slot::<PerturbedProbe, Multiply>(8..100);
    }

    fn perturbed(hash: u64) -> Vec<usize> {
        ProbeSeq::<PerturbedProbe, Mask>::new(hash, 8)
            .take(8)
            .collect()
    }

    /// The book's cities, hashed by their first letter, on eight slots; computed by hand from
    /// CPython's recurrence.
    #[test]
    fn rome_and_barcelona_probe_the_same_eight_slots() {
        // 82: 2, then 5·2 + 2 + 1, then 5·5 + 0 + 1, ...
        assert_eq!(perturbed(u64::from(b'R')), [2, 5, 2, 3, 0, 1, 6, 7]);
        assert_eq!(perturbed(u64::from(b'B')), [2, 5, 2, 3, 0, 1, 6, 7]);
    }

    /// The book's hash 28975 has the home slot 7; its higher bits determine the next slots.
    #[test]
    fn the_high_bits_of_the_hash_determine_later_slots() {
        // p: 28975, 905, 28, 0.
        assert_eq!(perturbed(28975), [7, 5, 6, 7, 4, 5, 2, 3]);
    }
}
