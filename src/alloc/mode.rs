//! The process's mode: read from the environment at its first allocation, and fixed from then on.
//!
//! It cannot wait for `main`: a block that one allocator gave out must not go back to another, and
//! the Rust runtime allocates before `main` begins.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::tracking::{self, Tracking};

/// The environment variable that makes a process a worker; its value names the pass.
pub const WORKER_VARIABLE: &str = "HEAPWISE_WORKER";

/// What the allocator does for the whole life of its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    /// Nothing but to hand on.
    Off,
    /// Counts what is allocated in the measured scope.
    Count,
    /// Records where the measured scope allocates, through the `dhat` crate.
    Heap,
}

const UNDECIDED: u8 = u8::MAX;
const DECIDING: u8 = u8::MAX - 1;

static MODE: AtomicU8 = AtomicU8::new(UNDECIDED);
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
    drop(std::hint::black_box(Box::new(0_u8)));
    INSTALLED.get().map(|installed| installed.inner)
}

/// Whether the wrapped allocator tells how much it holds for a block.
pub(super) fn tells_held() -> bool {
    INSTALLED
        .get()
        .is_some_and(|installed| installed.tells_held)
}

/// Whether the mode is off for good, and not only while it is being decided.
pub(super) fn is_off() -> bool {
    MODE.load(Ordering::Relaxed) == Mode::Off as u8
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
    mode
}

fn from_environment() -> Mode {
    match std::env::var_os(WORKER_VARIABLE) {
        Some(pass) if pass == "count" || pass == "weigh" => Mode::Count,
        Some(pass) if pass == "heap" => Mode::Heap,
        _ => Mode::Off,
    }
}

fn from_code(code: u8) -> Mode {
    match code {
        code if code == Mode::Count as u8 => Mode::Count,
        code if code == Mode::Heap as u8 => Mode::Heap,
        _ => Mode::Off,
    }
}
