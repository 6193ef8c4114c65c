//! Counting one thread's allocations inside an ordinary process, such as a test.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::alloc::process;

use super::HeapCounts;
use super::scopes::{self, CountedThreads};

/// Runs `work`, and returns its result and what this thread did to the heap meanwhile.
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
///
/// # fn main() {
/// let (sum, counts) = heapwise::count(|| {
///     let squares: Vec<u64> = (0..1000).map(|n| n * n).collect();
///     squares.into_iter().filter(|square| square % 2 == 0).sum::<u64>()
/// });
/// assert_eq!(sum, 166_167_000);
/// assert_eq!(counts.totals.total_blocks, 1);
/// assert_eq!(counts.totals.peak_bytes, 8000);
/// assert_eq!(counts.totals.end_bytes, 0);
/// # }
/// ```
///
/// The figures are those of the count pass, exact to the byte. Other threads do not change them, so
/// tests may run in parallel. This includes threads that `work` starts: starting a thread counts,
/// what the thread allocates does not. To count all threads of a process, use
/// [`start`](super::start) and [`stop`](super::stop).
///
/// - The result is alive when the scope ends: its blocks are in `end_bytes` and `end_blocks`.
/// - Scopes nest: an inner scope's allocations count in the outer scope too.
/// - Freeing a block from before the scope does not count. Reallocating one counts as a new block.
/// - A block of the scope that another thread frees or reallocates leaves the scope at that moment,
///   and `several_threads` becomes true: the peak then depends on the order of the threads.
/// - If `work` panics, the scope ends and the panic continues.
///
/// While a scope is open, every allocation of the process takes one lock.
///
/// # Panics
///
/// If [`Alloc`](crate::Alloc) is not the program's global allocator.
#[track_caller]
pub fn count<T>(work: impl FnOnce() -> T) -> (T, HeapCounts) {
    process::assert_installed();
    let thread = CountedThreads::current();
    scopes::open(thread, None);
    let result = catch_unwind(AssertUnwindSafe(work));
    let counter = scopes::close(thread).expect("the scope was opened above");
    let (counts, _) = counter.finish();
    (result.unwrap_or_else(|panic| resume_unwind(panic)), counts)
}
