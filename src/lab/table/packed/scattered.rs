//! An order of buckets in which neighbours are far apart.

/// The indices below a number, each once, in steps of about 0.62 times that number.
///
/// Any first part of this order is spread evenly over the indices (Knuth, vol. 3, §6.4, theorem S).
#[derive(Debug, Clone)]
pub(super) struct Scattered {
    indices: usize,
    stride: usize,
    next: usize,
    left: usize,
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    match b {
        0 => a,
        _ => greatest_common_divisor(b, a % b),
    }
}

impl Scattered {
    /// The order of the indices below `indices`.
    pub(super) fn new(indices: usize) -> Self {
        let golden = (indices as f64 * 0.618_033_988_749_895) as usize;
        let visits_all = |&stride: &usize| greatest_common_divisor(stride, indices) == 1;
        Self {
            indices,
            stride: (golden.max(1)..).find(visits_all).unwrap_or(1),
            next: 0,
            left: indices,
        }
    }
}

impl Iterator for Scattered {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let index = self.next;
        self.next = (index + self.stride) % self.indices;
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_index_comes_once() {
        for indices in 0..200 {
            let seen: BTreeSet<usize> = Scattered::new(indices).collect();
            assert_eq!(Scattered::new(indices).count(), indices);
            assert!(seen.into_iter().eq(0..indices));
        }
    }

    #[test]
    fn every_first_part_is_even() {
        for indices in [100, 1000, 4321, 100_000] {
            for part in [indices / 50, indices / 7, indices / 2] {
                let mut first: Vec<usize> = Scattered::new(indices).take(part).collect();
                first.sort_unstable();
                let gaps = first.windows(2).map(|pair| pair[1] - pair[0]);
                assert!(
                    gaps.max().unwrap() <= 8 * indices / part,
                    "{part} of {indices}"
                );
            }
        }
    }
}
