//! The open scope: its stacks, and an account of the blocks of each kind.

#[cfg(counts_c_allocations)]
use std::hash::BuildHasherDefault;

#[cfg(counts_c_allocations)]
use hashbrown::HashMap;

use super::account::Account;
use super::block::BlockKind;
#[cfg(counts_c_allocations)]
use super::tree::PairHasher;
use super::tree::{LOST, NodeId, THREAD_START, Tree};

/// What the recorder stores of an open scope.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Ledger {
    /// The number of the scope.
    pub(super) scope: u32,
    /// The blocks of the global allocator.
    pub(super) heap: Account,
    pub(super) tree: Tree,
    /// The blocks of C code.
    pub(super) outside: Account,
    /// The live blocks of C code by their address: they have no tag.
    #[cfg(counts_c_allocations)]
    pub(super) outside_blocks: HashMap<usize, OutsideBlock, BuildHasherDefault<PairHasher>>,
    /// How often a block was freed or reallocated with another size than it had.
    pub(super) wrong_sizes: u64,
    /// The threads from before the scope, by the system's numbers. `None` if they are unknown.
    earlier_threads: Option<Vec<libc::pid_t>>,
}

/// A live block of C code.
#[cfg(counts_c_allocations)]
#[derive(Debug, Clone, Copy)]
pub(super) struct OutsideBlock {
    pub(super) point: u32,
    pub(super) bytes: u64,
}

impl Ledger {
    /// The ledger while no scope is open.
    pub(super) const CLOSED: Self = Self {
        scope: 0,
        heap: Account::closed(BlockKind::Heap),
        tree: Tree::EMPTY,
        outside: Account::closed(BlockKind::Outside),
        #[cfg(counts_c_allocations)]
        outside_blocks: HashMap::with_hasher(BuildHasherDefault::new()),
        wrong_sizes: 0,
        earlier_threads: None,
    };

    pub(super) fn new(scope: u32, tree: Tree, earlier_threads: Option<Vec<libc::pid_t>>) -> Self {
        Self {
            scope,
            heap: Account::new(BlockKind::Heap),
            tree,
            outside: Account::new(BlockKind::Outside),
            earlier_threads,
            ..Self::CLOSED
        }
    }

    /// Whether a thread is certain to have started within the scope.
    pub(super) fn is_new_thread(&self, thread: libc::pid_t) -> bool {
        let earlier = self.earlier_threads.as_ref();
        earlier.is_some_and(|earlier| !earlier.contains(&thread))
    }

    /// The node around the stack of a thread that was started where this program point of the heap
    /// allocates.
    pub(super) fn thread_start(&mut self, point: u32) -> NodeId {
        let node = self.heap.node_of(point);
        self.tree.child(node, THREAD_START)
    }

    /// Whether the outer frames of this stack could not be unwound.
    pub(super) fn is_truncated(&self, node: NodeId) -> bool {
        self.tree.ancestors(node).last() == Some(LOST)
    }
}
