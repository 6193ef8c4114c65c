//! An arena against single boxes for a tree, and indices into a vector beside them: what does it
//! cost to build a tree, to walk through it, and to free it?
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
        .variant("arena-reserved", "the same with room for all", |keys| {
            let bytes = keys.len() * size_of::<Node<InArena>>();
            in_arena(keys, &Bump::with_capacity(bytes))
        })
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

/// A node whose children are found through `P`.
struct Node<P> {
    key: u64,
    left: Option<P>,
    right: Option<P>,
}

struct Boxed(Box<Node<Boxed>>);
struct InArena<'a>(&'a Node<InArena<'a>>);
/// One more than the place in the vector, so that none takes no room of its own.
struct Index(NonZeroU32);

/// The balanced tree of sorted keys; `place` puts a node where it is to be.
fn build<P>(keys: &[u64], place: &mut impl FnMut(Node<P>) -> P) -> Option<P> {
    let (left, [key, right @ ..]) = keys.split_at(keys.len() / 2) else {
        return None;
    };
    let node = Node {
        key: *key,
        left: build(left, place),
        right: build(right, place),
    };
    Some(place(node))
}

/// Every key with its place in the walk, and how many there are.
fn answer<'t, P>(root: &'t Option<P>, at: impl Fn(&'t P) -> &'t Node<P>) -> Answer<u64> {
    let (mut sum, mut n) = (0, 0);
    walk(root, &at, &mut |key| {
        n += 1;
        sum += n * key;
    });
    Answer::new(sum).elements(n)
}

fn walk<'t, P>(
    tree: &'t Option<P>,
    at: &impl Fn(&'t P) -> &'t Node<P>,
    visit: &mut impl FnMut(u64),
) {
    if let Some(tree) = tree {
        let node = at(tree);
        walk(&node.left, at, visit);
        visit(node.key);
        walk(&node.right, at, visit);
    }
}
