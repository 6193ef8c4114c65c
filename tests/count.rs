//! `heapwise::count` gives exact figures in an ordinary test, whatever other threads do meanwhile.

#![allow(unsafe_code)] // The allocator is called by hand.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::cell::RefCell;
use std::hint::black_box;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use heapwise::alloc::count::{self as counting, Figures};
use heapwise::{assert_footprint, count};
use proptest::collection::vec;
use proptest::prelude::*;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

/// A block of so many bytes.
fn block(bytes: usize) -> Vec<u8> {
    black_box(Vec::with_capacity(bytes))
}

/// Total bytes and blocks, peak bytes and blocks, end bytes and blocks.
fn totals(figures: &Figures) -> [u64; 6] {
    let totals = &figures.totals;
    [
        totals.total_bytes,
        totals.total_blocks,
        totals.peak_bytes,
        totals.peak_blocks,
        totals.end_bytes,
        totals.end_blocks,
    ]
}

#[test]
fn blocks_are_counted_as_they_come_and_go() {
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
fn what_the_allocator_holds_is_told() {
    let (_boxes, figures) = count(|| [Box::new(1_u64), Box::new(2_u64)]);
    let held = cfg!(target_os = "linux").then_some(48);
    assert_eq!(figures.held_peak_bytes, held);
}

#[test]
fn zeroed_and_aligned_blocks_are_counted_like_others() {
    let ((), figures) = count(|| {
        assert!(black_box(vec![0_u8; 700]).iter().all(|&byte| byte == 0));
        let layout = Layout::from_size_align(96, 4096).unwrap();
        // SAFETY: the layouts are of no size zero; each block goes back as what it came as.
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

#[test]
fn eight_threads_at_once_count_their_own_a_thousand_times() {
    let together = Barrier::new(8);
    let counted = thread::scope(|scope| {
        let thread = |number| {
            let together = &together;
            scope.spawn(move || (0..1000).map(|_| counted(number, together)).collect())
        };
        let threads: Vec<_> = (1..=8).map(thread).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.collect::<Vec<Vec<Figures>>>()
    });
    for (number, times) in (1..=8).zip(counted) {
        assert_eq!(times.len(), 1000);
        times.iter().for_each(|figures| check(number, figures));
    }
}

/// Counts `number` blocks, their list, and a string that grows, while others do.
fn counted(number: usize, together: &Barrier) -> Figures {
    let (_blocks, figures) = count(|| {
        together.wait();
        let blocks: Vec<Vec<u8>> = (0..number).map(|_| block(100 * number)).collect();
        thread::yield_now();
        let mut text = String::with_capacity(10);
        text.push_str(black_box("twenty characters, or so"));
        blocks
    });
    figures
}

fn check(number: usize, figures: &Figures) {
    let (kept, kept_blocks) = ((number * (24 + 100 * number)) as u64, number as u64 + 1);
    let peak = [kept + 24, kept_blocks + 1];
    let total = [kept + 10 + 24, kept_blocks + 2];
    assert_eq!(
        totals(figures),
        [total, peak, [kept, kept_blocks]].concat()[..]
    );
    assert_eq!(figures.realloc_count, 1);
    assert_eq!(figures.copying_peak_bytes, kept + 34);
    assert!(!figures.several_threads);
}

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
    // To the inner scope the block from before is new when it is reallocated, and never freed.
    assert_eq!(totals(&inner), [350, 2, 300, 1, 300, 1]);
    assert_eq!((inner.realloc_count, inner.copying_peak_bytes), (1, 300));
    assert_eq!(totals(&outer), [100 + 200 + 50 + 300, 4, 400, 2, 100, 1]);
    assert_eq!((outer.realloc_count, outer.copying_peak_bytes), (1, 600));
    early.push(1);
}

#[test]
fn a_block_from_before_is_not_freed_and_new_when_it_is_reallocated() {
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
    // A panic has a block of its own.
    assert!(figures.totals.peak_bytes >= 1100, "{figures:?}");
    assert_eq!(figures.totals.end_bytes, size_of::<&str>() as u64);
    let (kept, after) = count(|| block(10));
    assert_eq!(totals(&after), [10, 1, 10, 1, 10, 1]);
    drop(kept);
}

#[test]
fn what_another_thread_allocates_does_not_count() {
    let thread = |bytes: usize| thread::spawn(move || drop(block(bytes))).join().unwrap();
    thread(10); // What a first thread sets up for good is there from now on.
    let ((), one) = count(|| thread(10));
    let ((), other) = count(|| thread(1_000_000));
    assert_eq!(one.totals.peak_bytes, other.totals.peak_bytes);
    assert_eq!(one.totals.total_blocks, other.totals.total_blocks);
}

#[test]
fn a_block_freed_on_another_thread_leaves_the_scope() {
    let handed: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    let is_over = AtomicBool::new(false);
    let ((), figures) = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                match &mut *handed.lock().unwrap() {
                    Some(block) if block.capacity() == 200 => block.reserve_exact(4000),
                    other => *other = None,
                }
            }
        });
        let counted = count(|| {
            // The addresses come again: the freed block's to the next of its size.
            for bytes in [100, 200, 100].into_iter().cycle().take(300) {
                *handed.lock().unwrap() = Some(block(bytes));
                while handed.lock().unwrap().is_some() {
                    thread::yield_now();
                }
            }
        });
        is_over.store(true, Ordering::Relaxed);
        counted
    });
    assert_eq!(totals(&figures), [40_000, 300, 200, 1, 0, 0]);
    assert!(figures.several_threads);
}

#[test]
fn the_whole_process_is_counted_between_start_and_stop() {
    counting::start();
    thread::spawn(|| drop(block(1 << 20))).join().unwrap();
    let (kept, own) = count(|| block(10));
    let figures = counting::stop();
    assert!(figures.totals.total_bytes >= (1 << 20) + 10);
    assert_eq!(own.totals.total_bytes, 10);
    drop(kept);
}

#[test]
fn an_asserted_footprint_gives_the_result() {
    let limit = 500;
    let kept = assert_footprint!(
        || block(300),
        total_bytes == 300,
        total_blocks != 0,
        peak_bytes < limit + 1,
        peak_blocks <= 1,
        end_bytes > 299,
        end_blocks >= 1,
        copying_peak_bytes == limit - 200,
        realloc_count == 0,
        realloc_copy_bytes == u64::MIN,
    );
    assert_eq!(kept.capacity(), 300);
}

thread_local! {
    static PANICKED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where `work` panics, and what it says.
fn panicked(work: impl FnOnce() + UnwindSafe) -> (String, String) {
    let hook = take_hook();
    set_hook(Box::new(move |panic| {
        let place = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        PANICKED_AT.set(place.unwrap_or_default());
        hook(panic);
    }));
    let told = catch_unwind(work).unwrap_err();
    (PANICKED_AT.take(), *told.downcast().unwrap())
}

#[test]
fn a_broken_footprint_is_told_with_all_figures_at_the_line_of_the_assertion() {
    const MOST: u64 = 1;
    let line = line!() + 2;
    let (place, told) = panicked(|| {
        assert_footprint!(
            || [block(8192), block(100)],
            peak_bytes <= 4 * 1024,
            total_bytes > 1,
            total_blocks == MOST
        );
    });
    assert_eq!(place, format!("{}:{line}", file!()));
    let expected = "\
the footprint of `|| [block(8192), block(100)]` is not what it should be:
  peak_bytes <= 4 * 1024 does not hold: 8292 (8.29 kB) against 4096 (4.10 kB)
  total_blocks == MOST does not hold: 2 against 1
all of it:
  total_bytes         8292 (8.29 kB)
  total_blocks        2
  peak_bytes          8292 (8.29 kB)
  peak_blocks         2
  copying_peak_bytes  8292 (8.29 kB)
  realloc_count       0
  realloc_copy_bytes  0
  end_bytes           8292 (8.29 kB)
  end_blocks          2";
    // How much is held for it is for the system's allocator to say.
    let told = told.split("\n  held_peak_bytes").next().unwrap();
    assert_eq!(told, expected);
}

/// What is done to one of a few blocks: it is resized, which makes or frees it where the old or
/// the new size is zero.
#[derive(Debug, Clone, Copy)]
struct Resize {
    place: usize,
    bytes: usize,
}

const PLACES: usize = 4;

fn carried_out(steps: &[Resize]) -> Figures {
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

/// The same by arithmetic.
fn predicted(steps: &[Resize]) -> Figures {
    let mut sizes = [0_u64; PLACES];
    let mut figures = Figures::default();
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
        let counted = carried_out(&steps);
        let expected = Figures { held_peak_bytes: counted.held_peak_bytes, ..predicted(&steps) };
        prop_assert_eq!(counted, expected);
    }
}
