//! What the program does when it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// While it stands, Ctrl-C and a request to end set a flag in place of ending the program; the
/// second one ends it.
pub(super) struct Stoppable {
    stop: Arc<AtomicBool>,
    ends_at_once: Arc<AtomicBool>,
}

impl Stoppable {
    /// From here on the flag is set instead.
    pub(super) fn new() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let ends_at_once = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order. A signal that cannot be caught ends the program as ever.
            let _uncaught = flag::register_conditional_shutdown(signal, 2, ends_at_once.clone())
                .and_then(|_| flag::register(signal, stop.clone()))
                .and_then(|_| flag::register(signal, ends_at_once.clone()));
        }
        Self { stop, ends_at_once }
    }

    /// The flag.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.stop
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        self.ends_at_once.store(true, Ordering::Relaxed);
    }
}

/// Has a file that grows past the limit on its size fail as a full disk does, in place of ending
/// the program.
pub(super) fn survive_file_size_limits() {
    #[cfg(unix)]
    {
        let ignored = Arc::new(AtomicBool::new(false));
        let _uncaught = flag::register(nix::libc::SIGXFSZ, ignored);
    }
}
