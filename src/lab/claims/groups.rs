//! Computations on iterators, of chapter 5.

use crate::lab::iterators::{Adaptor, AdaptorSizes, accumulate, lazy};

/// The pool and the size of a group.
const SIZES: AdaptorSizes = AdaptorSizes {
    n: 0,
    distance: 0,
    pool: 6,
    r: 3,
};

/// 6! / 3!, 6! / 3! / 3! and 8! / 3! / 5!.
pub(super) const BY_FORMULA: [u64; 3] = [120, 20, 56];

/// The numbers of permutations, combinations, combinations with replacement and products of 3 of 6 items,
/// counted one by one.
pub(super) fn counted() -> [u64; 4] {
    [
        Adaptor::Permutations,
        Adaptor::Combinations,
        Adaptor::CombinationsWithReplacement,
        Adaptor::Product,
    ]
    .map(|adaptor| lazy(adaptor, &SIZES).count)
}

/// The balances after each payment, exact to a thousandth.
pub(super) fn balances_of_loan() -> Vec<f64> {
    let thousandths = [1_000_000, -90_000, -90_000, -90_000, -90_000];
    let next = |balance: i64, payment: i64| balance * 105 / 100 + payment;
    let balances = accumulate(thousandths.into_iter(), next).skip(1);
    balances
        .map(|thousandths| thousandths as f64 / 1000.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_number_what_the_formulas_say() {
        let [permutations, combinations, repeated, product] = counted();
        assert_eq!([permutations, combinations, repeated], BY_FORMULA);
        assert_eq!(product, 216);
    }
}
