//! What the variants of `growth` get: the number and size of the items, and the policies.

use crate::Error;
use crate::experiment::Input;
use crate::lab::growth::{ALL, Policy};

use super::super::memory;
use super::item;

/// The policy whose every append copies the whole array.
pub(super) const TUPLE: &str = "tuple";

/// The number of items that the tuple appends one by one, after the others.
pub(super) const APPENDED_TO_A_TUPLE: usize = 1000;

/// The number and size of the items to append, and the growth policies.
pub struct AppendInput {
    pub(super) n: usize,
    pub(super) item_bytes: usize,
    /// The capacity before the first item.
    pub(super) initial: usize,
    /// The policies, in the order of [`ALL`].
    pub(super) policies: Vec<PreparedPolicy>,
}

/// A growth policy for appending `n` items, and how many of them are not appended one by one.
pub(super) struct PreparedPolicy {
    pub(super) policy: Box<dyn Policy>,
    /// The number of items that are appended at once, before the others.
    pub(super) at_once: usize,
}

impl AppendInput {
    /// Reads the inputs of the experiment and prepares the policies.
    ///
    /// # Errors
    ///
    /// If there is no item of the size, or the items take more than the machine's memory.
    pub(super) fn new(input: &Input) -> Result<Self, Error> {
        let (n, initial, item_bytes) = (input.get("n"), input.get("initial"), input.get("item"));
        item::check_size(item_bytes)?;
        memory::check("n", n, item_bytes)?;
        memory::check("initial", initial, item_bytes)?;
        let policies = ALL.map(|named| PreparedPolicy {
            policy: named.policy(n),
            at_once: match named.name {
                TUPLE => n.saturating_sub(APPENDED_TO_A_TUPLE),
                _ => 0,
            },
        });
        Ok(Self {
            n,
            item_bytes,
            initial,
            policies: policies.into(),
        })
    }
}
