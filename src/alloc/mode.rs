//! The process's mode: read from the environment at its first allocation, and fixed from then on.
//!
//! It cannot wait for `main`: a block that one allocator gave out must not go back to another, and
//! the Rust runtime allocates before `main` begins.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

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
static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// What is known of the global allocator, where that is [`crate::Alloc`].
struct Installed {
    inner: &'static str,
    tells_held: bool,
    is_idle: &'static AtomicBool,
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

/// Says whether a counting scope is open, in which case allocations are looked at in every mode. A
/// thread that has opened one, or has been handed a block of one, sees that it is so.
pub(super) fn watch(is_open: bool) {
    if let Some(installed) = INSTALLED.get() {
        let is_idle = !is_open && mode() == Mode::Off;
        installed.is_idle.store(is_idle, Ordering::Relaxed);
    }
}

/// The mode, decided now if this is the first allocation of the process. What looking it up
/// allocates goes straight to the wrapped allocator, and back to it before the mode is fixed; other
/// threads wait.
///
/// `is_idle` is where the allocator that asks looks whether nobody looks at it.
pub(super) fn decide(inner: &'static str, tells_held: bool, is_idle: &AtomicBool) -> Mode {
    let found = MODE.compare_exchange(UNDECIDED, DECIDING, Ordering::Relaxed, Ordering::Relaxed);
    if found.is_ok() {
        return decide_now();
    }
    while MODE.load(Ordering::Relaxed) == DECIDING {
        if tracking::current() == Tracking::Inside {
            INSTALLED.get_or_init(|| Installed {
                inner,
                tells_held,
                // SAFETY: only `decide_now` has come here, by way of the global allocator: that is
                // a static, and so is what it consists of.
                is_idle: unsafe { &*std::ptr::from_ref(is_idle) },
            });
            return Mode::Off;
        }
        std::hint::spin_loop();
    }
    mode()
}

fn decide_now() -> Mode {
    let _inside = tracking::inside();
    // The global allocator, which need not be the one that is asked, makes itself known.
    drop(std::hint::black_box(Box::new(0_u8)));
    let mode = from_environment();
    MODE.store(mode as u8, Ordering::Relaxed);
    watch(false);
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
