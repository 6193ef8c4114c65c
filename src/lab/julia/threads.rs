//! Rows shared among threads.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// The rows that a thread takes at a time: few, because a row in the middle takes many times as long as
/// one at the edge.
const ROWS_AT_A_TIME: usize = 8;

/// Calls `iterate` with the y coordinates and the counts of a few rows at a time, from `threads` threads:
/// the calling one and `threads` - 1 others. A thread that has finished its rows takes the next ones. A
/// thread alone takes all rows at once.
///
/// # Panics
///
/// If `iterate` panics, or a thread cannot be started.
pub(super) fn share_rows(
    ys: &[f64],
    counts: &mut [u32],
    threads: usize,
    iterate: impl Fn(&[f64], &mut [u32]) + Sync,
) {
    if threads <= 1 {
        return iterate(ys, counts);
    }
    let columns = counts.len().checked_div(ys.len()).unwrap_or(0);
    let parts = counts.chunks_mut((columns * ROWS_AT_A_TIME).max(1));
    let parts = Mutex::new(ys.chunks(ROWS_AT_A_TIME).zip(parts));
    let take = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some((ys, counts)) = take() {
            iterate(ys, counts);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_iterated_once_by_any_number_of_threads() {
        for rows in [0, 1, 7, 8, 9, 100] {
            for threads in 0..5 {
                let ys: Vec<f64> = (0..rows).map(f64::from).collect();
                let mut counts = vec![0; ys.len() * 3];
                share_rows(&ys, &mut counts, threads, |ys, counts| {
                    for (row, y) in counts.chunks_mut(3).zip(ys) {
                        row.iter_mut().for_each(|count| *count += *y as u32 + 1);
                    }
                });
                let expected = (0..rows).flat_map(|row| [row as u32 + 1; 3]);
                assert!(
                    counts.into_iter().eq(expected),
                    "{rows} rows, {threads} threads"
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_of_another_thread_is_passed_on() {
        let caller = thread::current().id();
        let (ys, mut counts) = ([0.0; 1000], [0; 1000]);
        share_rows(&ys, &mut counts, 2, |_, _| {
            assert_eq!(thread::current().id(), caller, "another thread");
            thread::sleep(std::time::Duration::from_millis(1));
        });
    }
}
