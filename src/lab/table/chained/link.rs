//! A chain of entries, each in a block of its own.

use std::iter::successors;

/// The first entry of a chain, or of what is left of it.
pub(super) type Link<K, V> = Option<Box<Node<K, V>>>;

/// An entry of a chain.
#[derive(Debug)]
pub(super) struct Node<K, V> {
    pub(super) next: Link<K, V>,
    pub(super) hash: u64,
    pub(super) key: K,
    pub(super) value: V,
}

/// The entries of a chain.
pub(super) fn chain<K, V>(head: &Link<K, V>) -> impl Iterator<Item = &Node<K, V>> {
    successors(head.as_deref(), |node| node.next.as_deref())
}

/// The link that many entries behind `head`.
pub(super) fn link_at<K, V>(head: &mut Link<K, V>, depth: usize) -> &mut Link<K, V> {
    (0..depth).fold(head, |link, _| {
        &mut link.as_mut().expect("an entry of the chain").next
    })
}

/// Takes the first entry off a chain.
pub(super) fn unlink<K, V>(link: &mut Link<K, V>) -> Link<K, V> {
    let mut node = link.take()?;
    *link = node.next.take();
    Some(node)
}
