//! The instrument of the heap pass: the `dhat` crate's profiler.

use std::path::Path;

use super::tracking;

/// An open profiled scope. Closing it writes the profile.
#[derive(Debug)]
#[must_use]
pub struct ProfiledScope {
    profiler: dhat::Profiler,
}

impl ProfiledScope {
    /// Opens a scope: from now on, every allocation of the process is recorded with its whole
    /// backtrace. (`dhat` records ten frames by default, which can miss the caller that matters.)
    /// [`close`](Self::close) writes the profile to `profile`.
    ///
    /// # Panics
    ///
    /// If a scope is open already: `dhat` runs one profiler at a time.
    pub fn open(profile: &Path) -> Self {
        // Building the profiler takes dhat's lock. If this allocation were counted, this thread
        // would wait for the counting instrument's lock while a thread with that lock waits for
        // dhat's.
        let _inside = tracking::enter_instrument();
        let profiler = dhat::Profiler::builder()
            .file_name(profile)
            .trim_backtraces(Some(usize::MAX))
            .build();
        Self { profiler }
    }

    /// Stops recording and writes the profile. If `dhat` cannot write the file, it prints a message
    /// to stderr and returns no error, so check that the file exists.
    pub fn close(self) {
        // dhat prints while it holds its lock, for which every allocation waits. A thread that
        // allocates while it holds the lock of stderr would wait forever, so take that lock first.
        let _stderr = std::io::stderr().lock();
        let _inside = tracking::enter_instrument();
        drop(self.profiler);
    }
}
