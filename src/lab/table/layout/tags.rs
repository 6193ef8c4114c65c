//! The tags of a table's slots.

use super::super::group::Group;
use super::super::tag::Tag;

/// The tags of all slots. The first tags may be repeated after the last one, so that a group can
/// start at any slot and wrap around.
#[derive(Debug, Default)]
pub(super) struct Tags {
    bytes: Box<[u8]>,
    slots: usize,
}

impl Tags {
    /// The tags of `slots` empty slots. The first `repeated` tags, at most all, are repeated.
    /// Without slots there are no tags.
    pub(super) fn new(slots: usize, repeated: usize) -> Self {
        let all = slots.checked_add(repeated).expect("capacity overflow");
        let length = if slots == 0 { 0 } else { all };
        Self {
            bytes: vec![Tag::EMPTY.to_byte(); length].into_boxed_slice(),
            slots,
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
        if slot < self.bytes.len() - self.slots {
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

    /// The first full slot from `from` on.
    #[inline]
    pub(super) fn next_full(&self, mut from: usize) -> Option<usize> {
        let bytes = &self.bytes[..self.slots];
        while let Some(eight) = bytes.get(from..)?.first_chunk() {
            let full = !u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080;
            if full != 0 {
                return Some(from + (full.trailing_zeros() / 8) as usize);
            }
            from += size_of_val(eight);
        }
        (from..self.slots).find(|&slot| self.get(slot).is_full())
    }

    /// Iterates over the byte of each slot's tag.
    pub(super) fn iter_bytes(&self) -> std::slice::Iter<'_, u8> {
        self.bytes[..self.slots].iter()
    }
}

#[cfg(test)]
mod tests {
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
        fn the_next_full_slot_is_the_first_with_a_full_tag(
            tags in prop::collection::vec(tag(), 0..40),
            from in 0..41_usize,
        ) {
            let mut all = Tags::new(tags.len(), 0);
            tags.iter().enumerate().for_each(|(slot, &tag)| all.set(slot, tag));
            let expected = (from..tags.len()).find(|&slot| tags[slot].is_full());
            prop_assert_eq!(all.next_full(from), expected);
        }
    }
}
