//! Boxes, an arena and indices into a vector compared for the nodes of a tree: what does it cost to
//! build a tree, to walk through it, and to free it?
//!
//! ```sh
//! cargo run --release --example tree -- run --sizes 2e5,1e6
//! ```

use std::num::NonZeroU32;
use std::process::ExitCode;

use bumpalo::Bump;
use heapwise::Answer;
use heapwise::experiment::Domain;
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main([tree()])
}

fn tree() -> Experiment<Vec<u64>> {
    let n = Domain::integers(1_000_000, 0..=1 << 28);
    Experiment::new("tree", "build a search tree, walk through it, free it")
        .input("n", n, "nodes")
        .setup(|input| (0..input.get("n")).collect::<Vec<u64>>())
        .variant("boxes", "a Box for each node", |keys| {
            let root = build(keys, &mut |node| Boxed(Box::new(node)));
            answer(&root, |node| &node.0)
        })
        .variant("arena", "references into a bumpalo arena", |keys| {
            in_arena(keys, &Bump::new())
        })
        .variant(
            "arena-reserved",
            "as `arena`, with room for all nodes reserved",
            |keys| {
                let bytes = keys.len() * size_of::<Node<InArena>>();
                in_arena(keys, &Bump::with_capacity(bytes))
            },
        )
        .variant("indices", "u32 indices into a vector", |keys| {
            let mut nodes = Vec::with_capacity(keys.len());
            let root = build(keys, &mut |node| {
                nodes.push(node);
                Index(NonZeroU32::new(nodes.len() as u32).expect("a node was pushed"))
            });
            answer(&root, |index| &nodes[index.0.get() as usize - 1])
        })
}

fn in_arena(keys: &[u64], arena: &Bump) -> Answer<u64> {
    let root = build(keys, &mut |node| InArena(arena.alloc(node)));
    answer(&root, |node| node.0)
}

/// A node that refers to its children with `P`.
struct Node<P> {
    key: u64,
    left: Option<P>,
    right: Option<P>,
}

struct Boxed(Box<Node<Boxed>>);
struct InArena<'a>(&'a Node<InArena<'a>>);
/// The index in the vector plus 1, so that an `Option` of it needs no more room.
struct Index(NonZeroU32);

/// The balanced tree of sorted keys. `store` stores a node and returns the reference to it.
fn build<P>(keys: &[u64], store: &mut impl FnMut(Node<P>) -> P) -> Option<P> {
    let (left, [key, right @ ..]) = keys.split_at(keys.len() / 2) else {
        return None;
    };
    let node = Node {
        key: *key,
        left: build(left, store),
        right: build(right, store),
    };
    Some(store(node))
}

/// A checksum of all keys in the order of the walk, and their number. `get` finds a node.
fn answer<'t, P>(root: &'t Option<P>, get: impl Fn(&'t P) -> &'t Node<P>) -> Answer<u64> {
    let (mut sum, mut n) = (0, 0);
    walk(root, &get, &mut |key| {
        n += 1;
        sum += n * key;
    });
    Answer::new(sum).elements(n)
}

fn walk<'t, P>(
    tree: &'t Option<P>,
    get: &impl Fn(&'t P) -> &'t Node<P>,
    visit: &mut impl FnMut(u64),
) {
    if let Some(tree) = tree {
        let node = get(tree);
        walk(&node.left, get, visit);
        visit(node.key);
        walk(&node.right, get, visit);
    }
}
