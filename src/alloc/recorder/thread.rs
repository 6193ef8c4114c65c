//! What the recorder stores for each thread.

#![allow(unsafe_code)] // A thread-local pointer to memory that outlives the thread.

use std::cell::Cell;

use super::lock::SpinLock;
use super::stack::Stack;
use super::tree::NodeId;

/// The number of remembered children of the tree.
const CHILDREN: usize = 1024;

/// The recorder's state of one thread.
pub(super) struct ThreadState {
    pub(super) stack: Stack,
    pub(super) children: ChildCache,
    /// The scope that the state is for.
    pub(super) scope: u32,
    /// The address of the block that the thread allocated last; 0 if it is freed.
    pub(super) last_block: usize,
}

impl ThreadState {
    fn new() -> Self {
        Self {
            stack: Stack::new(),
            children: ChildCache(vec![Child::default(); CHILDREN]),
            scope: 0,
            last_block: 0,
        }
    }

    /// Prepares the state for a scope, and for the current thread.
    #[cold]
    fn reset(&mut self, scope: u32) {
        self.stack.reset();
        self.children.0.fill(Child::default());
        self.scope = scope;
        self.last_block = 0;
    }
}

/// Some children of the tree, so that most captures need not take its lock.
pub(super) struct ChildCache(Vec<Child>);

#[derive(Clone, Copy, Default)]
struct Child {
    parent: NodeId,
    node: NodeId,
    return_address: usize,
}

impl ChildCache {
    /// The child of `parent` with this return address, found by `find` if it is not remembered.
    #[inline]
    pub(super) fn get(
        &mut self,
        parent: NodeId,
        return_address: usize,
        find: impl FnOnce() -> NodeId,
    ) -> NodeId {
        let mixed = (return_address ^ (parent as usize) << 20).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let cached = &mut self.0[mixed >> (usize::BITS - CHILDREN.ilog2())];
        if cached.parent != parent || cached.return_address != return_address {
            *cached = Child {
                parent,
                node: find(),
                return_address,
            };
        }
        cached.node
    }
}

/// States of threads that have ended, for others to use.
static UNUSED: SpinLock<Vec<Box<ThreadState>>> = SpinLock::new(Vec::new());

thread_local! {
    static STATE: Cell<*mut ThreadState> = const { Cell::new(std::ptr::null_mut()) };
    static END: ThreadEnd = const { ThreadEnd };
}

/// Calls `work` with the state of the current thread, prepared for `scope`. The caller has excluded
/// that the recorder runs on this thread already.
#[inline]
pub(super) fn with_state<T>(scope: u32, work: impl FnOnce(&mut ThreadState) -> T) -> T {
    let state = STATE.get();
    if state.is_null() {
        return with_new_state(scope, work);
    }
    // SAFETY: the pointer is from `Box::into_raw`, only this thread has it, and the caller promises
    // that no other borrow of it exists.
    let state = unsafe { &mut *state };
    if state.scope != scope {
        state.reset(scope);
    }
    work(state)
}

/// Whether the block at this address is the one that the current thread allocated last. It is not,
/// from then on.
#[inline]
pub(super) fn take_last_block(address: usize) -> bool {
    let state = STATE.get();
    if state.is_null() {
        return false;
    }
    // SAFETY: as in `with_state`.
    let last_block = unsafe { &mut (*state).last_block };
    let is_last = *last_block == address;
    if is_last {
        *last_block = 0;
    }
    is_last
}

#[cold]
fn with_new_state<T>(scope: u32, work: impl FnOnce(&mut ThreadState) -> T) -> T {
    let unused = UNUSED.lock().pop();
    let mut state = unused.unwrap_or_else(|| Box::new(ThreadState::new()));
    state.reset(scope);
    let result = work(&mut state);
    // A thread that is ending keeps no state: nothing would give it back.
    if END.try_with(|_| ()).is_ok() {
        STATE.set(Box::into_raw(state));
    } else {
        UNUSED.lock().push(state);
    }
    result
}

/// Gives the thread's state back when the thread ends.
struct ThreadEnd;

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        let _inside = crate::alloc::tracking::enter_instrument();
        let state = STATE.replace(std::ptr::null_mut());
        if !state.is_null() {
            // SAFETY: the pointer is from `Box::into_raw`, and nothing else has it any more.
            UNUSED.lock().push(unsafe { Box::from_raw(state) });
        }
    }
}

/// The lock of the unused states, for the handlers of `fork`.
pub(super) fn acquire() {
    UNUSED.acquire();
}

/// Releases the lock of the unused states.
pub(super) fn release() {
    UNUSED.release();
}
