//! The call stacks of a scope, as a prefix tree of return addresses.

use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashMap;

use crate::alloc::recording::{CodeAddress, Recursion};

/// A node of the tree: a call stack. The stack of a child is that of its parent and one frame more.
pub(super) type NodeId = u32;

/// The node of the empty stack: the frames outside the scope.
pub(super) const ROOT: NodeId = 0;

/// The node of a stack whose outer frames could not be unwound.
pub(super) const LOST: NodeId = 1;

/// The return address of a node between the stack of a thread and the one that started it.
pub(super) const THREAD_START: usize = CodeAddress::THREAD_START.address as usize;

/// A flag in a [`NodeId`]: the stack has more frames than the tree stores, and the node is its
/// deepest known ancestor.
const BEYOND: NodeId = 1 << 31;

/// The most remembered children, for each node that the tree may have. A folded child is an ancestor.
const CHILDREN_PER_NODE: usize = 4;

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) return_address: usize,
    pub(super) parent: NodeId,
    pub(super) depth: u32,
    /// The depth without the stack that started the thread.
    pub(super) depth_in_thread: u32,
    /// For each kind of block the index of this stack's program point in its account; 0 if nothing of
    /// that kind was allocated in it.
    pub(super) points: [u32; 2],
}

#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    children: HashMap<(NodeId, usize), NodeId, BuildHasherDefault<PairHasher>>,
    recursion: Recursion,
    most_nodes: usize,
}

impl Tree {
    /// A tree without even a root.
    pub(super) const EMPTY: Self = Self {
        nodes: Vec::new(),
        children: HashMap::with_hasher(BuildHasherDefault::new()),
        recursion: Recursion::Fold,
        most_nodes: 0,
    };

    /// A tree of at most `most_nodes` nodes.
    pub(super) fn new(recursion: Recursion, most_nodes: usize) -> Self {
        let node = Node {
            return_address: 0,
            parent: ROOT,
            depth: 0,
            depth_in_thread: 0,
            points: [0; 2],
        };
        Self {
            nodes: vec![node, node],
            recursion,
            most_nodes: most_nodes.clamp(2, BEYOND as usize),
            ..Self::EMPTY
        }
    }

    /// The stack `parent` with one inner frame more, folded if recursion is folded.
    pub(super) fn child(&mut self, parent: NodeId, return_address: usize) -> NodeId {
        if is_beyond(parent) {
            return parent;
        }
        if let Some(&child) = self.children.get(&(parent, return_address)) {
            return child;
        }
        let folded = match self.recursion {
            Recursion::Fold => self.find_in_stack(parent, return_address),
            Recursion::Keep => None,
        };
        let child = match folded {
            Some(ancestor) => ancestor,
            None if self.nodes.len() >= self.most_nodes => return parent | BEYOND,
            None => self.push(parent, return_address),
        };
        // Folding finds ancestors again if there are too many to remember.
        if self.children.len() < CHILDREN_PER_NODE * self.most_nodes {
            self.children.insert((parent, return_address), child);
        }
        child
    }

    fn push(&mut self, parent: NodeId, return_address: usize) -> NodeId {
        let node = self.nodes.len() as NodeId;
        let outer = self.nodes[parent as usize];
        let starts_thread = return_address == THREAD_START;
        self.nodes.push(Node {
            return_address,
            parent,
            depth: outer.depth + 1,
            depth_in_thread: if starts_thread {
                0
            } else {
                outer.depth_in_thread + 1
            },
            points: [0; 2],
        });
        node
    }

    /// The node to which the stack `node` goes back if a call returns to this address: the one of the
    /// same address in the same thread. The start of a thread goes back to that of an outer thread which
    /// was started by the same call.
    fn find_in_stack(&self, node: NodeId, return_address: usize) -> Option<NodeId> {
        let address = |node: NodeId| self.node(node).return_address;
        let mut ancestors = self.ancestors(node);
        if return_address == THREAD_START {
            let is_same_start = |&ancestor: &NodeId| {
                address(ancestor) == THREAD_START
                    && address(self.node(ancestor).parent) == address(node)
            };
            return ancestors.find(is_same_start);
        }
        ancestors
            .take_while(|&ancestor| address(ancestor) != THREAD_START)
            .find(|&ancestor| address(ancestor) == return_address)
    }

    /// `node` and its ancestors without the root: the frames of its stack, innermost first.
    pub(super) fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let mut node = known(node);
        std::iter::from_fn(move || {
            let current = node;
            node = self.nodes[node as usize].parent;
            (current != ROOT).then_some(current)
        })
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[known(node) as usize]
    }

    pub(super) fn node_mut(&mut self, node: NodeId) -> &mut Node {
        &mut self.nodes[known(node) as usize]
    }
}

/// Whether the tree lacks inner frames of the stack.
#[inline]
pub(super) fn is_beyond(node: NodeId) -> bool {
    node & BEYOND != 0
}

/// The node without the flag that the stack has more frames.
#[inline]
pub(super) fn known(node: NodeId) -> NodeId {
    node & !BEYOND
}

/// Mixes a pair of numbers by one wide multiplication, like the hash functions `wyhash` and
/// `foldhash` do.
#[derive(Default)]
pub(super) struct PairHasher(u64);

impl Hasher for PairHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let product = u128::from(self.0 ^ value).wrapping_mul(FACTOR);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The return addresses of the node that these frames, outermost first, lead to.
    fn stack(tree: &mut Tree, frames: &[usize]) -> Vec<usize> {
        let node = frames
            .iter()
            .fold(ROOT, |node, &frame| tree.child(node, frame));
        let mut stack: Vec<usize> = tree
            .ancestors(node)
            .map(|node| tree.node(node).return_address)
            .collect();
        stack.reverse();
        stack
    }

    #[test]
    fn folding_ends_at_the_start_of_a_thread() {
        const START: usize = THREAD_START;
        let mut tree = Tree::new(Recursion::Fold, 100);
        // Threads share their outermost frames, 10 and 11.
        let threads = [20, 21, START, 10, 11, 22, 23, START, 10, 11, 24];
        assert_eq!(stack(&mut tree, &threads), threads);
        // A thread that the same call starts again and again is one.
        let again = [
            20, 21, START, 10, 11, 21, START, 10, 11, 21, START, 10, 11, 25,
        ];
        assert_eq!(stack(&mut tree, &again), [20, 21, START, 10, 11, 25]);
        assert_eq!(
            stack(&mut tree, &[20, 21, START, 20, 21]),
            [20, 21, START, 20, 21]
        );
    }

    #[test]
    fn folding_erases_loops_in_order() {
        let mut tree = Tree::new(Recursion::Fold, 100);
        assert_eq!(stack(&mut tree, &[1, 2, 3]), [1, 2, 3]);
        assert_eq!(stack(&mut tree, &[1, 2, 2, 2, 3]), [1, 2, 3]);
        assert_eq!(stack(&mut tree, &[1, 2, 3, 2, 4]), [1, 2, 4]);
        assert_eq!(stack(&mut tree, &[1, 2, 3, 1, 3, 2, 3]), [1, 3]);
        assert_eq!(stack(&mut tree, &[1, 2, 3, 1, 3, 2]), [1, 3, 2]);
    }

    #[test]
    fn keeping_adds_a_frame_for_each_level() {
        let mut tree = Tree::new(Recursion::Keep, 100);
        assert_eq!(stack(&mut tree, &[1, 2, 2, 2, 3]), [1, 2, 2, 2, 3]);
    }

    #[test]
    fn beyond_the_limit_a_stack_is_its_deepest_known_ancestor() {
        let mut tree = Tree::new(Recursion::Keep, 5);
        assert_eq!(stack(&mut tree, &[1, 2, 3]), [1, 2, 3]);
        assert_eq!(stack(&mut tree, &[1, 2, 4, 3]), [1, 2]);
        let beyond = tree.child(ROOT, 9);
        assert!(is_beyond(beyond) && is_beyond(tree.child(beyond, 1)));
        assert!(!is_beyond(tree.child(ROOT, 1)));
    }
}
