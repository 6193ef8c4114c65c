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
//!   capture: that takes at least [`TICKS_PER_FRAME`] of the processor's clock for each.

#![allow(unsafe_code)] // Reads the stack of the thread.

use super::cycle_counter;
use super::stack_memory::StackMemory;
use super::tree::{LOST, NodeId, ROOT};
use super::unwind::{self, COMPLEX, Caller, FROM_BP, Registers, Step};

/// The depth from which on the clock decides how many frames are compared. Reading the clock takes
/// about as long as comparing twenty frames.
const DEEP: usize = 96;

/// The fewest ticks of the time stamp counter in which a thread can leave a frame and enter it again.
/// That takes a call, a return, a branch that ends the recursion, and the moves of the stack pointer:
/// six cycles or more on every processor. The counter counts at least every third cycle.
const TICKS_PER_FRAME: u64 = 2;

/// The most frames that a capture unwinds on other stacks than the thread's own. Beyond, the stack
/// counts as one that cannot be unwound: it may run in a circle.
const MOST_FOREIGN_FRAMES: usize = 1 << 20;

/// A frame: the return into a function, and how the captured stack led to it.
#[derive(Debug, Clone, Copy)]
struct StackFrame {
    slot: usize,
    return_address: usize,
    bp: usize,
    /// The address at which `bp` was saved; 0 if the inner frame has not changed it.
    bp_slot: usize,
    node: NodeId,
    /// [`FROM_BP`], [`COMPLEX`], [`NEEDS_BP`], [`FOREIGN`].
    flags: u32,
}

/// A flag of a frame whose own frame pointer decides how an outer frame is found.
const NEEDS_BP: u32 = 4;

/// A flag of a frame on another stack than the thread's own.
const FOREIGN: u32 = 8;

/// A frame without what its words say. A deep stack has many.
#[derive(Debug, Clone, Copy)]
struct StoredFrame {
    bp: usize,
    /// How far from the frame's return address `bp` was saved; 0 if the inner frame has not changed it.
    bp_distance: i32,
    node: NodeId,
    /// The index of the frame's first word.
    first_word: u32,
    flags: u32,
}

/// A word of the stack on which a frame depends.
#[derive(Debug, Clone, Copy)]
struct Word {
    address: usize,
    value: usize,
}

/// The word of a complex frame: it never has this value.
static NEVER: usize = 0;

/// The previous stack of one thread.
#[derive(Debug)]
pub(super) struct Stack {
    /// The frames, outermost first.
    frames: Vec<StoredFrame>,
    /// The words on which the frames depend, one or two for each frame, the return address last.
    words: Vec<Word>,
    /// The frames of the current capture that the previous stack lacks, innermost first.
    fresh: Vec<StackFrame>,
    /// The registers at the previous capture.
    entry: Registers,
    entry_needs_bp: bool,
    /// The frames around the scope, on the thread that opened it.
    outside: Vec<StackFrame>,
    /// Whether `frames` begins with other frames than `outside`.
    is_detached: bool,
    /// The outer frames that cannot change while the scope is open.
    fixed: usize,
    fixed_outside: usize,
    /// The number of frames that are complex or foreign.
    irregular: usize,
    /// Whether the clock decides how many frames are compared.
    is_timed: bool,
    /// The clock when the thread last left the recorder, if its stack was deep; 0 otherwise.
    left_at: u64,
    memory: StackMemory,
    /// The node around the thread's outermost frame: the root, or where the thread was started.
    outermost: NodeId,
}

impl Stack {
    pub(super) fn new() -> Self {
        Self {
            frames: Vec::new(),
            words: Vec::new(),
            fresh: Vec::new(),
            entry: Registers {
                ip: 0,
                sp: 0,
                bp: 0,
                call_distance: 0,
            },
            entry_needs_bp: true,
            outside: Vec::new(),
            is_detached: false,
            fixed: 0,
            fixed_outside: 0,
            irregular: 0,
            is_timed: false,
            left_at: 0,
            memory: StackMemory::default(),
            outermost: ROOT,
        }
    }

    /// Forgets the previous stack, and prepares for the current thread with its `memory`. `outermost` is
    /// the node around its outermost frame.
    pub(super) fn reset(&mut self, memory: StackMemory, outermost: NodeId) {
        self.frames.clear();
        self.words.clear();
        self.entry.ip = 0;
        self.outside.clear();
        self.is_detached = false;
        self.fixed = 0;
        self.fixed_outside = 0;
        self.irregular = 0;
        self.is_timed = false;
        self.left_at = 0;
        self.memory = memory;
        self.outermost = outermost;
    }

    /// Makes the current stack the outside of the scope: its node is the root. Frames above `anchor`,
    /// an address in a frame of this thread that outlives the scope, cannot change.
    pub(super) fn set_outside(&mut self, registers: Registers, anchor: usize) {
        self.capture(registers, &mut |_, _| ROOT);
        let frames = 0..self.frames.len();
        self.outside = frames.map(|index| self.frame(index)).collect();
        let is_fixed = |frame: &&StackFrame| {
            anchor > registers.sp && self.memory.is_own(anchor) && frame.slot > anchor
        };
        self.fixed = self.outside.iter().take_while(is_fixed).count();
        self.fixed_outside = self.fixed;
    }

    /// Captures the stack of the function in which `entry` was read, and returns its node. `child`
    /// returns the node of a stack with one inner frame more.
    #[inline(always)]
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
            self.unchanged_frames(all, most_changed)
        } else {
            all
        };
        if !is_same_entry || candidates != all {
            self.unwind(entry, candidates, most_changed, child);
        }
        self.frames.last().map_or(ROOT, |frame| frame.node)
    }

    /// Notes that the thread leaves the recorder.
    #[inline]
    pub(super) fn leave(&mut self) {
        if self.is_timed {
            self.left_at = cycle_counter::read();
        }
    }

    /// The most inner frames of the previous stack that can have changed since.
    #[inline(always)]
    fn most_changed_frames(&mut self) -> usize {
        if !self.is_timed {
            return usize::MAX;
        }
        let before = std::mem::take(&mut self.left_at);
        let now = cycle_counter::read();
        if before == 0 || now < before {
            return usize::MAX;
        }
        ((now - before) / TICKS_PER_FRAME) as usize + 1
    }

    /// Compares the stored frames outside of the frame `inner` with the stack. Returns how many of
    /// the outermost ones may be reused, `inner` if all of them.
    #[inline(always)]
    fn unchanged_frames(&self, inner: usize, most_changed: usize) -> usize {
        let first = self.fixed.max(inner.saturating_sub(most_changed));
        if first >= inner {
            return inner;
        }
        let first_word = self.frames[first].first_word as usize;
        let end = self.frames.get(inner);
        let end = end.map_or(self.words.len(), |frame| frame.first_word as usize);
        let words = &self.words[first_word..end];
        // SAFETY: all words before this one are unchanged, so unwinding would read this one next: it
        // belongs to the stack of this thread.
        let is_changed = |word: &Word| unsafe { *(word.address as *const usize) != word.value };
        match words.iter().rposition(is_changed) {
            None => inner,
            Some(index) => self.frame_of_word(first_word + index, inner),
        }
    }

    /// The number of frames outside of the one to which a changed word belongs. A complex frame itself
    /// may be reused, if unwinding leads to it.
    #[cold]
    fn frame_of_word(&self, word: usize, inner: usize) -> usize {
        let is_outside = |frame: &StoredFrame| frame.first_word as usize <= word;
        let mut frames = self.frames[..inner].iter();
        let index = frames.rposition(is_outside).unwrap_or(0);
        index + usize::from(self.frames[index].has(COMPLEX))
    }

    #[inline(never)]
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
        self.memory.set_lowest_in_use(entry.sp);
        let mut foreign_frames = 0;
        let mut registers = entry;
        let mut outermost = self.outermost;
        let common = loop {
            let memory = &mut self.memory;
            let caller = match unwind::step(&registers, &mut |address| memory.read(address)) {
                Step::Caller(caller)
                    if foreign_frames < MOST_FOREIGN_FRAMES
                        && self.memory.leads_out(registers.sp, caller.slot) =>
                {
                    caller
                }
                Step::End => break 0,
                Step::Caller(_) | Step::Lost => {
                    outermost = LOST;
                    break 0;
                }
            };
            while candidates > 0 && self.slot(candidates - 1) < caller.slot {
                candidates -= 1;
            }
            if candidates > 0 && self.frame(candidates - 1).is_reached_by(&caller) {
                let outside = candidates - 1;
                let unchanged = self.unchanged_frames(outside, most_changed);
                if unchanged == outside {
                    self.set_origin(outside, &caller);
                    break candidates;
                }
                candidates = unchanged;
            }
            let is_own = self.memory.is_own(caller.slot);
            let foreign = if is_own { 0 } else { FOREIGN };
            foreign_frames += usize::from(!is_own);
            self.fresh.push(StackFrame {
                slot: caller.slot,
                return_address: caller.registers.ip,
                bp: caller.registers.bp,
                bp_slot: caller.bp_slot,
                node: ROOT,
                flags: caller.flags | foreign,
            });
            registers = caller.registers;
        };
        self.is_detached = common == 0 && !self.outside.is_empty();
        self.replace_inner(common, outermost, child);
        self.entry = entry;
        self.is_timed = self.frames.len() > self.fixed + DEEP && self.irregular == 0;
        let innermost = self.frames.last();
        self.entry_needs_bp = innermost.is_some_and(StoredFrame::needs_bp_of_inner);
    }

    /// Makes the frames around the scope the previous stack. Returns their number.
    #[cold]
    fn attach(&mut self) -> usize {
        self.frames.clear();
        self.words.clear();
        self.irregular = 0;
        for index in 0..self.outside.len() {
            self.push(self.outside[index]);
        }
        self.fixed = self.fixed_outside;
        self.frames.len()
    }

    /// Replaces the frames inside of the outermost `common` by the fresh ones.
    fn replace_inner(
        &mut self,
        common: usize,
        outermost: NodeId,
        child: &mut impl FnMut(NodeId, usize) -> NodeId,
    ) {
        if self.irregular != 0 {
            let replaced = self.frames[common..].iter();
            self.irregular -= replaced.filter(|frame| frame.is_irregular()).count();
        }
        let kept_words = match self.frames.get(common) {
            Some(frame) => frame.first_word as usize,
            None => self.words.len(),
        };
        self.frames.truncate(common);
        self.words.truncate(kept_words);
        self.fixed = self.fixed.min(common);
        let (mut node, mut needs_bp) = match self.frames.last() {
            Some(frame) => (frame.node, frame.needs_bp_of_inner()),
            None => (outermost, false),
        };
        for index in (0..self.fresh.len()).rev() {
            let frame = self.fresh[index];
            node = child(node, frame.return_address);
            let flags = frame.flags | if needs_bp { NEEDS_BP } else { 0 };
            self.push(StackFrame {
                node,
                flags,
                ..frame
            });
            needs_bp = frame.flags & FROM_BP != 0 || frame.bp_slot == 0 && needs_bp;
        }
    }

    /// Stores how another inner frame led to the frame at `index`, the innermost one that is reused.
    fn set_origin(&mut self, index: usize, caller: &Caller) {
        let outer = self.frame(index);
        let frame = StackFrame {
            bp: caller.registers.bp,
            bp_slot: caller.bp_slot,
            flags: outer.flags & !FROM_BP | caller.flags,
            ..outer
        };
        let stored = self.frames[index];
        let changed = StoredFrame::new(&frame, stored.first_word);
        if !changed.has_bp_word() && !stored.has_bp_word() {
            self.frames[index] = changed;
            return;
        }
        // It may depend on other words than before.
        let inner = self.frames[index..].iter();
        self.irregular -= inner.filter(|frame| frame.is_irregular()).count();
        self.words.truncate(stored.first_word as usize);
        self.frames.truncate(index);
        self.push(frame);
    }

    /// Adds an inner frame, and the words on which it depends.
    #[inline]
    fn push(&mut self, frame: StackFrame) {
        let stored = StoredFrame::new(&frame, self.words.len() as u32);
        self.irregular += usize::from(stored.is_irregular());
        // Words are compared from the last to the first.
        if stored.has_bp_word() {
            self.words.push(Word {
                address: frame.bp_slot,
                value: frame.bp,
            });
        }
        self.words.push(Word {
            address: frame.slot,
            value: frame.return_address,
        });
        if stored.has(COMPLEX) {
            self.words.push(Word {
                address: (&raw const NEVER).addr(),
                value: 1,
            });
        }
        self.frames.push(stored);
    }

    /// The address of a frame's return address.
    #[inline]
    fn slot(&self, index: usize) -> usize {
        self.words[self.frames[index].return_word()].address
    }

    #[inline]
    fn frame(&self, index: usize) -> StackFrame {
        let stored = &self.frames[index];
        let Word { address, value } = self.words[stored.return_word()];
        let bp_slot = address.wrapping_add_signed(stored.bp_distance as isize);
        StackFrame {
            slot: address,
            return_address: value,
            bp: stored.bp,
            bp_slot: if stored.bp_distance == 0 { 0 } else { bp_slot },
            node: stored.node,
            flags: stored.flags,
        }
    }
}

impl StoredFrame {
    #[inline]
    fn new(frame: &StackFrame, first_word: u32) -> Self {
        let bp_distance = if frame.bp_slot == 0 {
            0
        } else {
            frame.bp_slot.wrapping_sub(frame.slot) as i32
        };
        Self {
            bp: frame.bp,
            bp_distance,
            node: frame.node,
            first_word,
            flags: frame.flags,
        }
    }

    #[inline]
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// The index of the word that is the return address.
    #[inline]
    fn return_word(&self) -> usize {
        self.first_word as usize + usize::from(self.has_bp_word())
    }

    /// Whether the saved frame pointer is one of the frame's words.
    #[inline]
    fn has_bp_word(&self) -> bool {
        self.has(NEEDS_BP) && self.bp_distance != 0
    }

    /// Whether the inner frame's frame pointer decides how this frame or an outer one is found.
    #[inline]
    fn needs_bp_of_inner(&self) -> bool {
        self.has(FROM_BP) || self.bp_distance == 0 && self.has(NEEDS_BP)
    }

    #[inline]
    fn is_irregular(&self) -> bool {
        self.has(COMPLEX) || self.has(FOREIGN)
    }
}

impl StackFrame {
    /// Whether unwinding goes on from `caller` as it did from this frame.
    #[inline]
    fn is_reached_by(&self, caller: &Caller) -> bool {
        self.slot == caller.slot
            && self.return_address == caller.registers.ip
            && (self.bp == caller.registers.bp || self.flags & NEEDS_BP == 0)
            && (self.flags | caller.flags) & COMPLEX == 0
    }
}
