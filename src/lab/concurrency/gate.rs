//! A gate at which threads wait.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A closed gate, until it is opened.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
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
        self.changed.notify_all();
        while !state.is_open {
            state = self.wait_for_change(state);
        }
    }

    /// Waits until so many threads wait at the gate.
    pub(super) fn wait_for(&self, threads: u64) {
        let mut state = self.lock();
        while state.waiting < threads {
            state = self.wait_for_change(state);
        }
    }

    /// Opens the gate.
    pub(super) fn open(&self) {
        self.lock().is_open = true;
        self.changed.notify_all();
    }

    fn wait_for_change<'a>(&self, state: MutexGuard<'a, GateState>) -> MutexGuard<'a, GateState> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
