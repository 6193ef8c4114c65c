//! The call stack of a thread, captured at each allocation.
//!
//! A thread stores its previous stack: for each frame the address of its return address, the return
//! address itself, and the node of the tree. A new capture unwinds only until it meets a frame of
//! the previous stack, and reuses the outer frames if they are still the same.
//!
//! Two captures have the same outer frames if each word that decides how to unwind them is the same:
//! the return addresses, and the saved frame pointers where a frame is found by its frame pointer.
//! These words are compared from the inner frames to the outer ones up to the first difference, so
//! each address that is read is one that unwinding would read too.
//!
//! Frames that cannot have changed are not compared:
//!
//! - those around the measured scope, on its thread;
//! - in a deep stack, those that the thread cannot have left and entered again since the previous
//!   capture. Each such frame takes a call and a return, thus at least as many ticks of the
//!   processor's clock as [`FRAMES_PER_TICK`] says.

#![allow(unsafe_code)] // Reads the stack of the thread, and the processor's clock.

use std::ops::Range;

use super::tree::{LOST, NodeId, ROOT};
use super::unwind::{self, Caller, Registers, Step};

/// The depth from which on the clock decides how many frames are compared. Reading the clock takes
/// about as long as comparing twenty frames.
const DEEP: usize = 96;

/// The most frames that a thread can leave and enter again in one tick of the time stamp counter. A
/// level of a recursion takes a call, a return, and a branch that ends it: three cycles or more. A
/// processor runs at most three times as fast as its counter counts.
const FRAMES_PER_TICK: u64 = 1;

/// The most frames of a stack. Beyond, it counts as one that cannot be unwound.
const MOST_FRAMES: usize = 1 << 24;

/// A frame: the return into a function, and how the captured stack led to it.
#[derive(Debug, Clone, Copy)]
struct Frame {
    slot: usize,
    return_address: usize,
    bp: usize,
    bp_slot: usize,
    node: NodeId,
    /// Whether the frame was found by the frame pointer of the inner frame.
    is_from_bp: bool,
    /// Whether the frame's own frame pointer decides how an outer frame is found.
    needs_bp: bool,
    /// Whether other words than those stored here led to this frame.
    is_complex: bool,
    /// Whether it lies on another stack than the thread's own.
    is_foreign: bool,
}

/// The previous stack of one thread.
#[derive(Debug)]
pub(super) struct Stack {
    /// The frames, outermost first.
    frames: Vec<Frame>,
    /// The frames of the current capture that the previous stack lacks, innermost first.
    fresh: Vec<Frame>,
    /// The registers at the previous capture.
    entry: Registers,
    entry_needs_bp: bool,
    /// The frames around the scope, on the thread that opened it.
    outside: Vec<Frame>,
    /// Whether `frames` begins with other frames than `outside`.
    is_detached: bool,
    /// The outer frames that cannot change while the scope is open.
    fixed: usize,
    fixed_outside: usize,
    /// The frames that are complex or foreign.
    irregular: usize,
    /// The clock after the previous capture, if the stack was deep; 0 otherwise.
    captured_at: u64,
    memory: StackMemory,
}

impl Stack {
    pub(super) fn new() -> Self {
        Self {
            frames: Vec::new(),
            fresh: Vec::new(),
            entry: Registers {
                ip: 0,
                sp: 0,
                bp: 0,
                is_exact: true,
            },
            entry_needs_bp: true,
            outside: Vec::new(),
            is_detached: false,
            fixed: 0,
            fixed_outside: 0,
            irregular: 0,
            captured_at: 0,
            memory: StackMemory {
                own: 0..0,
                foreign: 0..0,
            },
        }
    }

    /// Forgets the previous stack, and prepares for the current thread.
    pub(super) fn reset(&mut self) {
        self.frames.clear();
        self.entry.ip = 0;
        self.outside.clear();
        self.is_detached = false;
        self.fixed = 0;
        self.fixed_outside = 0;
        self.irregular = 0;
        self.captured_at = 0;
        self.memory = StackMemory {
            own: own_stack(),
            foreign: 0..0,
        };
    }

    /// Makes the current stack the outside of the scope: its node is the root. Frames above `anchor`,
    /// an address in a frame of this thread that outlives the scope, cannot change.
    pub(super) fn set_outside(&mut self, registers: Registers, anchor: usize) {
        self.capture(registers, &mut |_, _| ROOT);
        for frame in &mut self.frames {
            frame.node = ROOT;
        }
        let is_fixed = |frame: &&Frame| {
            anchor > registers.sp && self.memory.own.contains(&anchor) && frame.slot > anchor
        };
        self.fixed = self.frames.iter().take_while(is_fixed).count();
        self.fixed_outside = self.fixed;
        self.outside.clone_from(&self.frames);
        self.is_detached = false;
    }

    /// Captures the stack of the function in which `entry` was read, and returns its node. `child`
    /// returns the node of a stack with one inner frame more.
    #[inline]
    pub(super) fn capture(
        &mut self,
        entry: Registers,
        child: &mut impl FnMut(NodeId, usize) -> NodeId,
    ) -> NodeId {
        let most_changed = self.most_changed_frames();
        let is_same_entry = entry.sp == self.entry.sp
            && entry.ip == self.entry.ip
            && (entry.bp == self.entry.bp || !self.entry_needs_bp);
        let all = self.frames.len();
        let candidates = if is_same_entry {
            self.first_changed(all, most_changed)
        } else {
            all
        };
        if !is_same_entry || candidates != all {
            self.unwind(entry, candidates, most_changed, child);
        }
        if self.frames.len() > self.fixed + DEEP {
            self.captured_at = ticks();
        }
        self.frames.last().map_or(ROOT, |frame| frame.node)
    }

    /// The most inner frames of the previous stack that can have changed since.
    #[inline]
    fn most_changed_frames(&mut self) -> usize {
        if self.frames.len() <= self.fixed + DEEP || self.irregular != 0 {
            return usize::MAX;
        }
        let before = std::mem::take(&mut self.captured_at);
        let now = ticks();
        if before == 0 || now < before {
            return usize::MAX;
        }
        usize::try_from((now - before).saturating_mul(FRAMES_PER_TICK)).unwrap_or(usize::MAX)
    }

    /// Compares the stored frames outside of `inner` with the stack. Returns how many of the
    /// outermost ones may be reused, `inner` if all of them.
    #[inline]
    fn first_changed(&self, inner: usize, most_changed: usize) -> usize {
        let first = self
            .fixed
            .max(inner.saturating_sub(most_changed))
            .min(inner);
        let compared = self.frames[first..inner].iter().enumerate().rev();
        for (index, frame) in compared {
            // SAFETY: all frames inside of this one are unchanged, so unwinding would read these two
            // words next: they belong to the stack of this thread.
            let is_same = unsafe {
                *(frame.slot as *const usize) == frame.return_address
                    && (!frame.needs_bp
                        || frame.bp_slot == 0
                        || *(frame.bp_slot as *const usize) == frame.bp)
            };
            if !is_same {
                return first + index;
            }
            if frame.is_complex {
                return first + index + 1;
            }
        }
        inner
    }

    fn unwind(
        &mut self,
        entry: Registers,
        mut candidates: usize,
        most_changed: usize,
        child: &mut impl FnMut(NodeId, usize) -> NodeId,
    ) {
        if self.is_detached {
            candidates = self.attach();
        }
        self.fresh.clear();
        let mut registers = entry;
        let mut outermost = ROOT;
        let common = loop {
            let memory = &mut self.memory;
            let caller = match unwind::step(&registers, &mut |address| memory.read(address)) {
                Step::Caller(caller) if self.fresh.len() < MOST_FRAMES => caller,
                Step::End => break 0,
                Step::Caller(_) | Step::Lost => {
                    outermost = LOST;
                    break 0;
                }
            };
            while candidates > 0 && self.frames[candidates - 1].slot < caller.slot {
                candidates -= 1;
            }
            if candidates > 0 && self.frames[candidates - 1].is_reached_by(&caller) {
                let outside = candidates - 1;
                let unchanged = self.first_changed(outside, most_changed);
                if unchanged == outside {
                    self.frames[outside].set_origin(&caller);
                    break candidates;
                }
                candidates = unchanged;
            }
            let is_foreign = !self.memory.own.contains(&caller.slot);
            self.fresh.push(Frame::new(&caller, is_foreign));
            registers = caller.registers;
        };
        self.is_detached = common == 0 && !self.outside.is_empty();
        self.replace_inner(common, outermost, child);
        self.entry = entry;
        self.entry_needs_bp = self
            .frames
            .last()
            .is_some_and(|innermost| innermost.needs_bp_of_inner());
    }

    /// Makes the frames around the scope the previous stack. Returns their number.
    #[cold]
    fn attach(&mut self) -> usize {
        self.frames.clone_from(&self.outside);
        self.fixed = self.fixed_outside;
        self.irregular = self
            .frames
            .iter()
            .filter(|frame| frame.is_irregular())
            .count();
        self.frames.len()
    }

    /// Replaces the frames inside of the outermost `common` by the fresh ones.
    fn replace_inner(
        &mut self,
        common: usize,
        outermost: NodeId,
        child: &mut impl FnMut(NodeId, usize) -> NodeId,
    ) {
        let replaced = self.frames[common..].iter();
        self.irregular -= replaced.filter(|frame| frame.is_irregular()).count();
        self.frames.truncate(common);
        self.fixed = self.fixed.min(common);
        let mut node = self.frames.last().map_or(outermost, |frame| frame.node);
        let mut needs_bp = self.frames.last().is_some_and(Frame::needs_bp_of_inner);
        for frame in self.fresh.iter().rev() {
            node = child(node, frame.return_address);
            let frame = Frame {
                node,
                needs_bp,
                ..*frame
            };
            needs_bp = frame.needs_bp_of_inner();
            self.irregular += usize::from(frame.is_irregular());
            self.frames.push(frame);
        }
    }
}

impl Frame {
    fn new(caller: &Caller, is_foreign: bool) -> Self {
        Self {
            slot: caller.slot,
            return_address: caller.registers.ip,
            bp: caller.registers.bp,
            bp_slot: caller.bp_slot,
            node: ROOT,
            is_from_bp: caller.is_from_bp,
            needs_bp: true,
            is_complex: caller.is_complex,
            is_foreign,
        }
    }

    /// Whether unwinding goes on from `caller` as it did from this frame.
    #[inline]
    fn is_reached_by(&self, caller: &Caller) -> bool {
        self.slot == caller.slot
            && self.return_address == caller.registers.ip
            && (self.bp == caller.registers.bp || !self.needs_bp)
            && !caller.is_complex
            && !self.is_complex
    }

    /// Stores how another inner frame led to this one.
    #[inline]
    fn set_origin(&mut self, caller: &Caller) {
        self.bp = caller.registers.bp;
        self.bp_slot = caller.bp_slot;
        self.is_from_bp = caller.is_from_bp;
    }

    /// Whether the inner frame's frame pointer decides how this frame or an outer one is found.
    #[inline]
    fn needs_bp_of_inner(&self) -> bool {
        self.is_from_bp || self.bp_slot == 0 && self.needs_bp
    }

    fn is_irregular(&self) -> bool {
        self.is_complex || self.is_foreign
    }
}

/// The memory in which the frames of a thread lie.
#[derive(Debug)]
struct StackMemory {
    own: Range<usize>,
    /// The mapping of another stack, such as a coroutine's or a signal handler's.
    foreign: Range<usize>,
}

impl StackMemory {
    #[inline]
    fn read(&mut self, address: usize) -> Option<usize> {
        if !address.is_multiple_of(align_of::<usize>()) {
            return None;
        }
        if !self.own.contains(&address) && !self.foreign.contains(&address) {
            self.foreign = readable_mapping(address)?;
        }
        // SAFETY: the address is aligned. The thread's own stack is mapped from its stack pointer to
        // its end, and unwinding goes that way; other mappings are readable.
        Some(unsafe { *(address as *const usize) })
    }
}

/// The stack of the current thread; empty if the system does not report it.
fn own_stack() -> Range<usize> {
    // SAFETY: the attributes are initialized by the first call if it succeeds, and destroyed once.
    unsafe {
        let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return 0..0;
        }
        let (mut start, mut size) = (std::ptr::null_mut(), 0);
        let result =
            libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut start, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        if result != 0 {
            return 0..0;
        }
        start.addr()..start.addr() + size
    }
}

/// The readable mapping around an address, if any.
#[cold]
fn readable_mapping(address: usize) -> Option<Range<usize>> {
    let maps = std::fs::read("/proc/self/maps").ok()?;
    let maps = String::from_utf8_lossy(&maps);
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        ((start..end).contains(&address) && rest.starts_with('r')).then_some(start..end)
    })
}

/// The processor's clock.
#[inline]
fn ticks() -> u64 {
    // SAFETY: every x86_64 processor has a time stamp counter.
    unsafe { std::arch::x86_64::_rdtsc() }
}
