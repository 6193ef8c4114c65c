//! What heapwise's allocator costs where it does nothing: 64 bytes allocated and freed through
//! `Alloc`, its mode off, beside the same through `System`.

#![allow(unsafe_code)] // Allocators are called by hand.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use heapwise::Alloc;
use heapwise::alloc::{Mode, mode};

const ROUNDS: u32 = 9;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

/// Never inlined, so that both stand behind one call.
#[inline(never)]
fn allocate_and_free(allocator: &impl GlobalAlloc) {
    let layout = Layout::new::<[u8; 64]>();
    // SAFETY: the layout is of 64 bytes, and the block goes back where it came from, unused.
    unsafe { allocator.dealloc(black_box(allocator.alloc(layout)), layout) }
}

/// The two take turns, so that a machine whose speed drifts slows both: compare the median of the
/// rounds' medians.
fn off(criterion: &mut Criterion) {
    assert_eq!(mode(), Mode::Off);
    let mut group = criterion.benchmark_group("alloc-64-bytes");
    group.warm_up_time(Duration::from_millis(200));
    group.measurement_time(Duration::from_secs(1));
    for round in 1..=ROUNDS {
        group.bench_function(format!("System/{round}"), |bencher| {
            bencher.iter(|| allocate_and_free(&System));
        });
        group.bench_function(format!("Alloc (off)/{round}"), |bencher| {
            bencher.iter(|| allocate_and_free(&ALLOC));
        });
    }
}

criterion_group!(benches, off);
criterion_main!(benches);
