//! The list of policies, from which variants, benchmarks and tests come.

use super::{Factor, FbVector, List37, List39, Policy, ReserveOnce, RustVec, Tuple};

/// A policy with its name.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Its name, fit to be a variant's.
    pub name: &'static str,
    /// How it grows.
    pub about: &'static str,
    make: fn(usize) -> Box<dyn Policy>,
}

impl Named {
    /// The policy, for an array of which `items` items are expected. Only `reserve-once` looks at
    /// them.
    pub fn policy(&self, items: usize) -> Box<dyn Policy> {
        (self.make)(items)
    }
}

/// Every policy there is.
///
/// ```
/// use heapwise::lab::growth::{ALL, GrowArray};
/// for named in ALL {
///     let mut array = GrowArray::new(named.policy(100));
///     array.extend(0..100);
///     assert_eq!(array[99], 99, "{}", named.name);
/// }
/// ```
pub const ALL: [Named; 9] = [
    Named {
        name: "list-3.7",
        about: "CPython's list up to 3.8: an eighth more, and 3 or 6",
        make: |_| Box::new(List37),
    },
    Named {
        name: "list-3.9",
        about: "CPython's list from 3.9 on: an eighth more and 6, in fours",
        make: |_| Box::new(List39),
    },
    Named {
        name: "tuple",
        about: "CPython's tuple: exact, each append makes a new one",
        make: |_| Box::new(Tuple),
    },
    Named {
        name: "rust",
        about: "the rule of Rust's Vec: doubles, from 8, 4 or 1 by the item's size",
        make: |_| Box::new(RustVec),
    },
    Named {
        name: "factor-1.5",
        about: "half as much again",
        make: |_| Box::new(Factor::ONE_AND_A_HALF),
    },
    Named {
        name: "factor-2",
        about: "doubles",
        make: |_| Box::new(Factor::TWO),
    },
    Named {
        name: "golden",
        about: "the golden ratio: goes through the Fibonacci numbers",
        make: |_| Box::new(Factor::GOLDEN),
    },
    Named {
        name: "fbvector",
        about: "folly's fbvector: from 64 bytes, 1.5 between 4 KiB and 128 KiB, else 2",
        make: |_| Box::new(FbVector),
    },
    Named {
        name: "reserve-once",
        about: "room for all items at the first",
        make: |items| Box::new(ReserveOnce { items }),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_each_there_once() {
        let mut names = ALL.map(|named| named.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }

    proptest! {
        #[test]
        fn no_policy_gives_less_than_is_needed(
            capacity in 0..usize::MAX, more in 1..usize::MAX, shift in 0_u32..64,
            item_bytes in 0_usize..5000, expected in 0_usize..1000,
        ) {
            let capacity = capacity >> shift;
            let needed = capacity.saturating_add(more >> shift).max(capacity + 1);
            for named in ALL {
                let next = named.policy(expected).next_capacity(capacity, needed, item_bytes);
                prop_assert!(next.is_none_or(|next| next >= needed), "{}: {next:?}", named.name);
                let is_far_from_full = needed < usize::MAX / 4;
                prop_assert!(next.is_some() || !is_far_from_full, "{}", named.name);
            }
        }
    }
}
