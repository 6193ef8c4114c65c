//! Ascending numbers, stored in several ways.

mod deltas;
mod stored;
mod whole_bytes;

pub use deltas::Deltas;
pub use stored::{bitset, boxed, u64s};
pub use whole_bytes::WholeBytes;

/// 2⁶⁴ over the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// `n` different numbers in ascending order: one of every `gap` numbers from 0 on, which looks random.
///
/// ```
/// use heapwise::lab::compact::numbers::ascending;
///
/// assert!(ascending(1000, 16).enumerate().all(|(i, number)| number / 16 == i as u64));
/// assert!(ascending(5, 1).eq(0..5));
/// ```
///
/// # Panics
///
/// If `gap` is 0, or `n * gap` exceeds 64 bits.
pub fn ascending(n: u64, gap: u64) -> impl ExactSizeIterator<Item = u64> + Clone {
    assert!(n.checked_mul(gap).is_some_and(|below| below > 0 || n == 0));
    (0..n as usize).map(move |index| {
        let index = index as u64;
        index * gap + (index.wrapping_mul(MULTIPLIER) >> 32) % gap
    })
}
