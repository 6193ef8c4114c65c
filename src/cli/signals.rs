//! What the program does when it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};

/// A flag that Ctrl-C, a request to end and a closed terminal set, in place of ending the program.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    let signals = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
    #[cfg(not(unix))]
    let signals = [SIGINT, SIGTERM];
    for signal in signals {
        // A signal that cannot be caught ends the program as ever.
        let _uncaught = signal_hook::flag::register(signal, Arc::clone(&flag));
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
