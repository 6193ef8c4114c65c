//! The allocator of this process: its mode, and what it wraps.
//!
//! The mode is read from the environment at the first allocation and never changes. It cannot be
//! read in `main`: the Rust runtime allocates before, and a block must go back to the allocator that
//! it came from.

#![allow(unsafe_code)] // The flag of a static allocator outlives any borrow.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::mode::Mode;
use super::tracking::{self, Tracking};

const UNDECIDED: u8 = u8::MAX;
const DECIDING: u8 = u8::MAX - 1;

/// A [`Mode`] as a number, [`UNDECIDED`] or [`DECIDING`].
static MODE: AtomicU8 = AtomicU8::new(UNDECIDED);
static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// The global allocator of this process, if it is [`crate::Alloc`].
struct Installed {
    wrapped_type: &'static str,
    has_usable_size: bool,
    is_idle: &'static AtomicBool,
}

/// Whether a counting scope is open.
static IS_COUNTING: AtomicBool = AtomicBool::new(false);

/// Whether every call goes to the recorder, and nowhere else.
static IS_RECORDING_ONLY: AtomicBool = AtomicBool::new(false);

/// The mode of this process: [`Mode::Off`] before the first allocation.
pub fn mode() -> Mode {
    decided_mode().unwrap_or(Mode::Off)
}

/// The mode of this process; `None` before the first allocation.
#[inline]
pub(super) fn decided_mode() -> Option<Mode> {
    let mode = MODE.load(Ordering::Relaxed);
    Mode::ALL.into_iter().find(|&known| known as u8 == mode)
}

/// Whether every call goes to the recorder, and nowhere else.
#[cfg(has_recorder)]
#[inline]
pub(super) fn is_recording_only() -> bool {
    IS_RECORDING_ONLY.load(Ordering::Relaxed)
}

/// Whether a counting scope is open.
#[inline]
pub(super) fn is_counting() -> bool {
    IS_COUNTING.load(Ordering::Relaxed)
}

/// The type name of the allocator that [`crate::Alloc`] wraps. `None` if this program's global
/// allocator is another one.
pub fn installed() -> Option<&'static str> {
    if INSTALLED.get().is_none() {
        allocate_once();
    }
    INSTALLED.get().map(|installed| installed.wrapped_type)
}

/// Checks that this program's global allocator is heapwise's.
///
/// # Panics
///
/// If it is another one. The message has the line that is missing.
#[track_caller]
pub(crate) fn assert_installed() {
    assert!(
        installed().is_some(),
        "cannot count allocations: this program's global allocator is not heapwise's; add \
         `#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();` \
         to the root of the crate that contains this test or benchmark"
    );
}

/// Whether the wrapped allocator reports how many bytes it takes for a block.
pub(super) fn has_usable_size() -> bool {
    INSTALLED
        .get()
        .is_some_and(|installed| installed.has_usable_size)
}

/// Updates the flags when a counting scope opens or closes. `Relaxed` is enough:
/// the thread that opened the scope sees its own store, and a thread that receives a block of the
/// scope is synchronized with it.
pub(super) fn set_counting(is_counting: bool) {
    IS_COUNTING.store(is_counting, Ordering::Relaxed);
    let is_recording_only = !is_counting && mode() == Mode::Recording;
    IS_RECORDING_ONLY.store(is_recording_only, Ordering::Relaxed);
    if let Some(installed) = INSTALLED.get() {
        let is_idle = !is_counting && mode() == Mode::Off;
        installed.is_idle.store(is_idle, Ordering::Relaxed);
    }
}

/// The mode of this process, decided now if this is its first allocation.
///
/// The arguments describe the allocator that calls: the type that it wraps, whether that reports
/// usable sizes, and its flag that is true while no instrument is active.
///
/// Deciding allocates. These blocks come from the wrapped allocator and return to it before the mode
/// is fixed. Other threads wait.
pub(super) fn decide_mode(
    wrapped_type: &'static str,
    has_usable_size: bool,
    is_idle: &AtomicBool,
) -> Mode {
    let first = MODE.compare_exchange(UNDECIDED, DECIDING, Ordering::Relaxed, Ordering::Relaxed);
    if first.is_ok() {
        return decide_now();
    }
    while MODE.load(Ordering::Relaxed) == DECIDING {
        if tracking::current() == Tracking::InInstrument {
            INSTALLED.get_or_init(|| Installed {
                wrapped_type,
                has_usable_size,
                // SAFETY: only `decide_now` reaches this line, through the global allocator, which
                // is a static: its fields live as long as the process.
                is_idle: unsafe { &*std::ptr::from_ref(is_idle) },
            });
            return Mode::Off;
        }
        std::hint::spin_loop();
    }
    mode()
}

fn decide_now() -> Mode {
    let _inside = tracking::enter_instrument();
    // The allocator that decides may be one that the program calls by hand. This allocation goes
    // to the global one, which then stores itself in `INSTALLED`.
    allocate_once();
    let mode = Mode::from_environment();
    MODE.store(mode as u8, Ordering::Relaxed);
    set_counting(false);
    mode
}

/// Makes one allocation that the compiler cannot remove.
fn allocate_once() {
    drop(std::hint::black_box(Box::new(0_u8)));
}
