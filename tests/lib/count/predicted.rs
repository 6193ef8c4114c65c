//! Random sequences of steps against arithmetic.

use heapwise::alloc::count::HeapCounts;
use heapwise::count;
use proptest::collection::vec;
use proptest::prelude::*;

/// Resizes one of a few blocks: allocates it if its old size is zero, frees it if the new one is.
#[derive(Debug, Clone, Copy)]
struct Resize {
    place: usize,
    bytes: usize,
}

const PLACES: usize = 4;

/// The counted figures of these steps.
fn counted(steps: &[Resize]) -> HeapCounts {
    let mut blocks = [const { Vec::<u8>::new() }; PLACES];
    let ((), figures) = count(|| {
        for step in steps {
            let block = &mut blocks[step.place];
            match step.bytes {
                0 => *block = Vec::new(),
                more if more > block.capacity() => block.reserve_exact(more),
                less => block.shrink_to(less),
            }
        }
    });
    figures
}

/// The figures of these steps by arithmetic.
fn predicted(steps: &[Resize]) -> HeapCounts {
    let mut sizes = [0_u64; PLACES];
    let mut figures = HeapCounts::default();
    for step in steps {
        let (old, new) = (sizes[step.place], step.bytes as u64);
        let live_bytes: u64 = sizes.iter().sum();
        sizes[step.place] = new;
        if new == 0 || old == new {
            continue;
        }
        if old > 0 {
            figures.realloc_count += 1;
            figures.realloc_copy_bytes += old.min(new);
        }
        figures.totals.total_blocks += 1;
        figures.totals.total_bytes += new;
        let both = if new > old { live_bytes + new } else { 0 };
        figures.copying_peak_bytes = figures.copying_peak_bytes.max(both);
        let live_bytes = sizes.iter().sum();
        if live_bytes >= figures.totals.peak_bytes {
            figures.totals.peak_bytes = live_bytes;
            figures.totals.peak_blocks = sizes.iter().filter(|&&size| size > 0).count() as u64;
        }
    }
    figures.totals.end_bytes = sizes.iter().sum();
    figures.totals.end_blocks = sizes.iter().filter(|&&size| size > 0).count() as u64;
    figures.copying_peak_bytes = figures.copying_peak_bytes.max(figures.totals.peak_bytes);
    figures
}

proptest! {
    #[test]
    fn any_sequence_of_steps_is_counted_as_predicted(
        steps in vec((0..PLACES, 0..6_usize).prop_map(|(place, size)| Resize { place, bytes: size * 40 }), 0..60),
    ) {
        let counted = counted(&steps);
        let expected = HeapCounts { held_peak_bytes: counted.held_peak_bytes, ..predicted(&steps) };
        prop_assert_eq!(counted, expected);
    }
}
