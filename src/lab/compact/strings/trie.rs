//! A trie.

use super::StringSet;

/// A tree with a node for each beginning of a string, so that strings share equal beginnings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trie {
    /// The root, and the other nodes in the order in which the sorted strings need them.
    nodes: Vec<TrieNode>,
}

/// A beginning of strings: that of its parent and one byte more. 12 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TrieNode {
    byte: u8,
    /// Whether a string ends here.
    is_end: bool,
    first_child: u32,
    next_sibling: u32,
}

/// The place of the root, which is nobody's child or sibling.
const ROOT: u32 = 0;
const NONE: u32 = ROOT;

impl Trie {
    /// Stores sorted strings. They are read twice: first to count the nodes.
    ///
    /// # Panics
    ///
    /// If they have 2³² different beginnings or more.
    pub fn new<'a>(sorted: impl Iterator<Item = &'a str> + Clone) -> Self {
        let counts =
            with_shared_bytes(sorted.clone()).map(|(string, shared)| string.len() - shared);
        let mut nodes = Vec::with_capacity(1 + counts.sum::<usize>());
        nodes.push(TrieNode::new(0));
        // The nodes of the last string, from the root on.
        let mut path = vec![ROOT];
        for (string, shared) in with_shared_bytes(sorted) {
            let mut left = path.get(shared + 1).copied();
            path.truncate(shared + 1);
            for &byte in &string.as_bytes()[shared..] {
                let node = u32::try_from(nodes.len()).expect("the nodes fit into 32 bits");
                nodes.push(TrieNode::new(byte));
                match left.take() {
                    Some(left) => nodes[left as usize].next_sibling = node,
                    None => nodes[path[path.len() - 1] as usize].first_child = node,
                }
                path.push(node);
            }
            nodes[path[path.len() - 1] as usize].is_end = true;
        }
        Self { nodes }
    }

    /// The child of a node for `byte`.
    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        let existing = |node: u32| (node != NONE).then_some(node);
        let first = existing(self.nodes[node as usize].first_child);
        let next = |&node: &u32| existing(self.nodes[node as usize].next_sibling);
        std::iter::successors(first, next).find(|&child| self.nodes[child as usize].byte == byte)
    }
}

impl TrieNode {
    fn new(byte: u8) -> Self {
        Self {
            byte,
            is_end: false,
            first_child: NONE,
            next_sibling: NONE,
        }
    }
}

impl StringSet for Trie {
    fn has(&self, text: &str) -> bool {
        let mut bytes = text.bytes();
        let end = bytes.try_fold(ROOT, |node, byte| self.child(node, byte));
        end.is_some_and(|node| self.nodes[node as usize].is_end)
    }
}

/// Each string, with the number of bytes at its start that the string before it has too.
fn with_shared_bytes<'a>(
    strings: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (&'a str, usize)> {
    let mut last = "";
    strings.map(move |string| {
        let pairs = string.bytes().zip(last.bytes());
        let shared = pairs.take_while(|(byte, other)| byte == other).count();
        last = string;
        (string, shared)
    })
}
