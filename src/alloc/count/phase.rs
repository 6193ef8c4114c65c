//! Named parts of a measured scope.

use super::scopes;

/// Runs `work` as a phase: the timeline of the count pass shows when it began and ended, under
/// `name`.
///
/// Phases nest. Each thread has its own nesting. A phase whose `work` panics ends with the panic.
/// A scope stores its first 1000 phases. Without a timeline, that is, outside the count pass, a
/// phase costs one comparison. A phase never adds to the counted allocations.
///
/// ```
/// let squares = heapwise::phase("make the squares", || (0..1000).map(|n| n * n).collect::<Vec<u64>>());
/// let sum = heapwise::phase("add them up", || squares.iter().sum::<u64>());
/// assert_eq!(sum, 332_833_500);
/// ```
#[inline]
pub fn phase<T>(name: &'static str, work: impl FnOnce() -> T) -> T {
    let _phase = PhaseGuard::begin(name);
    work()
}

/// A phase that ends when the guard is dropped, for code that does not fit in a closure.
#[derive(Debug)]
#[must_use]
pub struct PhaseGuard {
    /// The phase's index in the scope's timeline, if it is stored there.
    index: Option<usize>,
}

impl PhaseGuard {
    /// Begins a phase, as [`phase`] does.
    #[inline]
    pub fn begin(name: &'static str) -> Self {
        let index = if scopes::has_timeline() {
            scopes::begin_phase(name)
        } else {
            None
        };
        Self { index }
    }
}

impl Drop for PhaseGuard {
    #[inline]
    fn drop(&mut self) {
        if let Some(index) = self.index {
            scopes::end_phase(index);
        }
    }
}
