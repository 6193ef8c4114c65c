//! The cost of heapwise while no instrument is active: allocating and freeing through `Alloc` in mode
//! `Off` and through `System`, 64 bytes and mixed sizes, and a sum with and without a phase around it.
//!
//! It ends with the ratio of both for mixed sizes, the median over copies of the code: for blocks that are not
//! touched, which no program allocates, and for blocks that are filled. It fails if the second is above
//! [`MOST_RATIO`].

#![allow(unsafe_code)] // The benchmark calls allocators directly.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::ptr::null_mut;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, criterion_group};
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

/// The most that `Alloc` in mode `Off` may take of the time of `System`.
const MOST_RATIO: f64 = 1.02;

/// How many batches of each allocator are timed in turn, of each copy of the code.
const BATCHES: usize = 5001;

/// The sizes of the blocks of a batch, in bytes.
const SIZES: [usize; 12] = [8, 16, 24, 32, 48, 64, 100, 160, 256, 500, 1000, 4000];

/// How often a batch allocates and frees blocks of every size.
const REPEATS: usize = 50;

/// Shifts the code behind it by another number of bytes in each `COPY`. Without it all copies would have the same
/// place within the 32 bytes of code that a processor decodes together, and some processors decode a jump at the
/// end of these slowly.
#[inline(always)]
fn shift<const COPY: usize>() {
    // SAFETY: it does nothing.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::asm!(".nops {bytes}", bytes = const COPY + 1, options(nomem, nostack, preserves_flags));
    }
    #[cfg(not(target_arch = "x86_64"))]
    black_box(COPY);
}

/// Allocates as a program does: `__rust_alloc`, through which every allocation of one goes, is a function that
/// is not inlined. Each `COPY` is code of its own.
#[inline(never)]
unsafe fn alloc<const COPY: usize>(allocator: &impl GlobalAlloc, layout: Layout) -> *mut u8 {
    shift::<COPY>();
    // SAFETY: the caller's promise is passed on.
    unsafe { allocator.alloc(layout) }
}

/// Frees as a program does; see [`alloc`].
#[inline(never)]
unsafe fn dealloc<const COPY: usize>(allocator: &impl GlobalAlloc, block: *mut u8, layout: Layout) {
    shift::<COPY>();
    // SAFETY: the caller's promise is passed on.
    unsafe { allocator.dealloc(block, layout) }
}

/// Allocates a block of each size, fills it if `is_filled`, and frees them in the same order, several times.
#[inline(never)]
fn run_batch<const COPY: usize>(allocator: &impl GlobalAlloc, is_filled: bool) {
    let layouts = SIZES.map(|bytes| Layout::array::<u8>(bytes).expect("the sizes are small"));
    let mut blocks = [null_mut(); SIZES.len()];
    for _ in 0..REPEATS {
        for (block, layout) in blocks.iter_mut().zip(&layouts) {
            // SAFETY: no layout is empty.
            *block = black_box(unsafe { alloc::<COPY>(allocator, *layout) });
            assert!(!block.is_null());
            if is_filled {
                // SAFETY: the block has the bytes of its layout.
                unsafe { block.write_bytes(1, layout.size()) };
            }
        }
        for (block, layout) in blocks.iter().zip(&layouts) {
            // SAFETY: each block returns to the allocator that it came from, once.
            unsafe { dealloc::<COPY>(allocator, *block, *layout) };
        }
    }
}

fn time_batch<const COPY: usize>(allocator: &impl GlobalAlloc, is_filled: bool) -> Duration {
    let started = Instant::now();
    run_batch::<COPY>(allocator, is_filled);
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The median time of a batch through `System`, and through `Alloc` in mode `Off`. Batches take turns, and
/// so does the allocator that comes first.
fn time_in_turn<const COPY: usize>(batches: usize, is_filled: bool) -> [Duration; 2] {
    assert_eq!(mode(), Mode::Off);
    let (mut plain, mut off) = (Vec::new(), Vec::new());
    for batch in 0..batches {
        if batch % 2 == 0 {
            plain.push(time_batch::<COPY>(&System, is_filled));
            off.push(time_batch::<COPY>(&ALLOC, is_filled));
        } else {
            off.push(time_batch::<COPY>(&ALLOC, is_filled));
            plain.push(time_batch::<COPY>(&System, is_filled));
        }
    }
    [plain, off].map(median)
}

macro_rules! copies {
    ($($copy:literal)*) => { [$(time_in_turn::<$copy>),*] };
}

/// The copies of the code that are timed. Where the linker puts the code changes its time by several percent,
/// more than the switch of the allocator does.
const COPIES: [fn(usize, bool) -> [Duration; 2]; 31] = copies!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
);

criterion_group!(benches, allocations, phases);

fn main() -> ExitCode {
    benches();
    Criterion::default().configure_from_args().final_summary();
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    // `cargo bench -- --test` has both.
    if has("--test") || !has("--bench") {
        for time_in_turn in COPIES {
            time_in_turn(1, true);
        }
        return ExitCode::SUCCESS;
    }
    print_ratio("blocks that are not touched", false);
    let ratio = print_ratio("blocks that are filled", true);
    println!("{ratio:.3} is to be at most {MOST_RATIO}");
    if ratio <= MOST_RATIO {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Prints and returns the ratio of the time through `Alloc` to that through `System`, the median over the copies.
fn print_ratio(work: &str, is_filled: bool) -> f64 {
    let mut ratios = COPIES.map(|time_in_turn| {
        let [plain, off] = time_in_turn(BATCHES, is_filled).map(|time| time.as_secs_f64());
        off / plain
    });
    ratios.sort_by(f64::total_cmp);
    let [least, .., most] = ratios;
    let ratio = ratios[ratios.len() / 2];
    println!(
        "{work}: Alloc (off) takes {ratio:.3} times the time of System; copies of the code {least:.3} to {most:.3}"
    );
    ratio
}
