//! The measurements.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use criterion::measurement::{Measurement, ValueFormatter};

use crate::alloc::count::{self, HeapCounts};
use crate::alloc::process;

use super::format::{BlocksFormatter, BytesFormatter};
use super::iterations::Iterations;

/// The peak of one iteration: the most bytes that it holds at once.
///
/// criterion never passes the number of iterations to a measurement, so it is derived from the
/// number of blocks. The peak is exact if each iteration allocates equally many blocks. It does not
/// include what earlier iterations of a batch returned, which `iter_batched` and
/// `iter_with_large_drop` keep.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeakBytes;

/// The bytes of all allocations of one iteration; each reallocation counts again with its full new
/// size.
#[derive(Debug, Clone, Copy, Default)]
pub struct TotalBytes;

/// The number of allocations and reallocations of one iteration.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blocks;

/// The benchmark that runs: criterion runs one at a time.
static ITERATIONS: Mutex<Iterations> = Mutex::new(Iterations::new());

fn iterations() -> MutexGuard<'static, Iterations> {
    ITERATIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The sum of the peaks of a stretch's iterations. The results of earlier iterations are still live at
/// the peak, unless each is dropped before the next iteration.
fn sum_of_peaks(counts: &HeapCounts) -> u64 {
    let totals = counts.totals;
    let iterations = iterations().end(totals.total_blocks);
    let results = totals.end_bytes - totals.end_bytes / iterations;
    totals.peak_bytes.saturating_sub(results) * iterations
}

/// A figure as criterion's statistics need it. They divide by the figures' spread, which exact figures
/// do not have, and refuse zeros. So each sample is larger by about a billionth, and differs from the one
/// before.
fn to_sample(figure: u64) -> f64 {
    static IS_ODD: AtomicBool = AtomicBool::new(false);
    let is_odd = IS_ODD.fetch_not(Ordering::Relaxed);
    let more = if is_odd { 2e-9 } else { 1e-9 };
    figure as f64 * (1.0 + more) + more
}

macro_rules! measurements {
    ($($name:ident: $figure:expr, $formatter:expr;)*) => {$(
        impl Measurement for $name {
            type Intermediate = ();
            type Value = u64;

            fn start(&self) {
                process::assert_installed();
                count::start();
            }

            fn end(&self, (): ()) -> u64 {
                let figure: fn(&HeapCounts) -> u64 = $figure;
                figure(&count::stop())
            }

            fn add(&self, v1: &u64, v2: &u64) -> u64 {
                v1 + v2
            }

            fn zero(&self) -> u64 {
                iterations().begin();
                0
            }

            fn to_f64(&self, value: &u64) -> f64 {
                to_sample(*value)
            }

            fn formatter(&self) -> &dyn ValueFormatter {
                iterations().finish();
                &$formatter
            }
        }
    )*};
}

measurements! {
    PeakBytes: sum_of_peaks, BytesFormatter;
    TotalBytes: |counts| counts.totals.total_bytes, BytesFormatter;
    Blocks: |counts| counts.totals.total_blocks, BlocksFormatter;
}
