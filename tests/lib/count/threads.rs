//! Scopes on several threads, and blocks of other threads.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use heapwise::alloc::count::{self as counting, HeapCounts};
use heapwise::count;

use super::{block, totals};

#[test]
fn eight_threads_count_their_own_blocks_at_the_same_time() {
    let together = Barrier::new(8);
    let counted = thread::scope(|scope| {
        let thread = |number| {
            let together = &together;
            scope.spawn(move || (0..1000).map(|_| counted(number, together)).collect())
        };
        let threads: Vec<_> = (1..=8).map(thread).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.collect::<Vec<Vec<HeapCounts>>>()
    });
    for (number, times) in (1..=8).zip(counted) {
        assert_eq!(times.len(), 1000);
        times.iter().for_each(|figures| check(number, figures));
    }
}

/// Counts `number` blocks, their list, and a growing string, at the same time as other threads.
fn counted(number: usize, together: &Barrier) -> HeapCounts {
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

fn check(number: usize, figures: &HeapCounts) {
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
fn blocks_of_another_thread_do_not_count() {
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
            // Addresses repeat: the next block of the same size has that of the freed one.
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
