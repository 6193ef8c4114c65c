//! Records the blocks of C code.
//!
//! They have no tags, so a table has their addresses. A block is in it while its owner may use it: it is
//! added after it was allocated, and taken out before it is freed, so that no other thread can have a
//! block at its address meanwhile.

use std::sync::atomic::Ordering;

use crate::alloc::figures::Reallocated;
use crate::alloc::tracking::{self, Tracking};

use super::block::BlockKind;
use super::ledger::{Ledger, OutsideBlock};
use super::unwind::Registers;
use super::{LEDGER, OPEN_SCOPE, record_new, thread};

/// A block that [`take`] took out of the table.
pub(in crate::alloc) struct TakenBlock {
    scope: u32,
    block: OutsideBlock,
}

/// Whether a scope is open.
#[inline]
pub(in crate::alloc) fn is_open() -> bool {
    OPEN_SCOPE.load(Ordering::Relaxed) != 0
}

/// Records a new block with the stack of the caller.
#[inline(never)]
pub(in crate::alloc) fn record_alloc(address: usize, bytes: usize) {
    let bytes = bytes as u64;
    record_new(
        Registers::current(),
        BlockKind::Outside,
        address,
        |ledger, node| {
            let point = ledger.outside.allocate(&mut ledger.tree, node, bytes);
            let block = OutsideBlock { point, bytes };
            ledger.outside_blocks.insert(address, block);
        },
    );
}

/// Takes the block at an address out of the table, before it is freed or reallocated. `None` if it was
/// not recorded in the open scope.
pub(in crate::alloc) fn take(address: usize) -> Option<TakenBlock> {
    let scope = OPEN_SCOPE.load(Ordering::Acquire);
    if scope == 0 || tracking::current() == Tracking::InInstrument {
        return None;
    }
    let _inside = tracking::enter_instrument();
    let block = LEDGER.lock().outside_blocks.remove(&address)?;
    Some(TakenBlock { scope, block })
}

/// Records what became of a block at the address `old`, which [`take`] took out of the table if it was
/// recorded.
pub(in crate::alloc) fn record_reallocated(
    old: usize,
    taken: Option<TakenBlock>,
    reallocated: Reallocated,
) {
    match (taken, reallocated) {
        (Some(block), Reallocated::Unchanged) => block.put_back(old),
        (Some(block), Reallocated::Moved(address, bytes)) if tracking::is_on() => {
            block.record_realloc(address, bytes);
        }
        (Some(block), Reallocated::Freed | Reallocated::Moved(..)) => block.record_free(old),
        (None, Reallocated::Moved(address, bytes)) => record_alloc(address, bytes),
        (None, Reallocated::Unchanged | Reallocated::Freed) => {}
    }
}

impl TakenBlock {
    /// Records that the block, which was at this address, is freed.
    pub(in crate::alloc) fn record_free(self, address: usize) {
        let kind = BlockKind::Outside;
        let is_temporary = thread::take_last_block(self.scope, kind, address) == Some(true);
        self.with_ledger(|ledger, block| {
            ledger.outside.free(block.point, block.bytes, is_temporary);
        });
    }

    /// Records that the block has been reallocated to this address, with this many bytes.
    fn record_realloc(self, address: usize, bytes: usize) {
        let new_bytes = bytes as u64;
        self.with_ledger(|ledger, OutsideBlock { point, bytes }| {
            ledger.outside.reallocate(point, bytes, new_bytes);
            let bytes = new_bytes;
            let block = OutsideBlock { point, bytes };
            ledger.outside_blocks.insert(address, block);
        });
    }

    /// Puts the block back, because it could not be reallocated.
    fn put_back(self, address: usize) {
        self.with_ledger(|ledger, block| {
            ledger.outside_blocks.insert(address, block);
        });
    }

    fn with_ledger(self, change: impl FnOnce(&mut Ledger, OutsideBlock)) {
        let _inside = tracking::enter_instrument();
        let mut ledger = LEDGER.lock();
        if ledger.scope == self.scope {
            change(&mut ledger, self.block);
        }
    }
}
