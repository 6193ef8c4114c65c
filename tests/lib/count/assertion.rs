//! `assert_footprint!`.

use std::cell::RefCell;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::thread;

use heapwise::assert_footprint;

use super::block;

#[test]
fn an_asserted_footprint_returns_the_result() {
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

/// The place and the message of the panic in `work`.
fn panicked(work: impl FnOnce() + UnwindSafe) -> (String, String) {
    let hook = take_hook();
    set_hook(Box::new(move |panic| {
        let place = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        PANICKED_AT.set(place.unwrap_or_default());
        hook(panic);
    }));
    let message = catch_unwind(work).unwrap_err();
    (PANICKED_AT.take(), *message.downcast().unwrap())
}

#[test]
fn a_broken_footprint_panics_with_all_figures_at_the_line_of_the_assertion() {
    const MOST: u64 = 1;
    let line = line!() + 2;
    let (place, message) = panicked(|| {
        assert_footprint!(
            || [block(8192), block(100)],
            total_bytes > 1,
            peak_bytes <= 4 * 1024,
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
    // The held bytes depend on the system's allocator.
    let message = message.split("\n  held_peak_bytes").next().unwrap();
    assert_eq!(message, expected);
}

#[test]
fn a_broken_footprint_reports_that_another_thread_took_part() {
    let freed_elsewhere = || {
        let block = block(100);
        thread::spawn(move || drop(block)).join().unwrap();
    };
    let (_, message) = panicked(move || assert_footprint!(freed_elsewhere, total_bytes == 0));
    assert!(
        message.ends_with(
            "\n  another thread freed some of it, so the peaks may differ from run to run"
        ),
        "{message}"
    );
    let (_, message) = panicked(|| drop(assert_footprint!(|| block(100), total_bytes == 0)));
    assert!(!message.contains("another thread"), "{message}");
}
