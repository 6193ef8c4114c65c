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

/// The greatest common divisor, and the largest quotient in its computation by Euclid's algorithm. The
/// smaller the quotients, the more even are steps of one number modulo the other.
fn divisor_and_quotient(mut a: usize, mut b: usize) -> (usize, usize) {
    let mut largest = 0;
    while b > 0 {
        largest = largest.max(a / b);
        (a, b) = (b, a % b);
    }
    (a, largest)
}

/// The most even of the first strides from the golden section on that visit every index.
fn stride(indices: usize) -> usize {
    const CANDIDATES: usize = 16;
    let golden = (indices as f64 * 0.618_033_988_749_895) as usize;
    let strides = golden.max(1)..indices.max(2);
    let all = strides.map(|stride| (divisor_and_quotient(indices, stride), stride));
    let visit_all = all.filter(|((divisor, _), _)| *divisor == 1);
    let most_even = visit_all.take(CANDIDATES).min();
    most_even.map_or(1, |(_, stride)| stride)
}

impl Scattered {
    /// The order of the indices below `indices`.
    pub(super) fn new(indices: usize) -> Self {
        Self {
            indices,
            stride: stride(indices),
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
        for indices in (100..3000).step_by(7).chain([100_000]) {
            for part in [indices / 50, indices / 7, indices / 2] {
                let mut first: Vec<usize> = Scattered::new(indices).take(part).collect();
                first.sort_unstable();
                let gaps = first.windows(2).map(|pair| pair[1] - pair[0]);
                assert!(
                    gaps.max().unwrap() <= 4 * indices / part,
                    "{part} of {indices}"
                );
            }
        }
    }
}
