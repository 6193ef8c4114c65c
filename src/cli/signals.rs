//! What the program does when it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};

/// A flag that Ctrl-C and a request to end set, in place of ending the program; the second one
/// ends it.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // A signal that cannot be caught ends the program as ever.
        let _uncaught =
            signal_hook::flag::register_conditional_shutdown(signal, 2, Arc::clone(&flag))
                .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)));
    }
    flag
}

/// Has a file that grows past the limit on its size fail as a full disk does, in place of ending
/// the program.
pub(super) fn survive_file_size_limits() {
    #[cfg(unix)]
    {
        let ignored = Arc::new(AtomicBool::new(false));
        let _uncaught = signal_hook::flag::register(nix::libc::SIGXFSZ, ignored);
    }
}
