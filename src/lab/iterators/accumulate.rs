//! Running totals.

/// The first item, then each item combined with the result before it, as Python's
/// `itertools.accumulate`.
///
/// A loan of 1000 at 5 % with four payments of 90, in thousandths:
///
/// ```
/// use heapwise::lab::iterators::accumulate;
///
/// let flows = [1_000_000, -90_000, -90_000, -90_000, -90_000];
/// let balances = accumulate(flows.into_iter(), |balance, payment| balance * 105 / 100 + payment);
/// assert!(balances.eq([1_000_000, 960_000, 918_000, 873_900, 827_595]));
/// ```
pub fn accumulate<T: Copy>(
    mut items: impl Iterator<Item = T>,
    combine: impl Fn(T, T) -> T,
) -> impl Iterator<Item = T> {
    std::iter::successors(items.next(), move |&total| {
        items.next().map(|item| combine(total, item))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loan_has_the_balances_of_the_book() {
        let flows = [1000.0, -90.0, -90.0, -90.0, -90.0];
        let balances = accumulate(flows.into_iter(), |balance, payment| {
            balance * 1.05 + payment
        });
        let balances: Vec<f64> = balances.collect();
        for (balance, expected) in balances.iter().zip([1000.0, 960.0, 918.0, 873.9, 827.595]) {
            assert!((balance - expected).abs() < 1e-9, "{balances:?}");
        }
    }

    #[test]
    fn nothing_accumulates_to_nothing() {
        assert_eq!(
            accumulate(std::iter::empty::<u64>(), |a, b| a + b).count(),
            0
        );
        assert!(accumulate([7, 1, 2].into_iter(), |a, b| a + b).eq([7, 8, 10]));
    }
}
