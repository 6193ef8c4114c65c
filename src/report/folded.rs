//! Folded stacks as text.

use indexmap::IndexMap;

use super::plain::plain;

/// A line for each of the stacks of [`crate::profile::Profile::folded`], its figure at the end.
pub fn folded(stacks: &IndexMap<String, u64>) -> String {
    let lines = stacks
        .iter()
        .map(|(stack, figure)| format!("{} {figure}\n", plain(stack)));
    lines.collect()
}
