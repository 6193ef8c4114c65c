use super::{Growth, Mask};

/// Powers of two, each four times the one before: fewer entries are moved, and more slots stay
/// empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByFour;

impl Growth for ByFour {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(slots: usize, _: usize) -> usize {
        slots * 4
    }
}
