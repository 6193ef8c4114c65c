//! A gate at which threads wait.

use std::sync::{Condvar, LockResult, Mutex, MutexGuard, PoisonError};

/// A closed gate, until it is opened.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<GateState>,
    /// Signalled when a thread begins to wait. Only one thread waits for that.
    arrived: Condvar,
    opened: Condvar,
}

#[derive(Debug, Default)]
struct GateState {
    waiting: u64,
    is_open: bool,
}

impl Gate {
    /// Waits until the gate is opened.
    pub(super) fn wait(&self) {
        let mut state = self.lock();
        state.waiting += 1;
        self.arrived.notify_one();
        while !state.is_open {
            state = unpoisoned(self.opened.wait(state));
        }
    }

    /// Waits until so many threads wait at the gate.
    pub(super) fn wait_for(&self, threads: u64) {
        let mut state = self.lock();
        while state.waiting < threads {
            state = unpoisoned(self.arrived.wait(state));
        }
    }

    /// Opens the gate.
    pub(super) fn open(&self) {
        self.lock().is_open = true;
        self.opened.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        unpoisoned(self.state.lock())
    }
}

/// The state, also if a thread panicked while it had it: no thread leaves it half changed.
fn unpoisoned<'a>(locked: LockResult<MutexGuard<'a, GateState>>) -> MutexGuard<'a, GateState> {
    locked.unwrap_or_else(PoisonError::into_inner)
}
