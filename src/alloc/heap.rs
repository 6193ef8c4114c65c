//! The heap instrument: the `dhat` crate's profiler, open for the length of the measured scope.

use std::path::Path;

use super::tracking;

/// An open scope of the heap pass. Closing it writes the profile.
#[derive(Debug)]
#[must_use]
pub struct Scope {
    profiler: dhat::Profiler,
}

impl Scope {
    /// Starts to record every allocation of the process, with its whole backtrace: dhat's own
    /// default of ten frames may lose the caller that matters.
    ///
    /// # Panics
    ///
    /// If a scope is open already: dhat runs one profiler at a time.
    pub fn open(profile: &Path) -> Self {
        // dhat holds its lock, for which a thread may wait that holds the counting instrument's.
        let _inside = tracking::inside();
        let profiler = dhat::Profiler::builder()
            .file_name(profile)
            .trim_backtraces(Some(usize::MAX))
            .build();
        Self { profiler }
    }

    /// Stops recording and writes the profile. dhat tells a failure to write on stderr only:
    /// whoever reads the file finds out.
    pub fn close(self) {
        // dhat prints while every allocation waits for it. A thread that allocates while it prints
        // must not have stderr then.
        let _stderr = std::io::stderr().lock();
        let _inside = tracking::inside();
        drop(self.profiler);
    }
}
