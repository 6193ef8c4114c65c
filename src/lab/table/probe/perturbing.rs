use super::Sequence;
use crate::lab::table::growth::Reduction;

/// CPython's: the next slot is 5i + p + 1, where p is the hash, shifted right by 5 bits each time,
/// so that the high bits come in one after the other (Objects/dictobject.c).
#[derive(Debug, Clone, Copy, Default)]
pub struct Perturbing {
    perturb: u64,
}

impl Sequence for Perturbing {
    #[inline]
    fn of<R: Reduction>(hash: u64, _: usize) -> Self {
        Self { perturb: hash }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, at: usize, slots: usize) -> usize {
        self.perturb >>= 5;
        R::modulo(at as u64 * 5 + self.perturb + 1, slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::table::growth::Mask;
    use crate::lab::table::probe::Walk;

    fn slots(hash: u64) -> Vec<usize> {
        Walk::<Perturbing, Mask>::new(hash, 8).take(8).collect()
    }

    /// The text's cities, hashed by their first letter, on eight slots; worked out by hand from
    /// CPython's recurrence.
    #[test]
    fn rome_and_barcelona_part_after_their_first_slot() {
        // 82: 2, then 5·2 + 2 + 1, then 5·5 + 0 + 1, ...
        assert_eq!(slots(u64::from(b'R')), [2, 5, 2, 3, 0, 1, 6, 7]);
        assert_eq!(slots(u64::from(b'B')), [2, 5, 2, 3, 0, 1, 6, 7]);
    }

    /// The text's 28975 lands on slot 7, and goes on with what its higher bits say.
    #[test]
    fn high_bits_come_in() {
        // p: 28975, 905, 28, 0.
        assert_eq!(slots(28975), [7, 5, 6, 7, 4, 5, 2, 3]);
    }
}
