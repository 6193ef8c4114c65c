//! Keys in another order.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// The numbers below `len` in an order that depends on the seed (R. Durstenfeld, Algorithm 235, CACM
/// 1964).
pub(super) fn shuffled_indices(len: usize, seed: u64) -> Vec<u32> {
    let mut random = SplitMix64::seed_from_u64(seed ^ 0x5EED);
    let mut indices: Vec<u32> = (0..len as u32).collect();
    for index in (1..len).rev() {
        let other = (u128::from(random.next_u64()) * (index as u128 + 1)) >> 64;
        indices.swap(index, other as usize);
    }
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_keeps_every_item_once() {
        let shuffled_by = |seed| shuffled_indices(1000, seed);
        let mut shuffled = shuffled_by(1);
        assert_eq!(shuffled, shuffled_by(1));
        assert_ne!(shuffled, shuffled_by(2));
        let moved = (0..)
            .zip(&shuffled)
            .filter(|(index, other)| index != *other);
        assert!(moved.count() > 900);
        shuffled.sort_unstable();
        assert!(shuffled.into_iter().eq(0..1000));
    }
}
