//! Waiting while another program disturbs the processor.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The longest wait before a worker.
const LONGEST: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(20);
/// All waits of a run take at most this part of its time.
const MOST_OF_RUN: u32 = 5;

/// How long a run waits until the processor is no longer disturbed. Other programs often disturb it for a second
/// or two, which makes all times of a worker useless; if they always do, waiting is of no use.
pub(super) struct Patience {
    began: Instant,
    waited: Duration,
    /// The longest next wait. It is halved if the processor was still disturbed after a wait.
    longest: Duration,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            waited: Duration::ZERO,
            longest: LONGEST,
        }
    }

    /// Waits until `is_disturbed` is false, the run is interrupted, or patience is at its end.
    pub(super) fn wait(&mut self, interrupted: &AtomicBool, is_disturbed: impl Fn() -> bool) {
        let started = Instant::now();
        let left = (self.began.elapsed() / MOST_OF_RUN).saturating_sub(self.waited);
        let longest = self.longest.min(left);
        let mut is_still_disturbed = is_disturbed();
        while is_still_disturbed
            && started.elapsed() < longest
            && !interrupted.load(Ordering::Relaxed)
        {
            thread::sleep(STEP);
            is_still_disturbed = is_disturbed();
        }
        self.waited += started.elapsed();
        self.longest = if is_still_disturbed {
            self.longest / 2
        } else {
            LONGEST
        };
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn after(seconds: u64) -> Patience {
        Patience {
            began: Instant::now() - Duration::from_secs(seconds),
            ..Patience::new()
        }
    }

    #[test]
    fn a_run_waits_until_the_processor_is_no_longer_disturbed() {
        let (mut patience, left) = (after(1000), Cell::new(3));
        let is_disturbed = || left.replace(left.get() - 1) > 0;
        patience.wait(&AtomicBool::new(false), is_disturbed);
        assert_eq!(left.get(), -1);
        assert!(patience.waited >= 3 * STEP);
        assert_eq!(patience.longest, LONGEST);
    }

    #[test]
    fn a_run_at_its_beginning_and_an_interrupted_one_do_not_wait() {
        for (mut patience, is_interrupted) in [(after(0), false), (after(1000), true)] {
            let times = Cell::new(0);
            patience.wait(&AtomicBool::new(is_interrupted), || {
                times.set(times.get() + 1);
                true
            });
            assert_eq!(times.get(), 1);
        }
    }

    #[test]
    fn where_the_processor_is_always_disturbed_waits_become_short() {
        let mut patience = after(1000);
        for _ in 0..20 {
            patience.wait(&AtomicBool::new(false), || true);
        }
        assert!(patience.waited >= 2 * LONGEST - LONGEST / 8);
        assert!(patience.longest < STEP);
        patience.wait(&AtomicBool::new(false), || false);
        assert_eq!(patience.longest, LONGEST);
    }
}
