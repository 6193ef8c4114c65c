//! How many groups can be chosen from `n` items.

/// The number of tuples of `r` out of `n` items: nʳ. `None` if it exceeds 64 bits.
pub fn product(n: u64, r: usize) -> Option<u64> {
    n.checked_pow(u32::try_from(r).ok()?)
}

/// The number of tuples without repeated members: n! / (n − r)!. `None` if it exceeds 64 bits.
///
/// ```
/// use heapwise::lab::iterators::{combinations, combinations_with_replacement, permutations};
///
/// assert_eq!(permutations(4, 2), Some(12));
/// assert_eq!(combinations(4, 2), Some(6));
/// assert_eq!(combinations_with_replacement(4, 2), Some(10));
/// ```
pub fn permutations(n: u64, r: usize) -> Option<u64> {
    (0..r as u64).try_fold(1, |count: u64, chosen| {
        count.checked_mul(n.saturating_sub(chosen))
    })
}

/// The number of sets: n! / r! / (n − r)!. `None` if it exceeds 64 bits.
pub fn combinations(n: u64, r: usize) -> Option<u64> {
    let count = (0..r as u64).try_fold(1, |count: u128, chosen| {
        let more = count.checked_mul(n.saturating_sub(chosen).into())?;
        // A product of consecutive numbers is divisible by the factorial of their count.
        Some(more / u128::from(chosen + 1))
    });
    u64::try_from(count?).ok()
}

/// The number of multisets: (n + r − 1)! / r! / (n − 1)!. `None` if it exceeds 64 bits.
pub fn combinations_with_replacement(n: u64, r: usize) -> Option<u64> {
    match (n, r as u64) {
        (_, 0) => Some(1),
        (0, _) => Some(0),
        (n, more) => combinations(n.checked_add(more - 1)?, r),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factorial(n: u64) -> u64 {
        (1..=n).product()
    }

    #[test]
    fn the_numbers_are_those_of_the_formulas() {
        for n in 0..=9_u64 {
            for r in 0..=9_u64 {
                let fits = r <= n;
                let expected = if fits {
                    factorial(n) / factorial(n - r)
                } else {
                    0
                };
                assert_eq!(permutations(n, r as usize), Some(expected));
                assert_eq!(combinations(n, r as usize), Some(expected / factorial(r)));
                assert_eq!(product(n, r as usize), Some(n.pow(r as u32)));
                let expected = match (n, r) {
                    (0, 0) => 1,
                    (0, _) => 0,
                    _ => factorial(n + r - 1) / factorial(r) / factorial(n - 1),
                };
                assert_eq!(combinations_with_replacement(n, r as usize), Some(expected));
            }
        }
    }

    #[test]
    fn a_number_that_exceeds_64_bits_is_absent() {
        assert_eq!(permutations(20, 20), Some(2_432_902_008_176_640_000));
        assert_eq!(permutations(21, 21), None);
        assert_eq!(combinations(64, 32), Some(1_832_624_140_942_590_534));
        assert_eq!(combinations(68, 34), None);
        assert_eq!(product(2, 64), None);
        assert_eq!(combinations_with_replacement(u64::MAX, 2), None);
    }
}
