//! The process's mode: read from the environment at its first allocation, and fixed from then on.
//!
//! It cannot wait for `main`: a block that one allocator gave out must not go back to another, and
//! the Rust runtime allocates before `main` begins.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use super::tracking::{self, Tracking};

/// The environment variable that makes a process a worker; its value names the pass.
pub const WORKER_VARIABLE: &str = "HEAPWISE_WORKER";

/// What the allocator does for the whole life of its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    /// Hands on, and counts where a scope is open.
    Off,
    /// Records where the measured scope allocates, through the `dhat` crate.
    Heap,
}

const UNDECIDED: u8 = u8::MAX;
const DECIDING: u8 = u8::MAX - 1;

static MODE: AtomicU8 = AtomicU8::new(UNDECIDED);
/// Why allocations are looked at: a mode that is not known to be off, and each scope that is open.
static REASONS: AtomicUsize = AtomicUsize::new(1);
static INSTALLED: OnceLock<Installed> = OnceLock::new();

struct Installed {
    inner: &'static str,
    tells_held: bool,
}

/// The mode of this process: off until [`crate::Alloc`] has been asked for a first block.
pub fn mode() -> Mode {
    from_code(MODE.load(Ordering::Relaxed))
}

/// The type of the allocator that [`crate::Alloc`] wraps, where it is this program's global one.
pub fn installed() -> Option<&'static str> {
    if INSTALLED.get().is_none() {
        drop(std::hint::black_box(Box::new(0_u8)));
    }
    INSTALLED.get().map(|installed| installed.inner)
}

/// Whether the wrapped allocator tells how much it holds for a block.
pub(super) fn tells_held() -> bool {
    INSTALLED
        .get()
        .is_some_and(|installed| installed.tells_held)
}

/// Whether anyone looks at allocations. A thread that has opened a scope, or that has heard of a
/// block of one, sees that it is so: no more than the one number is read.
#[inline]
pub(super) fn is_watched() -> bool {
    REASONS.load(Ordering::Relaxed) != 0
}

/// From here until [`unwatch`], allocations are looked at in every mode.
pub(super) fn watch() {
    REASONS.fetch_add(1, Ordering::Relaxed);
}

/// Ends what one [`watch`] began.
pub(super) fn unwatch() {
    REASONS.fetch_sub(1, Ordering::Relaxed);
}

/// The mode, decided now if this is the first allocation of the process. What looking it up
/// allocates goes straight to the wrapped allocator, and back to it before the mode is fixed; other
/// threads wait.
pub(super) fn decide(inner: &'static str, tells_held: bool) -> Mode {
    let found = MODE.compare_exchange(UNDECIDED, DECIDING, Ordering::Relaxed, Ordering::Relaxed);
    if found.is_err() {
        while MODE.load(Ordering::Relaxed) == DECIDING && tracking::current() != Tracking::Inside {
            std::hint::spin_loop();
        }
        return mode();
    }
    let _inside = tracking::inside();
    let mode = from_environment();
    INSTALLED.get_or_init(|| Installed { inner, tells_held });
    MODE.store(mode as u8, Ordering::Relaxed);
    if mode == Mode::Off {
        unwatch();
    }
    mode
}

fn from_environment() -> Mode {
    match std::env::var_os(WORKER_VARIABLE) {
        Some(pass) if pass == "heap" => Mode::Heap,
        _ => Mode::Off,
    }
}

fn from_code(code: u8) -> Mode {
    match code {
        code if code == Mode::Heap as u8 => Mode::Heap,
        _ => Mode::Off,
    }
}
