//! The errors of arrays and growth curves.

/// Why an array cannot grow, or a growth curve cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrowthError {
    /// The array would be larger than one allocation can be.
    #[error(
        "{items} items of {item_bytes} B are more than the {} B that one allocation can have; \
         take fewer items or smaller ones",
        isize::MAX
    )]
    TooLarge {
        /// The capacity in items that was needed.
        items: usize,
        /// The size of an item in bytes.
        item_bytes: usize,
    },

    /// The growth curve has too many steps.
    #[error(
        "{items} items take more than {most} growth steps; take fewer, or a policy that grows by \
         a factor"
    )]
    TooManySteps {
        /// The length in items at the end of the curve.
        items: usize,
        /// The largest number of steps that a curve can have.
        most: usize,
    },

    /// The allocator refused an allocation.
    #[error(
        "the allocator did not give {bytes} B; take fewer items or smaller ones, or free some memory"
    )]
    OutOfMemory {
        /// The size of the allocation in bytes.
        bytes: usize,
    },
}

/// A result whose error is [`enum@GrowthError`].
pub type Result<T, E = GrowthError> = std::result::Result<T, E>;
