//! The global allocator and its instruments.
//!
//! A process has one [`Mode`] for its whole life, fixed before its first allocation:
//!
//! | mode | where an allocation goes |
//! | --- | --- |
//! | [`Off`](Mode::Off) | to the allocator that [`Alloc`](crate::Alloc) wraps; counted while a counting scope is open |
//! | [`Recording`](Mode::Recording) | to heapwise's recorder, which records its call stack while a heap scope is open |
//! | [`Dhat`](Mode::Dhat) | to the `dhat` crate, which does the same |
//!
//! `heapwise exec` has a whole program counted or recorded, from its first allocation to its exit.
//!
//! The measured scope is opened and closed by [`count::start`] and [`count::stop`] in the count
//! pass, and by `heap::HeapScope` in the heap pass. In every mode, each thread can also count its
//! own allocations with [`count()`](crate::count).

pub(crate) mod allocator;
#[doc(hidden)]
pub mod assertion;
#[cfg(counts_c_allocations)]
#[doc(hidden)]
pub mod c_allocations;
#[cfg(counts_c_allocations)]
mod c_detection;
pub mod count;
mod figures;
#[cfg(unix)]
mod fork;
pub mod freed_memory;
#[cfg(feature = "run")]
pub mod heap;
mod lock;
mod mode;
pub(crate) mod process;
#[cfg(has_recorder)]
mod recorder;
#[cfg(feature = "run")]
pub mod recording;
mod source;
mod tracking;
mod usable_size;
#[cfg(unix)]
mod whole_program;

pub use figures::{OutsideCounts, Totals};
pub use mode::{Mode, PROGRAM_VARIABLE, ProgramPass, WORKER_VARIABLE, remove_variables};
pub use process::{installed, mode};
pub use tracking::{TrackingPause, pause_tracking};

/// Counts what C code allocates. It needs Linux with glibc, linked dynamically.
#[cfg(not(counts_c_allocations))]
#[macro_export]
macro_rules! count_c_allocations {
    () => {
        compile_error!(
            "`heapwise::count_c_allocations!()` needs Linux with glibc, linked dynamically; put \
             `#[cfg(all(target_os = \"linux\", target_env = \"gnu\"))]` before it"
        );
    };
}
