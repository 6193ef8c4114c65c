//! Counters of distinct strings.

mod counter;
mod hyperloglog;
mod linear_counting;
mod minimum_values;

pub use counter::{DistinctCounter, ExactHashes, ExactStrings};
pub use hyperloglog::HyperLogLog;
pub use linear_counting::LinearCounting;
pub use minimum_values::MinimumValues;

#[cfg(test)]
mod tests {
    use std::collections::hash_map::RandomState;

    use super::*;

    /// The estimate of each counter after the numbers below each of `sizes`, as text.
    fn estimates(counter: &mut dyn DistinctCounter, sizes: &[u64]) -> Vec<f64> {
        let mut next = 0;
        let counts = sizes.iter().map(|&size| {
            while next < size {
                counter.add(&next.to_string());
                next += 1;
            }
            counter.estimate()
        });
        counts.collect()
    }

    #[test]
    fn an_estimate_is_within_five_standard_errors() {
        let sizes = [1, 10, 100, 1000, 3000, 10_000, 40_000, 100_000];
        let mut counters: [Box<dyn DistinctCounter>; 6] = [
            Box::new(ExactStrings::<RandomState>::default()),
            Box::new(ExactHashes::<RandomState>::default()),
            Box::new(LinearCounting::new(65_536)),
            Box::new(MinimumValues::new(1024)),
            Box::new(HyperLogLog::new(10)),
            Box::new(HyperLogLog::new(14)),
        ];
        for (index, counter) in counters.iter_mut().enumerate() {
            for (estimate, size) in estimates(&mut **counter, &sizes).iter().zip(sizes) {
                let error = (estimate / size as f64 - 1.0).abs();
                let allowed = 5.0 * counter.standard_error(size) + 1e-3 / size as f64;
                assert!(error <= allowed, "{index}: {estimate} instead of {size}");
            }
        }
    }

    #[test]
    fn a_repeated_string_changes_nothing() {
        let mut counter = HyperLogLog::new(4);
        assert_eq!(counter.estimate(), 0.0);
        counter.add("a");
        let once = counter.clone();
        counter.add("a");
        assert_eq!(counter, once);
        assert_ne!(counter, HyperLogLog::new(4));
    }
}
