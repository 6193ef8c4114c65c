//! The cost of heapwise while no instrument is active: allocating and freeing 64 bytes through
//! `Alloc` in mode `Off` and through `System`, and a sum with and without a phase around it.

#![allow(unsafe_code)] // The benchmark calls allocators directly.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use heapwise::alloc::{Mode, mode};
use heapwise::{Alloc, phase};

/// How many allocations are timed together.
const CHUNK: u64 = 5000;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

/// Never inlined, so that both allocators are called in the same way.
#[inline(never)]
fn allocate_and_free(allocator: &impl GlobalAlloc) {
    let layout = Layout::new::<[u8; 64]>();
    // SAFETY: the layout has 64 bytes, and the block returns to the allocator that it came from.
    unsafe { allocator.dealloc(black_box(allocator.alloc(layout)), layout) }
}

/// The time of `iterations` allocations, extrapolated from the fastest chunk: other work on the
/// machine can only make a chunk slower.
fn time_fastest_chunk(iterations: u64, allocator: &impl GlobalAlloc) -> Duration {
    let chunk = || {
        let started = Instant::now();
        (0..CHUNK).for_each(|_| allocate_and_free(allocator));
        started.elapsed()
    };
    let chunks = iterations.div_ceil(CHUNK);
    let fastest = (0..chunks).map(|_| chunk()).min().unwrap_or_default();
    fastest.mul_f64(iterations as f64 / CHUNK as f64)
}

fn allocations(criterion: &mut Criterion) {
    assert_eq!(mode(), Mode::Off);
    let mut group = criterion.benchmark_group("alloc-64-bytes");
    // Long enough to contain quiet periods of a shared machine.
    group.measurement_time(Duration::from_secs(15));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("System", |bencher| {
        bencher.iter_custom(|iterations| time_fastest_chunk(iterations, &System));
    });
    group.bench_function("Alloc (off)", |bencher| {
        bencher.iter_custom(|iterations| time_fastest_chunk(iterations, &ALLOC));
    });
}

fn phases(criterion: &mut Criterion) {
    let numbers: Vec<u64> = (0..100).collect();
    let sum = |numbers: &[u64]| black_box(numbers).iter().sum::<u64>();
    let mut group = criterion.benchmark_group("sum-100");
    group.bench_function("alone", |bencher| bencher.iter(|| sum(&numbers)));
    group.bench_function("in a phase (off)", |bencher| {
        bencher.iter(|| phase("sum", || sum(&numbers)));
    });
}

criterion_group!(benches, allocations, phases);
criterion_main!(benches);
