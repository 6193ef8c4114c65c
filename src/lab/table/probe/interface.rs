//! The interface of a probing scheme.

use super::super::reduction::Reduction;
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::Tag;

/// The hash and the comparison by which a lookup finds a key, and the hash of other keys.
#[derive(Debug, Clone, Copy)]
pub struct Lookup<E, H> {
    /// The hash of the key.
    pub hash: u64,
    /// Whether another key equals the key; may panic.
    pub eq: E,
    /// The hash of any key of the table; may panic.
    pub rehash: H,
}

/// A probing scheme. It requires that at least one slot is empty.
pub trait Probe: Sized {
    /// Whether the scheme gives full slots tags of its own.
    const USES_TAGS: bool;
    /// The number of tags, from the first slot on, that must be repeated after the last one.
    const REPEATED_TAGS: usize;
    /// The least number of slots that the scheme works on.
    const MIN_SLOTS: usize;

    /// Looks up a key.
    ///
    /// Changes nothing, so a panic in a hash or a comparison has no effect on the slots.
    ///
    /// # Errors
    ///
    /// Returns the slot in which the key can be inserted if it is not in the table. The result is
    /// unspecified unless `INSERTING`.
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Bucket<'a, K, V>, usize>;

    /// Finds the slot in which a key of this hash that is not in the table can be inserted.
    #[inline]
    fn find_insert_slot<R: Reduction, K, V>(
        slots: &impl Slots<K, V>,
        hash: u64,
        rehash: &impl Fn(&K) -> u64,
    ) -> usize {
        let lookup = Lookup {
            hash,
            eq: |_: &K| false,
            rehash,
        };
        match Self::find::<true, R, K, V, ()>(slots, &lookup, &mut ()) {
            Err(slot) => slot,
            Ok(_) => unreachable!("no key satisfies `eq`"),
        }
    }

    /// The tag that an entry of this hash has in a slot.
    fn tag<R: Reduction>(hash: u64, slot: usize, slots: usize) -> Tag;

    /// Frees the slot that [`Probe::find`] returned, so that an entry can be put into it.
    fn make_room<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        count: &mut C,
    );

    /// Removes the entry in a slot and returns it. The flag is true if there is one more empty slot
    /// afterwards.
    ///
    /// If `rehash` panics, nothing has changed.
    fn remove<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        rehash: &impl Fn(&K) -> u64,
        count: &mut C,
    ) -> (K, V, bool);
}
