//! The variants of the Julia kernel.

use bumpalo::Bump;
use heapwise::lab::julia::lanes::InstructionSet;
use heapwise::lab::julia::{Grid, computed, kernel, point, stored};
use num_complex::Complex64;

use crate::under_dhat::{measured, peak_with_threads};

const WIDTH: u32 = 150;

/// The allocations of a `Vec` grown by `push`: capacities 4, 8, 16 and so on.
struct Grown {
    last_bytes: u64,
    total_bytes: u64,
    blocks: u64,
}

/// The allocations for `items` items of `size` bytes, from 2 to 1024.
fn grown(items: u64, size: u64) -> Grown {
    let capacities = std::iter::successors(Some(4), |capacity| Some(capacity * 2));
    let needed = capacities
        .clone()
        .take_while(|&capacity| capacity < items)
        .count()
        + 1;
    let capacities: Vec<u64> = capacities.take(needed).collect();
    Grown {
        last_bytes: capacities.last().unwrap() * size,
        total_bytes: capacities.iter().sum::<u64>() * size,
        blocks: needed as u64,
    }
}

fn with_both((zs, cs): &(Vec<Complex64>, Vec<Complex64>)) -> Vec<u32> {
    stored::iterate(zs, cs, 300)
}

pub fn every_variant_allocates_as_arithmetic_predicts() {
    let grid = Grid::new(WIDTH);
    let points = grid.points() as u64;
    assert_eq!(points, 150 * 150);
    let output = 4 * points;

    let complex = grown(points, 16);
    let expected = (
        2 * complex.last_bytes + output,
        2 * complex.total_bytes + output,
        2 * complex.blocks + 1,
    );
    assert_eq!(
        measured(|| with_both(&stored::grown(&grid))),
        expected,
        "stored"
    );

    let expected = (36 * points, 36 * points, 3);
    assert_eq!(
        measured(|| with_both(&stored::reserved(&grid))),
        expected,
        "stored-reserved"
    );

    let expected = (
        complex.last_bytes + output,
        complex.total_bytes + output,
        complex.blocks + 1,
    );
    assert_eq!(
        measured(|| stored::iterate_zs(&stored::zs_only(&grid), 300)),
        expected,
        "stored-z"
    );

    let part = grown(points, 8);
    let expected = (
        2 * part.last_bytes + output,
        2 * part.total_bytes + output,
        2 * part.blocks + 1,
    );
    assert_eq!(
        measured(|| {
            let (real, imaginary) = stored::split(&grid);
            stored::iterate_split(&real, &imaginary, 300)
        }),
        expected,
        "stored-split"
    );

    let axis = grown(150, 8);
    let expected = (
        2 * axis.last_bytes + output,
        2 * axis.total_bytes + output,
        2 * axis.blocks + 1,
    );
    let axes = || {
        let (xs, ys) = computed::axes(&grid);
        computed::iterate_axes(&xs, &ys, 300)
    };
    assert_eq!(measured(axes), expected, "axes");

    let expected = (output, output, 1);
    assert_eq!(
        measured(|| computed::on_the_fly(&grid, 300)),
        expected,
        "on-the-fly"
    );

    for (max_iterations, bytes) in [(255, 1), (256, 2), (65_535, 2), (65_536, 4)] {
        let expected = (bytes * points, bytes * points, 1);
        let figures = measured(|| computed::on_the_fly_narrow(&grid, max_iterations));
        assert_eq!(figures, expected, "on-the-fly-narrow at {max_iterations}");
    }

    assert_eq!(
        measured(|| computed::streamed(&grid, 300)),
        (0, 0, 0),
        "streamed"
    );

    // An arena frees nothing until it is dropped, so its peak is its total. The last growth of both
    // vectors allocates two capacities of 32 768 complex numbers beside the two of 16 384.
    let (peak, total, _) = measured(|| {
        let arena = Bump::new();
        let (zs, cs) = stored::in_arena(&grid, &arena);
        stored::iterate(&zs, &cs, 300)
    });
    assert_eq!(peak, total, "stored-arena");
    assert!(
        peak > 2 * (complex.last_bytes + complex.last_bytes / 2) + output,
        "stored-arena: {peak}"
    );
}

pub fn lanes_and_threads_allocate_as_arithmetic_predicts() {
    let grid = Grid::new(WIDTH);
    let axis = grown(150, 8);
    let counts = 4 * grid.points() as u64;
    let peak = 2 * axis.last_bytes + counts;
    let expected = (peak, 2 * axis.total_bytes + counts, 2 * axis.blocks + 1);
    let forms = [
        ("abs", point::abs as fn(_, _, _) -> u32),
        ("norm-sqr", point::norm_sqr),
        ("expanded", point::expanded),
    ];
    for (name, form) in forms {
        let figures = measured(|| kernel::scalar(&grid, 300, 1, form));
        assert_eq!(figures, expected, "{name}");
    }
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        let figures = measured(|| kernel::simd(&grid, 300, 1, set));
        assert_eq!(figures, expected, "simd with {set}");
    }

    // What std allocates for a thread depends on its version, and how much of it is live at once on how
    // long the threads run.
    const THREAD_BYTES: u64 = 2048;
    for threads in [2, 5] {
        let most = peak + (threads as u64 - 1) * THREAD_BYTES;
        let form = point::expanded;
        let scalar = peak_with_threads(|| kernel::scalar(&grid, 300, threads, form));
        assert!((peak + 1..=most).contains(&scalar), "threads: {scalar}");
        if let Some(best) = InstructionSet::best() {
            let simd = peak_with_threads(|| kernel::simd(&grid, 300, threads, best));
            assert!((peak + 1..=most).contains(&simd), "simd-threads: {simd}");
        }
    }
}
