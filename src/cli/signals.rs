//! Signals that stop the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use signal_hook::consts;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The signals that stop a run: Ctrl-C, `kill`, the end of the terminal, and Ctrl-\\.
#[cfg(unix)]
const STOPPING: [i32; 4] = [SIGINT, SIGTERM, consts::SIGHUP, consts::SIGQUIT];
#[cfg(not(unix))]
const STOPPING: [i32; 2] = [SIGINT, SIGTERM];

/// While this exists, the first of the signals that stop a run sets a flag; the second one ends the
/// program. One that the program was started to ignore, as by `nohup`, stays ignored.
pub(super) struct Stoppable {
    stop: Arc<AtomicBool>,
    ends_at_once: Arc<AtomicBool>,
}

impl Stoppable {
    /// Installs the signal handlers.
    pub(super) fn new() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let ends_at_once = Arc::new(AtomicBool::new(false));
        for signal in STOPPING.into_iter().filter(|&signal| !is_ignored(signal)) {
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

    /// From now on, a signal ends the program.
    pub(super) fn release(&self) {
        self.ends_at_once.store(true, Ordering::Relaxed);
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        self.release();
    }
}

/// Whether the program was started to ignore a signal. Known on Linux only.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    ignored.is_some_and(|set| set >> (signal - 1) & 1 == 1)
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
        let stopping = STOPPING.into_iter().map(Signal::try_from);
        let blocked: SigSet = stopping.filter_map(Result::ok).collect();
        let _as_inherited = blocked.thread_unblock();
    }
}
