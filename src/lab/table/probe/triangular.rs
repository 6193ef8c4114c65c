use super::Sequence;
use crate::lab::table::growth::Reduction;

/// Steps of 1, 2, 3 and so on, which come to every slot of a power of two (Knuth, vol. 3, §6.4,
/// exercise 20).
#[derive(Debug, Clone, Copy, Default)]
pub struct Triangular {
    step: usize,
}

impl Sequence for Triangular {
    #[inline]
    fn of<R: Reduction>(_: u64, _: usize) -> Self {
        Self { step: 0 }
    }

    #[inline]
    fn next<R: Reduction>(&mut self, at: usize, slots: usize) -> usize {
        self.step = R::wrap(self.step + 1, slots);
        R::wrap(at + self.step, slots)
    }
}
