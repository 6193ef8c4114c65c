//! From a hash to a slot.

/// How a hash becomes a slot of a table, and which of its bits are left for a tag.
pub trait Reduction {
    /// Whether the number of slots is always a power of two.
    const POWER_OF_TWO: bool;

    /// The slot where the search for a hash begins.
    fn home(hash: u64, slots: usize) -> usize;

    /// Seven bits of a hash that say nothing of its home.
    fn tag(hash: u64) -> u8;

    /// `at` modulo `slots`, where `at` is below twice as many.
    fn wrap(at: usize, slots: usize) -> usize;

    /// `number` modulo `slots`.
    fn modulo(number: u64, slots: usize) -> usize;
}

/// The low bits of the hash, for a power of two of slots; the tag is its high bits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mask;

impl Reduction for Mask {
    const POWER_OF_TWO: bool = true;

    #[inline]
    fn home(hash: u64, slots: usize) -> usize {
        Self::modulo(hash, slots)
    }

    #[inline]
    fn tag(hash: u64) -> u8 {
        (hash >> 57) as u8
    }

    #[inline]
    fn wrap(at: usize, slots: usize) -> usize {
        at & (slots - 1)
    }

    #[inline]
    fn modulo(number: u64, slots: usize) -> usize {
        number as usize & (slots - 1)
    }
}

/// The high half of the product of hash and slots, for any number of slots (D. Lemire, "Fast random
/// integer generation in an interval", 2019); the tag is the hash's low bits.
///
/// The product follows the high bits, of which a hash such as an integer's own value has none. So
/// the hash is first multiplied by 2⁶⁴/φ (Knuth, vol. 3, §6.4), which carries the low bits up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Multiply;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Reduction for Multiply {
    const POWER_OF_TWO: bool = false;

    #[inline]
    fn home(hash: u64, slots: usize) -> usize {
        let spread = u128::from(hash.wrapping_mul(GOLDEN));
        ((spread * slots as u128) >> 64) as usize
    }

    #[inline]
    fn tag(hash: u64) -> u8 {
        hash as u8 & 0x7f
    }

    #[inline]
    fn wrap(at: usize, slots: usize) -> usize {
        at.checked_sub(slots).unwrap_or(at)
    }

    #[inline]
    fn modulo(number: u64, slots: usize) -> usize {
        (number % slots as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_home_is_a_slot() {
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
    fn a_slots_entries_have_every_tag() {
        fn tags<R: Reduction>(hash: impl Fn(u64) -> u64) -> usize {
            let here = (0..100_000)
                .map(hash)
                .filter(|&hash| R::home(hash, 16) == 3);
            let tags: std::collections::HashSet<u8> = here.map(R::tag).collect();
            tags.len()
        }
        assert_eq!(tags::<Mask>(|number| number.wrapping_mul(GOLDEN)), 128);
        assert_eq!(tags::<Multiply>(|number| number), 128);
    }
}
