//! Groups: the tags of neighbouring slots, compared all at once.

mod bit_mask;
mod interface;
mod portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod sse2;

pub use bit_mask::{BitMask, StridedBits};
pub use interface::{Group, MAX_WIDTH};
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
pub use portable::Portable as Native;
pub use portable::Portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub use sse2::Sse2 as Native;

#[cfg(test)]
mod tests {
    use super::super::tag::Tag;
    use super::*;
    use proptest::prelude::*;

    /// Compares each mask of the group with a scan of the single tags.
    fn assert_masks<G: Group>(tags: &[u8; MAX_WIDTH], tag: u8) {
        let group = G::load(tags);
        let indices = |matches: &dyn Fn(u8) -> bool| -> Vec<usize> {
            (0..G::WIDTH)
                .filter(|&index| matches(tags[index]))
                .collect()
        };
        let empty = indices(&|other| other == Tag::EMPTY.to_byte());
        assert!(group.match_empty().eq(empty.iter().copied()));
        assert_eq!(group.match_empty().count_ones(), empty.len());
        assert_eq!(group.match_empty().is_empty(), empty.is_empty());
        let first = empty.first().map_or(G::WIDTH, |&first| first);
        assert_eq!(group.match_empty().trailing_zeros(), first);
        let after = empty.last().map_or(G::WIDTH, |last| G::WIDTH - 1 - last);
        assert_eq!(group.match_empty().leading_zeros(), after);
        for byte in [tag, Tag::EMPTY.to_byte(), Tag::DELETED.to_byte()] {
            let equal = indices(&|other| other == byte);
            assert!(group.match_byte(byte).eq(equal));
        }
        let vacant = indices(&|other| !Tag::from_byte(other).is_full());
        assert!(group.match_empty_or_deleted().eq(vacant));
        let bits = empty.iter().fold(0, |bits, offset| bits | 1 << offset);
        assert_eq!(group.match_empty().to_bits(), bits);
        let matched: Vec<usize> = group.match_tag(Tag::full(tag)).collect();
        let expected = indices(&|other| other == tag);
        assert!(expected.iter().all(|index| matched.contains(index)));
        let is_full = |&index: &usize| Tag::from_byte(tags[index]).is_full();
        assert!(matched.iter().all(is_full));
        assert!(matched.is_empty() || !expected.is_empty());
    }

    proptest! {
        #[test]
        fn masks_agree_with_the_single_tags(
            tags in prop::array::uniform16(prop_oneof![
                Just(Tag::EMPTY.to_byte()),
                Just(Tag::DELETED.to_byte()),
                0..4_u8,
                0..128_u8,
            ]),
            tag in prop_oneof![0..4_u8, 0..128_u8],
        ) {
            assert_masks::<Native>(&tags, tag);
            assert_masks::<Portable>(&tags, tag);
        }
    }
}
