//! The instrument of the heap pass: records every allocation of a scope with its call stack.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::mode::Mode;
use super::recording::{Recording, Recursion};
#[cfg(has_dhat)]
use super::tracking;
#[cfg(has_recorder)]
use super::{fork, recorder};

/// What records a heap scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recorder {
    /// heapwise's own: exact, and fast enough for real programs. On Linux on x86_64.
    #[serde(rename = "heapwise")]
    Heapwise,
    /// The `dhat` crate: the reference, on every platform. Where heapwise has its own recorder, it
    /// needs the feature `dhat`.
    #[serde(rename = "dhat")]
    Dhat,
}

/// How to record a heap scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderSettings {
    /// What records.
    pub recorder: Recorder,
    /// How recursion in recorded stacks is stored. The `dhat` crate keeps it.
    pub recursion: Recursion,
    /// The most nodes in the tree of recorded stacks. Beyond, a block is attributed to the deepest
    /// known ancestor of its stack. The `dhat` crate has no limit.
    pub most_stack_nodes: usize,
}

/// An open heap scope: every allocation of the process is recorded.
#[derive(Debug)]
#[must_use]
pub enum HeapScope {
    /// heapwise's recorder is on.
    Heapwise,
    /// The `dhat` crate's profiler is on.
    #[cfg(has_dhat)]
    Dhat(dhat::Profiler),
}

impl Recorder {
    /// Every recorder.
    pub const ALL: [Self; 2] = [Self::Heapwise, Self::Dhat];

    /// The recorder of this platform, unless another one is asked for.
    pub const DEFAULT: Self = if cfg!(has_recorder) {
        Self::Heapwise
    } else {
        Self::Dhat
    };

    /// The name, on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heapwise => "heapwise",
            Self::Dhat => "dhat",
        }
    }

    /// What the recorder is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Heapwise => "heapwise's own: exact, and fast enough for real programs",
            Self::Dhat => "The `dhat` crate: the reference, 10 to 100 times slower",
        }
    }

    /// Whether this build has the recorder: heapwise's on its platform, and the `dhat` crate on any
    /// other one or with the feature `dhat`.
    pub fn is_available(self) -> bool {
        match self {
            Self::Heapwise => cfg!(has_recorder),
            Self::Dhat => cfg!(has_dhat),
        }
    }

    /// The mode of a process in which this recorder works.
    pub fn mode(self) -> Mode {
        match self {
            Self::Heapwise => Mode::Recording,
            Self::Dhat => Mode::Dhat,
        }
    }
}

impl Default for RecorderSettings {
    fn default() -> Self {
        Self {
            recorder: Recorder::DEFAULT,
            recursion: Recursion::default(),
            most_stack_nodes: 1_000_000,
        }
    }
}

impl HeapScope {
    /// Opens a scope. `outside` is a value of the caller that outlives the scope: if it lies on the
    /// stack of this thread, frames around it need not be examined at each allocation. The `dhat`
    /// crate writes its profile to `dhat_file` when the scope is closed.
    ///
    /// # Panics
    ///
    /// If a scope is open already, or the process is not in the mode of the recorder.
    pub fn open<T>(settings: RecorderSettings, dhat_file: PathBuf, outside: &T) -> Self {
        assert_eq!(
            super::mode(),
            settings.recorder.mode(),
            "the process was started for another instrument"
        );
        match settings.recorder {
            #[cfg(has_recorder)]
            Recorder::Heapwise => {
                fork::prepare();
                let anchor = std::ptr::from_ref(outside).addr();
                recorder::open(settings.recursion, settings.most_stack_nodes, anchor);
                Self::Heapwise
            }
            #[cfg(not(has_recorder))]
            Recorder::Heapwise => {
                unreachable!("this platform has no recorder but `dhat`: {outside:p}")
            }
            #[cfg(has_dhat)]
            Recorder::Dhat => Self::open_dhat(dhat_file),
            #[cfg(not(has_dhat))]
            Recorder::Dhat => unreachable!("no recorder for {}", dhat_file.display()),
        }
    }

    /// `dhat` records ten frames by default, which can miss the caller that matters.
    #[cfg(has_dhat)]
    fn open_dhat(file: PathBuf) -> Self {
        // Building the profiler takes dhat's lock. If this allocation were counted, this thread
        // would wait for the counting instrument's lock while a thread with that lock waits for
        // dhat's.
        let _inside = tracking::enter_instrument();
        let profiler = dhat::Profiler::builder()
            .file_name(file)
            .trim_backtraces(Some(usize::MAX))
            .build();
        Self::Dhat(profiler)
    }

    /// Closes the scope. Returns what heapwise's recorder found.
    ///
    /// The `dhat` crate writes its file instead. If it cannot, it prints a message to stderr and
    /// returns no error, so check that the file exists.
    pub fn close(self) -> Option<Recording> {
        match self {
            #[cfg(has_recorder)]
            Self::Heapwise => Some(recorder::close()),
            #[cfg(not(has_recorder))]
            Self::Heapwise => None,
            #[cfg(has_dhat)]
            Self::Dhat(profiler) => {
                // dhat prints while it holds its lock, for which every allocation waits. A thread
                // that allocates while it holds the lock of stderr would wait forever, so take that
                // lock first.
                let _stderr = std::io::stderr().lock();
                let _inside = tracking::enter_instrument();
                drop(profiler);
                None
            }
        }
    }
}
