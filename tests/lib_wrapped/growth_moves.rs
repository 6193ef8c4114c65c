//! `GrowArray` counts the growth steps that moved its items apart from those that grew in place.

use heapwise::lab::growth::{Factor, GrowArray, Tuple};

pub fn only_steps_to_another_address_have_moved() {
    let mut array = GrowArray::new(Factor::TWO);
    (0..512_u64).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (10, 0));
    (512..2000).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (12, 2));
    assert!(array.into_iter().eq(0..2000));
}

pub fn reserved_capacity_is_used_without_a_step_or_a_move() {
    let mut array = GrowArray::with_capacity(Tuple, 512);
    (0..512_u64).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (0, 0));
    (512..515).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (3, 3));
    assert_eq!(array.copied_bytes(), (512 + 513 + 514) * 8);
}
