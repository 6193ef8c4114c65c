//! The list of all growth policies.

use super::cpython::{List37, List39, Tuple};
use super::factor::Factor;
use super::fbvector::FbVector;
use super::policy::Policy;
use super::reserve::ReserveOnce;
use super::rust_vec::RustVec;

/// A policy with its name and description.
#[derive(Debug, Clone, Copy)]
pub struct NamedPolicy {
    /// The name, in lower case with hyphens: `list-3.9`.
    pub name: &'static str,
    /// A phrase that describes how the capacity grows.
    pub about: &'static str,
    make: fn(usize) -> Box<dyn Policy>,
}

impl NamedPolicy {
    /// The policy for an array that is expected to have `items` items. Only `reserve-once` uses
    /// that number.
    pub fn policy(&self, items: usize) -> Box<dyn Policy> {
        (self.make)(items)
    }
}

/// All policies.
///
/// ```
/// use heapwise::lab::growth::{ALL, GrowArray};
/// for named in ALL {
///     let mut array = GrowArray::new(named.policy(100));
///     array.extend(0..100);
///     assert_eq!(array[99], 99, "{}", named.name);
/// }
/// ```
pub const ALL: [NamedPolicy; 9] = [
    NamedPolicy {
        name: "list-3.7",
        about: "CPython's list up to 3.8: an eighth more, and 3 or 6",
        make: |_| Box::new(List37),
    },
    NamedPolicy {
        name: "list-3.9",
        about: "CPython's list from 3.9 on: an eighth more and 6, in fours",
        make: |_| Box::new(List39),
    },
    NamedPolicy {
        name: "tuple",
        about: "CPython's tuple: exact, each append makes a new one",
        make: |_| Box::new(Tuple),
    },
    NamedPolicy {
        name: "rust",
        about: "the rule of Rust's Vec: doubles, from 8, 4 or 1 by the item's size",
        make: |_| Box::new(RustVec),
    },
    NamedPolicy {
        name: "factor-1.5",
        about: "half as much again",
        make: |_| Box::new(Factor::ONE_AND_A_HALF),
    },
    NamedPolicy {
        name: "factor-2",
        about: "doubles",
        make: |_| Box::new(Factor::TWO),
    },
    NamedPolicy {
        name: "golden",
        about: "the golden ratio: goes through the Fibonacci numbers",
        make: |_| Box::new(Factor::GOLDEN),
    },
    NamedPolicy {
        name: "fbvector",
        about: "folly's fbvector: from 64 bytes, 1.5 between 4 KiB and 128 KiB, else 2",
        make: |_| Box::new(FbVector),
    },
    NamedPolicy {
        name: "reserve-once",
        about: "room for all items in the first step",
        make: |items| Box::new(ReserveOnce { items }),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_two_policies_share_a_name() {
        let mut names = ALL.map(|named| named.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }

    proptest! {
        #[test]
        fn no_policy_returns_less_than_the_needed_capacity(
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
