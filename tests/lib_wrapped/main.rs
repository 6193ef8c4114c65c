//! `Alloc` over another allocator than the system's, and what depends on where an allocator places
//! blocks: each call reaches the wrapped allocator unchanged, and every block returns to the
//! allocator that it came from. Also what C code allocates, which this program counts.

#![allow(unsafe_code)] // The allocator that is wrapped.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod c_allocations;
mod growth_moves;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};

use heapwise::experiment::Declared;
use heapwise::{Alloc, Experiment};
use libtest_mimic::{Arguments, Failed, Trial};

const PAGE_BYTES: usize = 4096;

/// Returns addresses inside larger blocks of the system's allocator, which could not free them, and
/// counts the calls. A block takes a page at least: it grows in place up to a page, and moves at
/// every reallocation beyond.
struct Inside;

static ALLOCS: AtomicU64 = AtomicU64::new(0);
static ZEROED: AtomicU64 = AtomicU64::new(0);
static REALLOCS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOC: Alloc<Inside> = Alloc::new(Inside);

/// The address `offset` bytes into the block at `outer`, or null if `outer` is null.
///
/// # Safety
///
/// `offset` lies inside the block at `outer`, or `outer` is null.
unsafe fn inside(outer: *mut u8, offset: usize) -> *mut u8 {
    if outer.is_null() {
        return outer;
    }
    // SAFETY: the caller's promise.
    unsafe { outer.add(offset) }
}

/// The layout of the outer block, and the offset of the address in it.
fn outer(size: usize, align: usize) -> (Layout, usize) {
    let offset = align.max(64);
    let size = size.max(PAGE_BYTES) + offset;
    (Layout::from_size_align(size, align).unwrap(), offset)
}

// SAFETY: a block lies `offset` bytes into a live block of the system's allocator that is larger by
// at least as much, at a multiple of its alignment; the offset depends on the alignment only, which
// a block keeps. Where `realloc` leaves a block in place, the outer layouts of both sizes are equal.
unsafe impl GlobalAlloc for Inside {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCS.fetch_add(1, Ordering::Relaxed);
        let (outer, offset) = outer(layout.size(), layout.align());
        // SAFETY: the outer layout is not of size zero, and the offset lies inside its block.
        unsafe { inside(System.alloc(outer), offset) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ZEROED.fetch_add(1, Ordering::Relaxed);
        let (outer, offset) = outer(layout.size(), layout.align());
        // SAFETY: as in `alloc`.
        unsafe { inside(System.alloc_zeroed(outer), offset) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        let (outer, offset) = outer(layout.size(), layout.align());
        // SAFETY: `ptr` came from here, so its outer block begins `offset` bytes before.
        unsafe { System.dealloc(ptr.sub(offset), outer) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        REALLOCS.fetch_add(1, Ordering::Relaxed);
        if layout.size().max(size) <= PAGE_BYTES {
            return ptr;
        }
        let (new, offset) = outer(size, layout.align());
        // SAFETY: the new outer block is not of size zero; both blocks are live, distinct, and hold
        // the bytes copied; the old one came from here.
        unsafe {
            let moved = inside(System.alloc(new), offset);
            if !moved.is_null() {
                ptr.copy_to_nonoverlapping(moved, layout.size().min(size));
                self.dealloc(ptr, layout);
            }
            moved
        }
    }
}

fn main() -> ExitCode {
    if std::env::var_os("WRAPPED").is_some() {
        let experiments: Vec<Declared> = vec![
            kinds_of_calls().into(),
            #[cfg(all(target_os = "linux", target_env = "gnu"))]
            c_allocations::experiment().into(),
        ];
        return heapwise::main(experiments);
    }
    let mut trials = vec![
        Trial::test(
            "calls_reach_the_wrapped_allocator_unchanged",
            calls_reach_the_wrapped_allocator_unchanged,
        ),
        Trial::test("no_pass_mixes_two_allocators", no_pass_mixes_two_allocators),
        Trial::test(
            "growth_moves::only_steps_to_another_address_have_moved",
            || {
                growth_moves::only_steps_to_another_address_have_moved();
                Ok(())
            },
        ),
        Trial::test(
            "growth_moves::reserved_capacity_is_used_without_a_step_or_a_move",
            || {
                growth_moves::reserved_capacity_is_used_without_a_step_or_a_move();
                Ok(())
            },
        ),
    ];
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    trials.extend(c_allocations::trials());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn kinds_of_calls() -> Experiment<Vec<String>> {
    Experiment::new("calls", "every kind of call")
        .setup(|_| (0..100).map(|n| n.to_string()).collect())
        .variant("all", "", |words: &Vec<String>| {
            let zeroes = black_box(vec![0_u8; 1000]);
            let mut grown = words.clone();
            grown.extend(words.iter().cloned());
            let thread = std::thread::spawn(|| black_box(vec![1_u8; 10]).len());
            zeroes.len() + grown.len() + thread.join().unwrap()
        })
}

fn calls_reach_the_wrapped_allocator_unchanged() -> Result<(), Failed> {
    let calls = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (allocs, zeroed, reallocs) = (calls(&ALLOCS), calls(&ZEROED), calls(&REALLOCS));
    let mut numbers: Vec<u64> = black_box(Vec::with_capacity(1));
    numbers.extend_from_slice(black_box(&[1, 2, 3]));
    drop(black_box(vec![0_u8; 100]));
    assert!(calls(&ALLOCS) > allocs);
    assert!(calls(&ZEROED) > zeroed);
    assert!(calls(&REALLOCS) > reallocs);
    Ok(())
}

fn no_pass_mixes_two_allocators() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let output = Command::new(std::env::current_exe()?)
        .env("COLUMNS", "100000")
        .args(["run", "calls", "-o"])
        .arg(folder.path())
        .env("WRAPPED", "1")
        .output()?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = std::fs::read_to_string(folder.path().join("report.json"))?;
    assert!(
        report.contains("\"allocator\": \"lib_wrapped::Inside\""),
        "{report}"
    );
    assert!(
        !report.contains("held_peak_bytes"),
        "held bytes of an allocator that does not report them: {report}"
    );
    let text = String::from_utf8(output.stdout)?;
    let reason = "`held` is absent: lib_wrapped::Inside does not report the size of a block";
    assert!(text.contains(reason), "{text}");
    assert!(report.contains("\"answer\": \"1210\""), "{report}");
    Ok(())
}
