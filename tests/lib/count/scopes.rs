//! Which blocks belong to a scope: nested scopes, earlier blocks, panics.

use std::panic::catch_unwind;

use heapwise::count;

use super::{block, totals};

#[test]
fn an_inner_scope_is_part_of_the_outer_one() {
    let ((mut early, inner), outer) = count(|| {
        let early = block(100);
        let mut grown = block(200);
        let ((), inner) = count(|| {
            drop(block(50));
            grown.reserve_exact(300);
        });
        drop(grown);
        (early, inner)
    });
    // For the inner scope the earlier block counts as new when it is reallocated, and never as freed.
    assert_eq!(totals(&inner), [350, 2, 300, 1, 300, 1]);
    assert_eq!((inner.realloc_count, inner.copying_peak_bytes), (1, 300));
    assert_eq!(totals(&outer), [100 + 200 + 50 + 300, 4, 400, 2, 100, 1]);
    assert_eq!((outer.realloc_count, outer.copying_peak_bytes), (1, 600));
    early.push(1);
}

#[test]
fn an_earlier_block_does_not_count_as_freed_and_counts_as_new_if_reallocated() {
    let (freed, mut grown) = (block(100), block(200));
    let ((), figures) = count(|| {
        drop(freed);
        grown.reserve_exact(400);
    });
    assert_eq!(totals(&figures), [400, 1, 400, 1, 400, 1]);
    assert_eq!(figures.realloc_copy_bytes, 200);
}

#[test]
fn a_panic_ends_its_scopes_and_no_other() {
    let (caught, figures) = count(|| {
        let kept = block(100);
        let caught = catch_unwind(|| {
            count(|| {
                let _freed_by_unwinding = block(1000);
                count(|| std::panic::resume_unwind(Box::new("thrown")));
            });
        });
        drop(kept);
        caught.unwrap_err()
    });
    assert_eq!(caught.downcast_ref(), Some(&"thrown"));
    // A panic allocates a block.
    assert!(figures.totals.peak_bytes >= 1100, "{figures:?}");
    assert_eq!(figures.totals.end_bytes, size_of::<&str>() as u64);
    let (kept, after) = count(|| block(10));
    assert_eq!(totals(&after), [10, 1, 10, 1, 10, 1]);
    drop(kept);
}
