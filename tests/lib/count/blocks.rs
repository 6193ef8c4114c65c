//! Blocks of every kind.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::hint::black_box;

use heapwise::count;

use super::{block, totals};

#[test]
fn allocated_and_freed_blocks_are_counted() {
    let (kept, figures) = count(|| {
        drop(block(1000));
        let kept = block(300);
        drop(block(500));
        kept
    });
    assert_eq!(totals(&figures), [1800, 3, 1000, 1, 300, 1]);
    assert_eq!(
        (figures.realloc_count, figures.copying_peak_bytes),
        (0, 1000)
    );
    assert!(!figures.several_threads);
    drop(kept);
}

#[test]
fn a_growing_vector_copies() {
    let (numbers, figures) = count(|| {
        let mut numbers: Vec<u64> = Vec::new();
        (0..1000).for_each(|n| numbers.push(black_box(n)));
        numbers
    });
    // Capacities 4, 8, and so on to 1024.
    let (capacities, last) = (2048 - 4, 1024);
    assert_eq!(numbers.capacity(), last);
    let bytes = |items: usize| items as u64 * 8;
    assert_eq!(figures.totals.total_bytes, bytes(capacities));
    assert_eq!(figures.totals.total_blocks, 9);
    assert_eq!(figures.totals.peak_bytes, bytes(last));
    assert_eq!(figures.copying_peak_bytes, bytes(last + last / 2));
    assert_eq!(figures.realloc_count, 8);
    assert_eq!(figures.realloc_copy_bytes, bytes(capacities - last));
}

#[test]
fn the_bytes_that_the_allocator_holds_are_reported() {
    let (_boxes, figures) = count(|| [Box::new(1_u64), Box::new(2_u64)]);
    let held = figures.held_peak_bytes;
    if cfg!(target_os = "linux") {
        // 32 for each. glibc gives 16 more where the rest of a free chunk would be no chunk.
        assert!([64, 80, 96].map(Some).contains(&held), "{held:?}");
    } else {
        assert_eq!(held, None);
    }
}

#[test]
fn zeroed_and_aligned_blocks_are_counted_like_others() {
    let ((), figures) = count(|| {
        assert!(black_box(vec![0_u8; 700]).iter().all(|&byte| byte == 0));
        let layout = Layout::from_size_align(96, 4096).unwrap();
        // SAFETY: no layout has size zero; each block is freed with its last layout.
        unsafe {
            let zeroed = black_box(alloc_zeroed(layout));
            assert!(zeroed.addr().is_multiple_of(4096));
            let plain = black_box(alloc(layout));
            let grown = black_box(realloc(plain, layout, 200));
            assert!(grown.addr().is_multiple_of(4096));
            dealloc(grown, Layout::from_size_align(200, 4096).unwrap());
            dealloc(zeroed, layout);
        }
    });
    assert_eq!(totals(&figures), [700 + 96 + 96 + 200, 4, 700, 1, 0, 0]);
    assert_eq!((figures.realloc_count, figures.realloc_copy_bytes), (1, 96));
}
