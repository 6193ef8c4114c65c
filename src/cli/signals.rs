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

/// Makes a write past the limit on file sizes fail as on a full disk, instead of ending the program.
pub(super) fn survive_file_size_limits() {
    #[cfg(unix)]
    {
        let ignored = Arc::new(AtomicBool::new(false));
        let _uncaught = flag::register(nix::libc::SIGXFSZ, ignored);
    }
}
