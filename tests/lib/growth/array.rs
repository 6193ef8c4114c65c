//! `GrowArray` against `Vec` under every policy: the same items after the same operations, each
//! dropped once, and copies within the bound of the policy's factor.

use std::cell::Cell;

use heapwise::lab::growth::{
    ALL, Factor, FbVector, GrowArray, List37, List39, Policy, RustVec, follow,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum ArrayOperation {
    Push(u32),
    Pop,
    Extend(Vec<u32>),
    /// From an iterator of unknown length.
    ExtendOdd(Vec<u32>),
    Reserve(usize),
    Set(prop::sample::Index, u32),
    Shrink,
    Clear,
}

fn operation() -> impl Strategy<Value = ArrayOperation> {
    let several = || prop::collection::vec(any::<u32>(), 0..40);
    prop_oneof![
        20 => any::<u32>().prop_map(ArrayOperation::Push),
        5 => Just(ArrayOperation::Pop),
        3 => several().prop_map(ArrayOperation::Extend),
        2 => several().prop_map(ArrayOperation::ExtendOdd),
        1 => (0_usize..100).prop_map(ArrayOperation::Reserve),
        3 => (any::<prop::sample::Index>(), any::<u32>()).prop_map(|(at, v)| ArrayOperation::Set(at, v)),
        1 => Just(ArrayOperation::Shrink),
        1 => Just(ArrayOperation::Clear),
    ]
}

fn on_array<P: Policy>(array: &mut GrowArray<u32, P>, operation: ArrayOperation) -> Option<u32> {
    match operation {
        ArrayOperation::Push(item) => array.push(item),
        ArrayOperation::Pop => return array.pop(),
        ArrayOperation::Extend(items) => array.extend(items),
        ArrayOperation::ExtendOdd(items) => {
            array.extend(items.into_iter().filter(|item| item % 2 == 1))
        }
        ArrayOperation::Reserve(more) => array.reserve(more),
        ArrayOperation::Set(at, item) if !array.is_empty() => {
            let at = at.index(array.len());
            array[at] = item;
        }
        ArrayOperation::Set(..) => {}
        ArrayOperation::Shrink => array.shrink_to_fit(),
        ArrayOperation::Clear => array.clear(),
    }
    None
}

fn on_vec(vec: &mut Vec<u32>, operation: ArrayOperation) -> Option<u32> {
    match operation {
        ArrayOperation::Push(item) => vec.push(item),
        ArrayOperation::Pop => return vec.pop(),
        ArrayOperation::Extend(items) => vec.extend(items),
        ArrayOperation::ExtendOdd(items) => {
            vec.extend(items.into_iter().filter(|item| item % 2 == 1))
        }
        ArrayOperation::Set(at, item) if !vec.is_empty() => {
            let at = at.index(vec.len());
            vec[at] = item;
        }
        ArrayOperation::Clear => vec.clear(),
        _ => {}
    }
    None
}

proptest! {
    #[test]
    fn it_behaves_as_a_vec_under_every_policy(
        operations in prop::collection::vec(operation(), 0..120), initial in 0_usize..20,
    ) {
        for named in ALL {
            let mut array = GrowArray::with_capacity(named.policy(50), initial);
            let mut vec = Vec::new();
            prop_assert_eq!(array.capacity(), initial);
            for operation in operations.clone() {
                let shrinks = matches!(operation, ArrayOperation::Shrink);
                let reserved = match operation {
                    ArrayOperation::Reserve(more) => array.len() + more,
                    _ => 0,
                };
                let popped = on_array(&mut array, operation.clone());
                prop_assert_eq!(popped, on_vec(&mut vec, operation));
                prop_assert_eq!(&array[..], &vec[..], "{}", named.name);
                prop_assert!(array.capacity() >= reserved.max(array.len()));
                prop_assert!(!shrinks || array.capacity() == array.len());
            }
            prop_assert!((&array).into_iter().eq(&vec));
            prop_assert!(array.into_iter().eq(vec));
        }
    }

    #[test]
    fn it_grows_along_the_curve_of_its_policy(items in 0_usize..3000, initial in 0_usize..200) {
        for named in ALL {
            let mut array = GrowArray::with_capacity(named.policy(items), initial);
            (0..items as u64).for_each(|item| array.push(item));
            let curve = follow(&named.policy(items), items, 8, initial).unwrap();
            prop_assert_eq!(array.capacity(), curve.capacity(), "{}", named.name);
            prop_assert_eq!(array.steps(), curve.steps().len() as u64);
            prop_assert_eq!(array.copied_bytes(), curve.copied_bytes());
            prop_assert!(array.moved_steps() <= array.steps());
        }
    }

    #[test]
    fn copies_stay_within_the_bound_of_the_factor(items in 1_usize..1_000_000, shift in 0_u32..20) {
        let items = (items >> shift).max(1);
        let within = |policy: &dyn Policy, factor: f64| {
            let curve = follow(policy, items, 8, 0).unwrap();
            (curve.copied_bytes() as f64) < factor / (factor - 1.0) * (items * 8) as f64
        };
        prop_assert!(within(&List37, 1.125));
        prop_assert!(within(&List39, 1.125));
        prop_assert!(within(&RustVec, 2.0));
        prop_assert!(within(&Factor::TWO, 2.0));
        prop_assert!(within(&Factor::ONE_AND_A_HALF, 1.5));
        prop_assert!(within(&Factor::GOLDEN, (1.0 + 5_f64.sqrt()) / 2.0));
        prop_assert!(within(&FbVector, 1.5));
    }
}

/// Counts its drops in a cell.
struct Counted<'a>(&'a Cell<u32>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn every_item_is_dropped_once() {
    for named in ALL {
        let drops = vec![Cell::new(0); 300];
        let mut array = GrowArray::collect(named.policy(100), drops[..100].iter().map(Counted));
        array.shrink_to_fit();
        drop(array.pop());
        assert_eq!(drops[99].get(), 1, "{}", named.name);
        array.clear();
        array.extend(drops[100..200].iter().map(Counted));
        drop(array);

        let array = GrowArray::collect(named.policy(100), drops[200..].iter().map(Counted));
        array.into_iter().take(30).for_each(drop);
        assert!(drops.iter().all(|drops| drops.get() == 1), "{}", named.name);
    }
}

#[test]
fn items_of_no_size_need_no_policy() {
    struct Never;
    impl Policy for Never {
        fn next_capacity(&self, _: usize, _: usize, _: usize) -> Option<usize> {
            panic!("asked")
        }
    }
    thread_local!(static DROPS: Cell<u32> = const { Cell::new(0) });
    struct Nothing;
    impl Drop for Nothing {
        fn drop(&mut self) {
            DROPS.set(DROPS.get() + 1);
        }
    }
    let mut array = GrowArray::new(Never);
    (0..1000).for_each(|_| array.push(Nothing));
    assert_eq!((array.len(), array.capacity()), (1000, usize::MAX));
    assert_eq!((array.steps(), array.copied_bytes()), (0, 0));
    drop(array.pop());
    array.shrink_to_fit();
    assert_eq!((array.len(), DROPS.get()), (999, 1));
    array.into_iter().take(10).for_each(drop);
    assert_eq!(DROPS.get(), 1000);
}

#[test]
fn an_overflow_is_an_error_and_changes_nothing() {
    for named in ALL {
        let mut array = GrowArray::collect(named.policy(3), [1_u64, 2, 3]);
        let capacity = array.capacity();
        for more in [
            usize::MAX,
            usize::MAX - 3,
            usize::MAX / 8,
            isize::MAX as usize / 8,
        ] {
            let message = array.try_reserve(more).unwrap_err().to_string();
            assert!(
                message.contains("items of 8 B are more than the"),
                "{message}"
            );
        }
        assert_eq!((&array[..], array.capacity()), (&[1, 2, 3][..], capacity));
        array.try_push(4).unwrap();
        assert_eq!(array[..], [1, 2, 3, 4]);
    }
    let mut array = GrowArray::collect(List39, [()]);
    assert!(array.try_reserve(usize::MAX).is_err());
}

#[test]
fn spare_capacity_is_used() {
    for named in ALL {
        let mut array = GrowArray::with_capacity(named.policy(10), 10);
        array.reserve(10);
        (0..9).for_each(|item| array.push(item));
        array.try_push(9).unwrap();
        array.extend([]);
        assert_eq!((array.capacity(), array.steps()), (10, 0), "{}", named.name);
        array.try_push(10).unwrap();
        assert_eq!(array.steps(), 1, "{}", named.name);
    }
}

#[test]
fn a_policy_that_returns_too_little_is_raised_to_the_need() {
    struct Stingy;
    impl Policy for Stingy {
        fn next_capacity(&self, _: usize, _: usize, _: usize) -> Option<usize> {
            Some(0)
        }
    }
    let mut array = GrowArray::new(Stingy);
    array.extend([1_u8, 2, 3]);
    array.push(4);
    assert_eq!((&array[..], array.capacity()), (&[1, 2, 3, 4][..], 4));
}

#[test]
fn a_failed_allocation_is_an_error() {
    let mut array = GrowArray::collect(Factor::TWO, [0_u8]);
    let message = array.try_reserve(isize::MAX as usize - 1).unwrap_err();
    assert!(
        message
            .to_string()
            .starts_with("the allocator did not give 9223372036854775807 B")
    );
    assert_eq!((array.capacity(), array.steps()), (1, 1));
}

#[test]
#[should_panic(expected = "are more than the")]
fn push_panics_on_overflow() {
    struct Huge;
    impl Policy for Huge {
        fn next_capacity(&self, _: usize, _: usize, _: usize) -> Option<usize> {
            None
        }
    }
    GrowArray::new(Huge).push(1_u8);
}
