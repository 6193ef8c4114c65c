//! Signals that stop the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// While this exists, the first SIGINT (Ctrl-C) or SIGTERM sets a flag; the second one ends the program.
pub(super) struct Stoppable {
    stop: Arc<AtomicBool>,
    ends_at_once: Arc<AtomicBool>,
}

impl Stoppable {
    /// Installs the signal handlers.
    pub(super) fn new() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let ends_at_once = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // The order matters: the first signal must not find `ends_at_once` set. If a handler
            // cannot be installed, the signal ends the program as usual.
            let _uncaught = flag::register_conditional_shutdown(signal, 2, ends_at_once.clone())
                .and_then(|_| flag::register(signal, stop.clone()))
                .and_then(|_| flag::register(signal, ends_at_once.clone()));
        }
        Self { stop, ends_at_once }
    }

    /// The flag that the first signal sets.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.stop
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        self.ends_at_once.store(true, Ordering::Relaxed);
    }
}

/// Resets what the program inherited from the one that started it, where that would prevent it from
/// working. It may ignore the end of its children, or block the signals that stop it. And a write past
/// the limit on file sizes is made to fail as on a full disk, instead of ending the program.
pub(super) fn reset_inherited() {
    #[cfg(unix)]
    {
        use nix::sys::signal::{SigSet, Signal};
        let handled = Arc::new(AtomicBool::new(false));
        for signal in [nix::libc::SIGXFSZ, nix::libc::SIGCHLD] {
            let _as_inherited = flag::register(signal, handled.clone());
        }
        let stopping = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGCHLD];
        let _as_inherited = SigSet::from_iter(stopping).thread_unblock();
    }
}
