//! Growth by a constant factor.

use super::policy::Policy;

/// Multiplies the capacity by a factor and rounds to the nearest whole number, half up. Takes the
/// capacity needed if that is more.
///
/// An array that grows by the factor g, one item at a time, has copied at most g/(g - 1) items for
/// each item in it, and its unused capacity is at most g - 1 of its length (T. Cormen,
/// C. Leiserson, R. Rivest, C. Stein, *Introduction to Algorithms*, "Dynamic tables", for g = 2).
///
/// ```
/// use heapwise::lab::growth::{Factor, Policy};
/// let next = |capacity| Factor::GOLDEN.next_capacity(capacity, capacity + 1, 8);
/// assert_eq!([1, 2, 3, 5, 8].map(next), [2, 3, 5, 8, 13].map(Some));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    numerator: u64,
    denominator: u64,
}

impl Factor {
    /// The factor 3/2.
    pub const ONE_AND_A_HALF: Self = Self::new(3, 2);

    /// The factor 2.
    pub const TWO: Self = Self::new(2, 1);

    /// The golden ratio, as the quotient of the two largest Fibonacci numbers below 2⁶⁴: a
    /// Fibonacci number grows to the next one. It is the largest factor at which the freed blocks
    /// of earlier steps, if adjacent, can hold a later block.
    pub const GOLDEN: Self = Self::new(12_200_160_415_121_876_738, 7_540_113_804_746_346_429);

    /// The factor `numerator / denominator`.
    ///
    /// # Panics
    ///
    /// If the factor is not above 1 or the denominator is zero.
    pub const fn new(numerator: u64, denominator: u64) -> Self {
        assert!(
            numerator > denominator && denominator > 0,
            "a growth factor must be above 1"
        );
        Self {
            numerator,
            denominator,
        }
    }
}

impl Policy for Factor {
    fn next_capacity(&self, capacity: usize, needed: usize, _item_bytes: usize) -> Option<usize> {
        let (numerator, denominator) = (u128::from(self.numerator), u128::from(self.denominator));
        let half = denominator / 2;
        let scaled = (capacity as u128 * numerator).checked_add(half)? / denominator;
        Some(usize::try_from(scaled).ok()?.max(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::capacities_up_to;
    use super::*;

    #[test]
    fn capacities_follow_the_factors() {
        assert_eq!(
            capacities_up_to(100, Factor::ONE_AND_A_HALF, 8),
            [1, 2, 3, 5, 8, 12, 18, 27, 41, 62, 93, 140]
        );
        assert_eq!(
            capacities_up_to(100, Factor::TWO, 8),
            [1, 2, 4, 8, 16, 32, 64, 128]
        );
    }

    #[test]
    fn the_golden_ratio_goes_through_every_fibonacci_number() {
        let fibonacci = std::iter::successors(Some((1, 2)), |&(a, b)| Some((b, a + b)));
        let fibonacci: Vec<usize> = fibonacci.map(|(a, _)| a).take(80).collect();
        let last = fibonacci[79];
        assert_eq!(capacities_up_to(last, Factor::GOLDEN, 1), fibonacci);
    }

    #[test]
    fn the_needed_capacity_is_the_least_and_an_overflow_is_none() {
        assert_eq!(Factor::TWO.next_capacity(4, 9, 8), Some(9));
        assert_eq!(Factor::TWO.next_capacity(0, 1, 8), Some(1));
        assert_eq!(
            Factor::TWO.next_capacity(usize::MAX / 2 + 1, usize::MAX, 1),
            None
        );
        assert_eq!(
            Factor::GOLDEN.next_capacity(usize::MAX, usize::MAX, 1),
            None
        );
    }

    #[test]
    #[should_panic(expected = "must be above 1")]
    fn a_factor_of_one_is_refused() {
        Factor::new(1, 1);
    }
}
