//! Named stretches of a measured scope.

use std::sync::atomic::{AtomicBool, Ordering};

use super::count;

/// Whether a timeline is being recorded.
pub(super) static IS_RECORDED: AtomicBool = AtomicBool::new(false);

/// Names the stretch of a variant that `work` takes: the timeline of the count pass shows it.
///
/// Phases nest. Those of another thread nest by themselves, and lie beside these. One that panics
/// has ended. The first 1000 of a scope are kept. Where no timeline is recorded, which is everywhere
/// but in the count pass, it costs one comparison; it allocates nothing that is ever counted.
///
/// ```
/// let squares = heapwise::phase("make the squares", || (0..1000).map(|n| n * n).collect::<Vec<u64>>());
/// let sum = heapwise::phase("add them up", || squares.iter().sum::<u64>());
/// assert_eq!(sum, 332_833_500);
/// ```
#[inline]
pub fn phase<T>(name: &'static str, work: impl FnOnce() -> T) -> T {
    let _phase = InPhase::begin(name);
    work()
}

/// A phase that lasts until this is dropped: for a stretch that is no closure.
#[derive(Debug)]
#[must_use]
pub struct InPhase {
    /// Its place among the scope's phases, where it is recorded.
    place: Option<usize>,
}

impl InPhase {
    /// Begins a phase, as [`phase`] does.
    #[inline]
    pub fn begin(name: &'static str) -> Self {
        let place = match IS_RECORDED.load(Ordering::Relaxed) {
            true => count::begin_phase(name),
            false => None,
        };
        Self { place }
    }
}

impl Drop for InPhase {
    #[inline]
    fn drop(&mut self) {
        if let Some(place) = self.place {
            count::end_phase(place);
        }
    }
}
