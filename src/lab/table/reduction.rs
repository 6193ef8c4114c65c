//! How a hash selects a slot.

use super::tag::Tag;

/// Maps a hash to a slot of a table, and takes a tag from bits of the hash that do not determine the
/// slot.
pub trait Reduction {
    /// Whether the number of slots is always a power of two.
    const POWER_OF_TWO: bool;

    /// The home slot of a hash, where its probe sequence begins.
    fn home(hash: u64, slots: usize) -> usize;

    /// A tag of seven bits of the hash that are independent of its home slot.
    fn tag(hash: u64) -> Tag;

    /// `slot` modulo `slots`; `slot` must be below `2 * slots`.
    fn wrap(slot: usize, slots: usize) -> usize;

    /// `number` modulo `slots`.
    fn modulo(number: u64, slots: usize) -> usize;
}

/// For powers of two: the home slot is the low bits of the hash, and the tag its high bits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mask;

impl Reduction for Mask {
    const POWER_OF_TWO: bool = true;

    #[inline]
    fn home(hash: u64, slots: usize) -> usize {
        Self::modulo(hash, slots)
    }

    #[inline]
    fn tag(hash: u64) -> Tag {
        Tag::full((hash >> 57) as u8)
    }

    #[inline]
    fn wrap(slot: usize, slots: usize) -> usize {
        slot & (slots - 1)
    }

    #[inline]
    fn modulo(number: u64, slots: usize) -> usize {
        number as usize & (slots - 1)
    }
}

/// For any number of slots: the home slot is the high half of the product of the hash and the number
/// of slots (D. Lemire, "Fast random integer generation in an interval", 2019). The tag is the low
/// bits of the hash.
///
/// The high bits of the hash determine the product, and they are all zero if a small integer is its
/// own hash. So the hash is first multiplied by 2⁶⁴/φ (Knuth, vol. 3, §6.4), which moves the low
/// bits up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Multiply;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Multiply {
    /// The hash multiplied by 2⁶⁴/φ.
    #[inline]
    pub(super) fn spread(hash: u64) -> u64 {
        hash.wrapping_mul(GOLDEN)
    }
}

impl Reduction for Multiply {
    const POWER_OF_TWO: bool = false;

    #[inline]
    fn home(hash: u64, slots: usize) -> usize {
        let spread = u128::from(Self::spread(hash));
        ((spread * slots as u128) >> 64) as usize
    }

    #[inline]
    fn tag(hash: u64) -> Tag {
        Tag::full(hash as u8)
    }

    #[inline]
    fn wrap(slot: usize, slots: usize) -> usize {
        slot.checked_sub(slots).unwrap_or(slot)
    }

    #[inline]
    fn modulo(number: u64, slots: usize) -> usize {
        (number % slots as u64) as usize
    }
}

/// The home slot of a hash that is first multiplied by an odd number that depends on the number of
/// slots.
///
/// So a table of one size has its entries in another order than a table of another size. Otherwise the
/// entries of a table, inserted into a smaller one in the order of their slots, fill that one from one end on
/// and make long runs of full slots (rust-lang/rust#36481).
#[inline]
pub fn salted_home<R: Reduction>(hash: u64, slots: usize) -> usize {
    let salt = (slots as u64).wrapping_mul(GOLDEN).rotate_left(32) | 1;
    R::home(hash.wrapping_mul(salt), slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_home_is_a_slot_of_the_table() {
        for hash in [0, 1, 7, u64::MAX, u64::MAX - 1, 1 << 63] {
            assert!(Mask::home(hash, 8) < 8);
            (1..100).for_each(|slots| assert!(Multiply::home(hash, slots) < slots));
        }
    }

    #[test]
    fn small_integers_spread_over_any_number_of_slots() {
        let mut counts = [0; 100];
        (0..10_000).for_each(|hash| counts[Multiply::home(hash, 100)] += 1);
        assert!(counts.iter().all(|count| (90..=110).contains(count)));
    }

    #[test]
    fn hashes_of_one_home_slot_have_every_tag() {
        fn tags<R: Reduction>(hash: impl Fn(u64) -> u64) -> usize {
            let here = (0..100_000)
                .map(hash)
                .filter(|&hash| R::home(hash, 16) == 3);
            let tags: std::collections::HashSet<u8> =
                here.map(|hash| R::tag(hash).to_byte()).collect();
            tags.len()
        }
        assert_eq!(tags::<Mask>(|number| number.wrapping_mul(GOLDEN)), 128);
        assert_eq!(tags::<Multiply>(|number| number), 128);
    }
}
