use super::Sequence;
use crate::lab::table::growth::Reduction;

/// Double hashing: steps of one length, which the half of the hash tells that tells least of the
/// home (Knuth, vol. 3, §6.4, algorithm D). Over a power of two of slots the length is odd, so
/// that every slot comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubleHashing {
    step: usize,
}

impl Sequence for DoubleHashing {
    #[inline]
    fn of<R: Reduction>(hash: u64, slots: usize) -> Self {
        let other = R::home(hash.rotate_left(32), slots);
        let step = match R::POWER_OF_TWO {
            true => other | 1,
            false => other.max(1),
        };
        Self { step }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, at: usize, slots: usize) -> usize {
        R::wrap(at + self.step, slots)
    }
}
