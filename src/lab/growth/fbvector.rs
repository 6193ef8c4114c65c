//! The growth policy of folly's fbvector.

use super::policy::Policy;

/// jemalloc cannot grow a block in place if it is smaller than this.
const IN_PLACE_BYTES: usize = 4096;
const LARGE_BYTES: usize = 32 * 4096;
const FIRST_BYTES: usize = 64;

/// The policy of folly's fbvector (`computePushBackCapacity` in `folly/container/FBVector.h`).
///
/// The first allocation has 64 bytes. A capacity c between 4 KiB and 128 KiB grows to (3c + 1)/2;
/// smaller and larger ones double. The bounds are rounded down to whole items: with items of 24
/// bytes, doubling ends at a capacity of 170.
///
/// folly also rounds the size up to a size class of jemalloc; this policy does not.
///
/// ```
/// use heapwise::lab::growth::{FbVector, Policy};
/// let next = |capacity| FbVector.next_capacity(capacity, capacity + 1, 8);
/// assert_eq!([0, 8, 512, 16_384, 16_385].map(next), [8, 16, 768, 24_576, 32_770].map(Some));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FbVector;

impl Policy for FbVector {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        let item_bytes = item_bytes.max(1);
        let is_medium =
            (IN_PLACE_BYTES / item_bytes..=LARGE_BYTES / item_bytes).contains(&capacity);
        let next = match capacity {
            0 => (FIRST_BYTES / item_bytes).max(1),
            _ if is_medium => (capacity * 3).div_ceil(2),
            _ => capacity.checked_mul(2)?,
        };
        Some(next.max(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::capacities_up_to;
    use super::*;

    #[test]
    fn the_factor_depends_on_the_size() {
        let capacities = [
            64, 128, 256, 512, 1024, 2048, 4096, 6144, 9216, 13_824, 20_736, 31_104, 46_656,
            69_984, 104_976, 157_464, 314_928, 629_856,
        ];
        assert_eq!(capacities_up_to(629_856, FbVector, 1), capacities);
        let capacities = [
            8, 16, 32, 64, 128, 256, 512, 768, 1152, 1728, 2592, 3888, 5832, 8748, 13_122, 19_683,
            39_366,
        ];
        assert_eq!(capacities_up_to(39_366, FbVector, 8), capacities);
    }

    #[test]
    fn bounds_are_rounded_down_to_whole_items() {
        let next = |capacity| FbVector.next_capacity(capacity, capacity + 1, 24);
        assert_eq!(next(0), Some(2));
        assert_eq!(next(169), Some(338));
        assert_eq!(next(170), Some(255));
        assert_eq!(next(171), Some(257));
        assert_eq!(next(5461), Some(8192));
        assert_eq!(next(5462), Some(10_924));
        assert_eq!(FbVector.next_capacity(0, 1, 1000), Some(1));
        assert_eq!(FbVector.next_capacity(1, 2, 5000), Some(2));
    }
}
