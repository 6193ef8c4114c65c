//! The recorder of the heap pass: every allocation of a scope with its call stack.
//!
//! Exact as DHAT is exact, at a cost that the work can bear. `docs/recorder.md` describes how.
//!
//! - [`block`]: the tag behind each block;
//! - [`stack`]: captures the call stack of a thread, with [`unwind`], [`rule`] and [`modules`];
//! - [`tree`]: the distinct stacks, with recursion folded;
//! - [`account`]: the program points, their figures, and the peak;
//! - [`ledger`]: the open scope, with an account of the heap and one of C code's blocks;
//! - [`outside`]: records C code's blocks.

#![allow(unsafe_code)] // Reads registers, and handles blocks of the allocator.

mod account;
mod block;
mod cycle_counter;
mod ledger;
mod modules;
#[cfg(counts_c_allocations)]
pub(super) mod outside;
mod recording;
mod rule;
mod stack;
mod stack_memory;
mod thread;
mod tree;
mod unwind;

use std::alloc::{GlobalAlloc, Layout};
use std::arch::asm;
use std::sync::atomic::{AtomicU32, Ordering};

use super::lock::SpinLock;
use super::recording::{Recording, Recursion};
use super::tracking::{self, Tracking};
use block::{BlockKind, BlockTag};
use ledger::Ledger;
use thread::ThreadState;
use tree::{NodeId, ROOT, Tree};
use unwind::Registers;

/// The bytes that the recorder adds to each block.
pub(super) const TAG_BYTES: usize = size_of::<BlockTag>();

static LEDGER: SpinLock<Ledger> = SpinLock::new(Ledger::CLOSED);

/// The number of the open scope; 0 while none is open.
static OPEN_SCOPE: AtomicU32 = AtomicU32::new(0);
static LAST_SCOPE: AtomicU32 = AtomicU32::new(0);

/// Opens the scope. `anchor` is an address in a frame of the current thread's stack that outlives
/// the scope; any other address is valid too, but makes captures slower.
///
/// # Panics
///
/// If a scope is open already.
pub(super) fn open(recursion: Recursion, most_nodes: usize, anchor: usize) {
    assert!(
        OPEN_SCOPE.load(Ordering::Relaxed) == 0,
        "a recording scope is open already"
    );
    let _inside = tracking::enter_instrument();
    #[cfg(counts_c_allocations)]
    super::c_detection::detect();
    modules::refresh();
    rule::forget_all();
    let scope = LAST_SCOPE.fetch_add(1, Ordering::Relaxed) + 1;
    let registers = Registers::current();
    let mut state = thread::current_state(scope);
    state.stack.set_outside(registers, anchor);
    drop(state);
    let threads = thread::all_ids();
    let ledger = Ledger::new(scope, Tree::new(recursion, most_nodes), threads);
    LEDGER.bias();
    *LEDGER.lock() = ledger;
    OPEN_SCOPE.store(scope, Ordering::Release);
}

/// Closes the scope and returns what it recorded.
///
/// # Panics
///
/// If it is not open.
pub(super) fn close() -> Recording {
    let _inside = tracking::enter_instrument();
    let scope = OPEN_SCOPE.swap(0, Ordering::Relaxed);
    assert!(scope != 0, "no recording scope is open");
    let ledger = std::mem::replace(&mut *LEDGER.lock(), Ledger::CLOSED);
    recording::from_ledger(ledger, counts_outside())
}

/// Whether C's allocator is recorded too.
#[inline(always)]
fn counts_outside() -> bool {
    #[cfg(counts_c_allocations)]
    return super::c_detection::is_installed();
    #[cfg(not(counts_c_allocations))]
    false
}

/// Allocates a block, and records it if a scope is open.
///
/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[inline(never)]
pub(super) unsafe fn alloc(inner: &dyn GlobalAlloc, layout: Layout, is_zeroed: bool) -> *mut u8 {
    // SAFETY: the caller's promise is passed on, and the tag is that of a new block.
    unsafe {
        let ptr = call_wrapped(|| block::alloc(inner, layout, is_zeroed));
        if !ptr.is_null() {
            let tag = record_allocation(Registers::current(), ptr, layout.size());
            block::set_tag(ptr, layout.size(), tag);
        }
        ptr
    }
}

/// Frees a block, and records that if its scope is open.
///
/// # Safety
///
/// As for [`GlobalAlloc::dealloc`].
#[inline(never)]
pub(super) unsafe fn dealloc(inner: &dyn GlobalAlloc, ptr: *mut u8, layout: Layout) {
    // SAFETY: the caller's promise is passed on; every block has a tag.
    unsafe {
        let tag = known_tag(ptr, layout.size());
        if tag.point != 0 {
            record_free(tag, ptr, layout.size());
        }
        call_wrapped(|| block::dealloc(inner, ptr, layout));
    }
}

/// Reallocates a block, and records that if a scope is open.
///
/// # Safety
///
/// As for [`GlobalAlloc::realloc`].
#[inline(never)]
pub(super) unsafe fn realloc(
    inner: &dyn GlobalAlloc,
    ptr: *mut u8,
    layout: Layout,
    new_size: usize,
) -> *mut u8 {
    // SAFETY: the caller's promise is passed on; every block has a tag.
    unsafe {
        let mut tag = known_tag(ptr, layout.size());
        let new_ptr = call_wrapped(|| block::realloc(inner, ptr, layout, new_size));
        if new_ptr.is_null() {
            return new_ptr;
        }
        if !record_reallocation(tag, new_ptr, layout.size(), new_size) {
            tag = record_allocation(Registers::current(), new_ptr, new_size);
        }
        block::set_tag(new_ptr, new_size, tag);
        new_ptr
    }
}

/// The tag of a block that the program says is of this size. One of no program point if that is wrong.
///
/// # Safety
///
/// As for [`block::tag`].
#[inline(always)]
unsafe fn known_tag(ptr: *mut u8, size: usize) -> BlockTag {
    // SAFETY: the caller's promise is passed on.
    let tag = unsafe { block::tag(ptr, size) };
    if tag.scope > LAST_SCOPE.load(Ordering::Relaxed) {
        note_wrong_size();
        return BlockTag::default();
    }
    tag
}

#[cold]
fn note_wrong_size() {
    let _inside = tracking::enter_instrument();
    LEDGER.lock().wrong_sizes += 1;
}

/// Calls a function of the wrapped allocator. If C's allocator is recorded too, what the wrapped one
/// takes from it is not.
#[inline(always)]
fn call_wrapped<T>(call: impl FnOnce() -> T) -> T {
    if counts_outside() {
        return tracking::with(Tracking::InInstrument, call);
    }
    call()
}

/// Records a new block if a scope is open, and returns its tag.
#[inline(always)]
fn record_allocation(registers: Registers, ptr: *mut u8, bytes: usize) -> BlockTag {
    let tag = record_new(registers, BlockKind::Heap, ptr.addr(), |ledger, node| {
        let point = ledger.heap.allocate(&mut ledger.tree, node, bytes as u64);
        let scope = ledger.scope;
        BlockTag { point, scope }
    });
    tag.unwrap_or_default()
}

/// Captures the stack and records a new block with it. `None` if no scope is open or the thread is not
/// tracked.
#[inline(always)]
fn record_new<T>(
    registers: Registers,
    kind: BlockKind,
    address: usize,
    record: impl FnOnce(&mut Ledger, NodeId) -> T,
) -> Option<T> {
    let scope = OPEN_SCOPE.load(Ordering::Acquire);
    if scope == 0 || !tracking::is_on() {
        return None;
    }
    let _inside = tracking::enter_instrument();
    let mut state = match kind {
        BlockKind::Heap => thread::current_state(scope),
        BlockKind::Outside => thread::current_state_for_outside(scope),
    };
    let ThreadState {
        stack,
        children,
        last_blocks,
        ..
    } = &mut *state;
    let mut child = |parent, return_address| {
        children.get(parent, return_address, || {
            find_child(scope, parent, return_address)
        })
    };
    let node = stack.capture(registers, &mut child);
    last_blocks[kind as usize] = address;
    let mut ledger = LEDGER.lock();
    if ledger.scope != scope {
        return None;
    }
    let recorded = record(&mut ledger, node);
    drop(ledger);
    stack.leave();
    Some(recorded)
}

#[cold]
fn find_child(scope: u32, parent: NodeId, return_address: usize) -> NodeId {
    let mut ledger = LEDGER.lock();
    if ledger.scope == scope {
        ledger.tree.child(parent, return_address)
    } else {
        parent
    }
}

/// Records the free of a block if the scope in which it was allocated is open.
#[inline]
fn record_free(tag: BlockTag, ptr: *mut u8, bytes: usize) {
    if OPEN_SCOPE.load(Ordering::Acquire) != tag.scope
        || tracking::current() == Tracking::InInstrument
    {
        return;
    }
    let _inside = tracking::enter_instrument();
    let is_temporary = thread::take_last_block(tag.scope, BlockKind::Heap, ptr.addr());
    if is_temporary.is_none() && !thread::is_known(tag.scope) {
        note_thread_start(tag);
    }
    let mut ledger = LEDGER.lock();
    if ledger.scope == tag.scope {
        let is_temporary = is_temporary == Some(true);
        ledger.heap.free(tag.point, bytes as u64, is_temporary);
    }
}

/// Notes that the first event of the current thread in a scope is to free the block with this tag. A
/// thread that starts within the scope first frees what the one that started it has passed to it, so
/// the stack of that block is where the thread was started.
#[cold]
fn note_thread_start(tag: BlockTag) {
    let mut ledger = LEDGER.lock();
    let is_started = ledger.scope == tag.scope && ledger.is_new_thread(thread::current_id());
    let start = if is_started {
        ledger.thread_start(tag.point)
    } else {
        ROOT
    };
    drop(ledger);
    thread::set_start(tag.scope, start);
}

/// Records a reallocation of a block of the open scope. Returns false if it is none.
#[inline]
fn record_reallocation(tag: BlockTag, ptr: *mut u8, old_bytes: usize, new_bytes: usize) -> bool {
    let scope = OPEN_SCOPE.load(Ordering::Acquire);
    if tag.point == 0 || tag.scope != scope || !tracking::is_on() {
        return false;
    }
    let _inside = tracking::enter_instrument();
    thread::current_state(scope).last_blocks[BlockKind::Heap as usize] = ptr.addr();
    let mut ledger = LEDGER.lock();
    if ledger.scope == scope {
        let (old, new) = (old_bytes as u64, new_bytes as u64);
        ledger.heap.reallocate(tag.point, old, new);
    }
    true
}

impl Registers {
    /// The registers of the function into which this is inlined.
    #[inline(always)]
    fn current() -> Self {
        let (ip, sp, bp);
        // SAFETY: the instructions only read registers.
        unsafe {
            asm!(
                "lea {ip}, [rip]",
                "mov {sp}, rsp",
                "mov {bp}, rbp",
                ip = out(reg) ip,
                sp = out(reg) sp,
                bp = out(reg) bp,
                options(nomem, nostack, preserves_flags),
            );
        }
        Self {
            ip,
            sp,
            bp,
            call_distance: 0,
        }
    }
}

/// Takes all locks of the recorder, for the handlers of `fork`.
pub(super) fn acquire_locks() {
    modules::acquire();
    thread::acquire();
    LEDGER.acquire();
}

/// Releases the locks that [`acquire_locks`] took on this thread.
pub(super) fn release_locks() {
    LEDGER.release();
    thread::release();
    modules::release();
}
