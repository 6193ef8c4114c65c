//! The variants of the diffusion.

use heapwise::lab::diffusion::{flat, nested, start};

use crate::under_dhat::measured;

const SIZE: u64 = 100;
const STEPS: u64 = 7;

/// The cells in one vector.
const FLAT: u64 = 8 * SIZE * SIZE;
/// The cells in one vector for each row, and the vector of those.
const NESTED: u64 = size_of::<Vec<f64>>() as u64 * SIZE + FLAT;

pub fn every_variant_allocates_as_arithmetic_predicts() {
    let start = start(SIZE as usize);
    let (size, steps) = (SIZE as usize, STEPS as usize);
    let expected = (2 * FLAT, (1 + STEPS) * FLAT, 1 + STEPS);
    let figures = measured(|| flat::allocating(&start, size, steps));
    assert_eq!(figures, expected, "allocating");

    let figures = measured(|| flat::swapped(&start, size, steps));
    assert_eq!(figures, (2 * FLAT, 2 * FLAT, 2), "swapped");

    let bytes = FLAT + 8 * SIZE;
    let figures = measured(|| flat::in_place(&start, size, steps));
    assert_eq!(figures, (bytes, bytes, 2), "in-place");

    let figures = measured(|| nested::swapped(&start, size, steps));
    assert_eq!(figures, (2 * NESTED, 2 * NESTED, 2 * (1 + SIZE)), "nested");

    #[cfg(compiles_c)]
    variants_in_c_allocate_as_arithmetic_predicts(&start);
}

/// C gets addresses and copies nothing. A list of rows costs the addresses of the rows, in each step, or
/// the copies to and from one vector.
#[cfg(compiles_c)]
fn variants_in_c_allocate_as_arithmetic_predicts(start: &[f64]) {
    use heapwise::lab::diffusion::foreign;
    let (size, steps) = (SIZE as usize, STEPS as usize);

    let figures = measured(|| foreign::flat(start, size, steps));
    assert_eq!(figures, (2 * FLAT, 2 * FLAT, 2), "c");

    let addresses = 2 * 8 * SIZE;
    let figures = measured(|| foreign::nested(start, size, steps));
    let expected = (
        2 * NESTED + addresses,
        2 * NESTED + STEPS * addresses,
        2 * (1 + SIZE) + 2 * STEPS,
    );
    assert_eq!(figures, expected, "c-nested");

    let figures = measured(|| foreign::copied(start, size, steps));
    let expected = (
        NESTED + 2 * FLAT,
        NESTED + STEPS * 2 * FLAT,
        1 + SIZE + 2 * STEPS,
    );
    assert_eq!(figures, expected, "c-copied");
}
