//! Counting inside an ordinary process, such as a test.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::count::{self, Figures, Of};
use super::mode;

/// Runs `work`, and tells what this thread did to the heap meanwhile, beside its result.
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
///
/// # fn main() {
/// let (numbers, figures) = heapwise::count(|| {
///     let squares: Vec<u64> = (0..1000).map(|n| n * n).collect();
///     squares.into_iter().filter(|square| square % 2 == 0).sum::<u64>()
/// });
/// assert_eq!(numbers, 166_167_000);
/// assert_eq!(figures.totals.total_blocks, 1);
/// assert_eq!(figures.totals.peak_bytes, 8000);
/// assert_eq!(figures.totals.end_bytes, 0);
/// # }
/// ```
///
/// The figures are those of the count pass, exact to the byte. What other threads do does not
/// disturb them, so tests may run side by side; what a thread that `work` starts allocates is
/// therefore not in them (what starting it takes is). To count all threads of a process that does
/// nothing else meanwhile, there are [`count::start`] and [`count::stop`].
///
/// - The result is alive when the scope ends: its blocks are in `end_bytes` and `end_blocks`.
/// - A scope inside `work` counts for itself, and what it counts is part of the outer one too.
/// - Freeing a block from before the scope does not count; to reallocate it counts as a new block.
/// - A block of the scope that another thread frees or reallocates leaves the scope at that moment,
///   and `several_threads` says that it did: the peak then depends on which of them was faster.
/// - Where `work` panics, the scope ends, and the panic goes on.
///
/// While a scope is open, the allocations of all threads stand in line for a lock.
///
/// # Panics
///
/// If [`Alloc`](crate::Alloc) is not the program's global allocator: there is nothing to count with.
#[track_caller]
pub fn count<T>(work: impl FnOnce() -> T) -> (T, Figures) {
    assert!(
        mode::installed().is_some(),
        "nothing can be counted: this program's global allocator is not heapwise's; add \
         `#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();` \
         to the root of the crate whose tests these are"
    );
    let thread = Of::this_thread();
    count::open(thread, None);
    let worked = catch_unwind(AssertUnwindSafe(work));
    let state = count::close(thread).expect("it was opened above");
    let (figures, _) = state.finished();
    (worked.unwrap_or_else(|panic| resume_unwind(panic)), figures)
}
