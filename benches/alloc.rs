//! What heapwise costs where it does nothing: 64 bytes allocated and freed through `Alloc`, its
//! mode off, beside the same through `System`; and a sum in a phase, beside the sum alone.

#![allow(unsafe_code)] // Allocators are called by hand.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use heapwise::alloc::{Mode, mode};
use heapwise::{Alloc, phase};

const CHUNK: u64 = 5000;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

/// Never inlined, so that both stand behind one call.
#[inline(never)]
fn allocate_and_free(allocator: &impl GlobalAlloc) {
    let layout = Layout::new::<[u8; 64]>();
    // SAFETY: the layout is of 64 bytes, and the block goes back where it came from, unused.
    unsafe { allocator.dealloc(black_box(allocator.alloc(layout)), layout) }
}

/// So many times, in chunks of which the fastest stands for all: whatever else the machine does
/// can only make one slower.
fn repeat(iterations: u64, allocator: &impl GlobalAlloc) -> Duration {
    let chunk = || {
        let started = Instant::now();
        (0..CHUNK).for_each(|_| allocate_and_free(allocator));
        started.elapsed()
    };
    let chunks = iterations.div_ceil(CHUNK);
    let fastest = (0..chunks).map(|_| chunk()).min().unwrap_or_default();
    fastest.mul_f64(iterations as f64 / CHUNK as f64)
}

fn off(criterion: &mut Criterion) {
    assert_eq!(mode(), Mode::Off);
    let mut group = criterion.benchmark_group("alloc-64-bytes");
    // Long enough for the median to find a shared machine at its quiet.
    group.measurement_time(Duration::from_secs(15));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("System", |bencher| {
        bencher.iter_custom(|iterations| repeat(iterations, &System));
    });
    group.bench_function("Alloc (off)", |bencher| {
        bencher.iter_custom(|iterations| repeat(iterations, &ALLOC));
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

criterion_group!(benches, off, phases);
criterion_main!(benches);
