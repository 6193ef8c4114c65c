//! The tags of a table's slots.

use std::marker::PhantomData;

use super::super::group::Group;
use super::super::probe::Probe;
use super::super::tag::Tag;

/// The tags of all slots. As many of the first tags as the probing scheme needs are repeated after the
/// last one, so that a group can start at any slot and wrap around.
#[derive(Debug)]
pub(super) struct Tags<P> {
    bytes: Box<[u8]>,
    slots: usize,
    probe: PhantomData<fn() -> P>,
}

/// How many tags are read at once to find full slots.
const EIGHT: usize = 8;
const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;

/// How far the full slots have been read.
#[derive(Debug, Default)]
pub(super) struct FullSlots {
    /// The slots whose tags were read, in steps of [`EIGHT`].
    read: usize,
    /// Of the last [`EIGHT`] of these, the highest bit of each full slot that [`Tags::next_full`] has not
    /// returned yet.
    full: u64,
}

impl FullSlots {
    /// No full slot below this one is left.
    #[inline]
    pub(super) fn next_slot(&self) -> usize {
        match self.full {
            0 => self.read,
            full => self.read - EIGHT + (full.trailing_zeros() / u8::BITS) as usize,
        }
    }
}

/// Fewer than [`EIGHT`] tags, followed by those of empty slots.
#[cold]
fn pad(tags: &[u8]) -> [u8; EIGHT] {
    let mut padded = [Tag::EMPTY.to_byte(); EIGHT];
    padded[..tags.len()].copy_from_slice(tags);
    padded
}

impl<P: Probe> Tags<P> {
    /// The tags of `slots` empty slots: none, or at least as many as are repeated. Without slots there are no
    /// tags.
    pub(super) fn new(slots: usize) -> Self {
        let all = slots.checked_add(P::REPEATED_TAGS);
        let length = match slots {
            0 => 0,
            _ => all.expect("capacity overflow"),
        };
        Self {
            bytes: vec![Tag::EMPTY.to_byte(); length].into_boxed_slice(),
            slots,
            probe: PhantomData,
        }
    }

    /// The bytes that the tags take on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    pub(super) fn get(&self, slot: usize) -> Tag {
        Tag::from_byte(self.bytes[slot])
    }

    /// Sets the tag of a slot and its repetition, if any.
    #[inline]
    pub(super) fn set(&mut self, slot: usize, tag: Tag) {
        self.bytes[slot] = tag.to_byte();
        if slot < P::REPEATED_TAGS {
            self.bytes[self.slots + slot] = tag.to_byte();
        }
    }

    #[inline]
    pub(super) fn group<G: Group>(&self, slot: usize) -> G {
        let tags = self.bytes[slot..].first_chunk();
        G::load(tags.expect("tags for a whole group"))
    }

    /// The byte of each tag, with the repeated ones.
    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes all slots empty.
    pub(super) fn clear(&mut self) {
        self.bytes.fill(Tag::EMPTY.to_byte());
    }

    /// The next full slot in ascending order.
    #[inline]
    pub(super) fn next_full(&self, cursor: &mut FullSlots) -> Option<usize> {
        while cursor.full == 0 {
            let rest = self.bytes[..self.slots].get(cursor.read..)?;
            let eight = match rest.first_chunk() {
                Some(eight) => *eight,
                None if rest.is_empty() => return None,
                None => pad(rest),
            };
            cursor.full = !u64::from_le_bytes(eight) & HIGHEST_BITS;
            cursor.read += EIGHT;
        }
        let slot = cursor.next_slot();
        cursor.full &= cursor.full - 1;
        Some(slot)
    }

    /// Iterates over the byte of each slot's tag.
    pub(super) fn iter_bytes(&self) -> std::slice::Iter<'_, u8> {
        self.bytes[..self.slots].iter()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::group::Native;
    use super::super::super::probe::{GroupProbe, LinearProbe};
    use super::*;
    use proptest::prelude::*;

    fn tag() -> impl Strategy<Value = Tag> {
        prop_oneof![
            4 => Just(Tag::EMPTY),
            1 => Just(Tag::DELETED),
            1 => (0..128_u8).prop_map(Tag::full),
        ]
    }

    proptest! {
        #[test]
        fn full_slots_are_those_with_a_full_tag_in_ascending_order(
            tags in prop::collection::vec(tag(), 0..40),
        ) {
            assert_full_slots::<LinearProbe>(&tags)?;
            if tags.len() >= GroupProbe::<Native>::REPEATED_TAGS {
                assert_full_slots::<GroupProbe>(&tags)?;
            }
        }
    }

    fn assert_full_slots<P: Probe>(tags: &[Tag]) -> Result<(), TestCaseError> {
        let mut all = Tags::<P>::new(tags.len());
        tags.iter()
            .enumerate()
            .for_each(|(slot, &tag)| all.set(slot, tag));
        let mut cursor = FullSlots::default();
        for expected in (0..tags.len()).filter(|&slot| tags[slot].is_full()) {
            prop_assert!(cursor.next_slot() <= expected);
            prop_assert_eq!(all.next_full(&mut cursor), Some(expected));
            prop_assert!(cursor.next_slot() > expected);
        }
        prop_assert_eq!(all.next_full(&mut cursor), None);
        prop_assert!(cursor.next_slot() >= tags.len());
        Ok(())
    }
}
