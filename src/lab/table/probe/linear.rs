use super::Sequence;
use crate::lab::table::growth::Reduction;

/// One slot after the other (W. W. Peterson, "Addressing for random-access storage", 1957).
#[derive(Debug, Clone, Copy, Default)]
pub struct Linear;

impl Sequence for Linear {
    const IS_ALWAYS_COMPLETE: bool = true;

    #[inline]
    fn of<R: Reduction>(_: u64, _: usize) -> Self {
        Self
    }

    #[inline]
    fn next<R: Reduction>(&mut self, at: usize, slots: usize) -> usize {
        R::wrap(at + 1, slots)
    }
}
