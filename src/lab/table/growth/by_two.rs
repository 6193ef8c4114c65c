use super::{Growth, Mask};

/// Powers of two, each twice the one before.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByTwo;

impl Growth for ByTwo {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(slots: usize, _: usize) -> usize {
        slots * 2
    }
}
