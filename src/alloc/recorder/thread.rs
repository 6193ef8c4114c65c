//! What the recorder stores for each thread.

#![allow(unsafe_code)] // A thread-local pointer to memory that outlives the thread.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use crate::alloc::lock::SpinLock;
use crate::alloc::tracking;

use super::block::BlockKind;
use super::stack::Stack;
use super::stack_memory::StackMemory;
use super::tree::{NodeId, ROOT};

/// The fewest and the most remembered children of the tree.
const FEWEST_CHILDREN: usize = 128;
const MOST_CHILDREN: usize = 8192;

/// The recorder's state of one thread.
pub(super) struct ThreadState {
    pub(super) stack: Stack,
    pub(super) children: ChildCache,
    /// The scope that the state is for.
    scope: u32,
    /// The scope that the state is for, if the thread has had events of C code only.
    outside_scope: u32,
    /// For each kind of block the address of the one that the thread allocated last; 0 if it is freed.
    pub(super) last_blocks: [usize; 2],
}

impl ThreadState {
    fn new() -> Self {
        Self {
            stack: Stack::new(),
            children: ChildCache::new(),
            scope: 0,
            outside_scope: 0,
            last_blocks: [0; 2],
        }
    }

    /// Prepares the state for a scope, and for the current thread.
    #[cold]
    fn reset(&mut self, scope: u32) {
        if !is_known(scope) {
            START.set((scope, ROOT));
        }
        let (_, outermost) = START.get();
        self.clear(StackMemory::of_current_thread(), outermost);
        self.scope = scope;
    }

    /// Prepares the state for events of C code before others. It is not known yet where the thread was
    /// started.
    #[cold]
    fn reset_for_outside(&mut self, scope: u32) {
        // C code may hold locks of the C library, which that takes to report a stack.
        self.clear(StackMemory::default(), ROOT);
        self.outside_scope = scope;
    }

    fn clear(&mut self, memory: StackMemory, outermost: NodeId) {
        self.stack.reset(memory, outermost);
        self.children.clear();
        self.last_blocks = [0; 2];
    }
}

/// Some children of the tree, so that most captures need not take its lock. A thread with few stacks
/// needs few.
pub(super) struct ChildCache {
    /// A power of two.
    children: Vec<Child>,
    /// How often a child was not remembered, since the cache has this size.
    misses: usize,
}

#[derive(Clone, Copy, Default)]
struct Child {
    parent: NodeId,
    node: NodeId,
    return_address: usize,
}

impl ChildCache {
    fn new() -> Self {
        Self {
            children: vec![Child::default(); FEWEST_CHILDREN],
            misses: 0,
        }
    }

    fn clear(&mut self) {
        self.children.fill(Child::default());
        self.misses = 0;
    }

    /// The child of `parent` with this return address, found by `find` if it is not remembered.
    #[inline]
    pub(super) fn get(
        &mut self,
        parent: NodeId,
        return_address: usize,
        find: impl FnOnce() -> NodeId,
    ) -> NodeId {
        let cached = self.slot(parent, return_address);
        if cached.parent == parent && cached.return_address == return_address {
            return cached.node;
        }
        self.note_miss();
        let node = find();
        *self.slot(parent, return_address) = Child {
            parent,
            node,
            return_address,
        };
        node
    }

    #[inline]
    fn slot(&mut self, parent: NodeId, return_address: usize) -> &mut Child {
        let mixed = (return_address ^ (parent as usize) << 20).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bits = self.children.len().ilog2();
        &mut self.children[mixed >> (usize::BITS - bits)]
    }

    /// Makes the cache larger if it is too small for the thread's stacks.
    #[cold]
    fn note_miss(&mut self) {
        self.misses += 1;
        if self.misses > self.children.len() && self.children.len() < MOST_CHILDREN {
            let larger = 8 * self.children.len();
            self.children = vec![Child::default(); larger];
            self.misses = 0;
        }
    }
}

/// States of threads that have ended, for others to use.
static UNUSED: SpinLock<Vec<UnusedState>> = SpinLock::new(Vec::new());

/// The state of a thread that has ended. It never moves.
struct UnusedState(Box<ThreadState>);

thread_local! {
    static STATE: Cell<*mut ThreadState> = const { Cell::new(std::ptr::null_mut()) };
    /// The scope of the thread's last event, and the node around its outermost frame. They outlive the
    /// state, which a thread that is ending gives back.
    static START: Cell<(u32, NodeId)> = const { Cell::new((0, ROOT)) };
    static END: ThreadEnd = const { ThreadEnd };
}

/// The state of the current thread.
pub(super) struct CurrentState {
    state: *mut ThreadState,
    /// Whether the thread is ending and keeps no state: nothing would give it back.
    is_temporary: bool,
}

/// The state of the current thread, prepared for `scope`. The caller has excluded that the recorder
/// runs on this thread already.
#[inline(always)]
pub(super) fn current_state(scope: u32) -> CurrentState {
    let mut current = state_as_it_is();
    if current.scope != scope {
        current.reset(scope);
    }
    current
}

/// As [`current_state`], for an event of C code.
pub(super) fn current_state_for_outside(scope: u32) -> CurrentState {
    let mut current = state_as_it_is();
    if current.scope != scope && current.outside_scope != scope {
        current.reset_for_outside(scope);
    }
    current
}

#[inline(always)]
fn state_as_it_is() -> CurrentState {
    let state = STATE.get();
    if state.is_null() {
        return new_state();
    }
    CurrentState {
        state,
        is_temporary: false,
    }
}

impl Deref for CurrentState {
    type Target = ThreadState;

    #[inline(always)]
    fn deref(&self) -> &ThreadState {
        // SAFETY: the pointer is from `Box::into_raw`, only this thread has it, and the caller of
        // `current_state` promises that no other borrow of it exists.
        unsafe { &*self.state }
    }
}

impl DerefMut for CurrentState {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut ThreadState {
        // SAFETY: as in `deref`.
        unsafe { &mut *self.state }
    }
}

impl Drop for CurrentState {
    #[inline(always)]
    fn drop(&mut self) {
        if self.is_temporary {
            give_back(self.state);
        }
    }
}

/// Whether the block at this address is the one of its kind that the current thread allocated last. It
/// is not, from then on. `None` if the thread has no state for `scope` yet.
#[inline]
pub(super) fn take_last_block(scope: u32, kind: BlockKind, address: usize) -> Option<bool> {
    let state = STATE.get();
    // SAFETY: as in `CurrentState::deref`.
    let state = unsafe { state.as_mut() }?;
    let is_prepared = match kind {
        BlockKind::Heap => state.scope == scope,
        BlockKind::Outside => state.scope == scope || state.outside_scope == scope,
    };
    if !is_prepared {
        return None;
    }
    let last_block = &mut state.last_blocks[kind as usize];
    let is_last = *last_block == address;
    if is_last {
        *last_block = 0;
    }
    Some(is_last)
}

/// Whether the current thread has had an event in this scope.
pub(super) fn is_known(scope: u32) -> bool {
    START.get().0 == scope
}

/// Sets where the current thread was started. It must have had no event in this scope.
pub(super) fn set_start(scope: u32, node: NodeId) {
    START.set((scope, node));
}

/// The system's number of the current thread.
pub(super) fn current_id() -> libc::pid_t {
    // SAFETY: the call has no arguments and cannot fail.
    unsafe { libc::syscall(libc::SYS_gettid) as libc::pid_t }
}

/// The numbers of all threads of the process. `None` if the system does not list them, or lists those of
/// another namespace.
pub(super) fn all_ids() -> Option<Vec<libc::pid_t>> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let id = |thread: std::io::Result<std::fs::DirEntry>| {
        thread.ok()?.file_name().to_str()?.parse().ok()
    };
    let ids: Vec<libc::pid_t> = threads.map(id).collect::<Option<_>>()?;
    ids.contains(&current_id()).then_some(ids)
}

#[cold]
#[inline(never)]
fn new_state() -> CurrentState {
    let unused = UNUSED.lock().pop();
    let state = unused.map_or_else(|| Box::new(ThreadState::new()), |unused| unused.0);
    let state = Box::into_raw(state);
    // SAFETY: the pointer is valid, and nothing else has it. The scope 0 is never open, so the state
    // will be prepared for this thread.
    unsafe {
        (*state).scope = 0;
        (*state).outside_scope = 0;
    }
    let is_temporary = END.try_with(|_| ()).is_err();
    if !is_temporary {
        STATE.set(state);
    }
    CurrentState {
        state,
        is_temporary,
    }
}

#[cold]
fn give_back(state: *mut ThreadState) {
    // SAFETY: the pointer is from `Box::into_raw`, and its thread uses it no more.
    let state = unsafe { Box::from_raw(state) };
    UNUSED.lock().push(UnusedState(state));
}

/// Gives the thread's state back when the thread ends.
struct ThreadEnd;

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        let _inside = tracking::enter_instrument();
        let state = STATE.replace(std::ptr::null_mut());
        if !state.is_null() {
            give_back(state);
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
