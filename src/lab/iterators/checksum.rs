//! The number and a checksum of items.

/// The number of items, and a checksum that changes if an item is lost, changed or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Checksum {
    /// The number of items.
    pub count: u64,
    /// The checksum of the items.
    pub sum: u64,
}

/// An item that consists of numbers.
pub(super) trait ToNumbers {
    /// The numbers of the item, in order.
    fn numbers(&self) -> impl Iterator<Item = u64>;
}

impl Checksum {
    /// The checksum of `items`.
    pub(super) fn of_items<T: ToNumbers>(items: impl Iterator<Item = T>) -> Self {
        items.fold(Self::default(), |checksum, item| Self {
            count: checksum.count + 1,
            sum: item.numbers().fold(checksum.sum, |sum, number| {
                sum.wrapping_mul(31).wrapping_add(number)
            }),
        })
    }
}

impl ToNumbers for u64 {
    fn numbers(&self) -> impl Iterator<Item = u64> {
        std::iter::once(*self)
    }
}

impl<A: ToNumbers, B: ToNumbers> ToNumbers for (A, B) {
    fn numbers(&self) -> impl Iterator<Item = u64> {
        self.0.numbers().chain(self.1.numbers())
    }
}

impl ToNumbers for Option<u64> {
    fn numbers(&self) -> impl Iterator<Item = u64> {
        std::iter::once(self.unwrap_or(u64::MAX))
    }
}

impl ToNumbers for Vec<u64> {
    fn numbers(&self) -> impl Iterator<Item = u64> {
        self.iter().copied()
    }
}
