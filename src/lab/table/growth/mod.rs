//! How many slots a table has, and how many it has next.

mod by_four;
mod by_fraction;
mod by_two;
mod reduction;
mod used_times_three;

pub use by_four::ByFour;
pub use by_fraction::ByFraction;
pub use by_two::ByTwo;
pub use reduction::{Mask, Multiply, Reduction};
pub use used_times_three::UsedTimesThree;

/// A growth policy: the sizes that there are, and the step from one to the next.
pub trait Growth {
    /// How a hash becomes a slot at these sizes.
    type Reduction: Reduction;

    /// The smallest size of at least `slots` slots.
    fn at_least(slots: usize) -> usize;

    /// The size after that of `slots` slots, where `entries` of them are used.
    fn next(slots: usize, entries: usize) -> usize;
}
