//! Going through chains.

use std::slice;

use super::Chains;
use super::link::{Link, Node, unlink};

/// The entries of [`Chains`], borrowed.
#[derive(Debug)]
pub struct ChainIter<'a, K, V> {
    heads: slice::Iter<'a, Link<K, V>>,
    next: Option<&'a Node<K, V>>,
}

impl<'a, K, V> ChainIter<'a, K, V> {
    pub(super) fn new(heads: &'a [Link<K, V>]) -> Self {
        Self {
            heads: heads.iter(),
            next: None,
        }
    }
}

impl<'a, K, V> Iterator for ChainIter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(node) = self.next {
                self.next = node.next.as_deref();
                return Some((&node.key, &node.value));
            }
            self.next = self.heads.next()?.as_deref();
        }
    }
}

/// The entries of [`Chains`].
#[derive(Debug)]
pub struct ChainIntoIter<K, V, G> {
    chains: Chains<K, V, G>,
    slot: usize,
}

impl<K, V, G> ChainIntoIter<K, V, G> {
    pub(super) fn new(chains: Chains<K, V, G>) -> Self {
        Self { chains, slot: 0 }
    }
}

impl<K, V, G> Iterator for ChainIntoIter<K, V, G> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        while let Some(head) = self.chains.heads.get_mut(self.slot) {
            if let Some(node) = unlink(head) {
                return Some((node.key, node.value));
            }
            self.slot += 1;
        }
        None
    }
}
