//! The starts of threads in recorded stacks.
//!
//! The recorder marks where the block was allocated that a new thread freed first. A thread of the
//! standard library first frees what the one that started it passed to it. Other threads may free
//! anything, so only the names of functions show whether a mark is right.

use crate::alloc::recording::{CodeAddress, Recording};

use super::symbols::NamedFrame;

/// What a call has to do with starting a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallKind {
    /// The recorder's mark.
    Mark,
    /// It only allocates.
    Allocates,
    /// It starts a thread.
    StartsThread,
    /// Nothing.
    Other,
}

impl CallKind {
    /// The kind of each address of a recording, whose names are `calls`.
    pub(super) fn from_addresses(recording: &Recording, calls: &[Vec<NamedFrame>]) -> Vec<Self> {
        let addresses = recording.addresses.iter().zip(calls);
        addresses
            .map(|(&address, call)| match address {
                CodeAddress::THREAD_START => Self::Mark,
                _ => Self::from_call(call),
            })
            .collect()
    }

    fn from_call(call: &[NamedFrame]) -> Self {
        let functions = call.iter().map(|frame| frame.function.as_deref());
        let mut paths = functions.map(|name| name.unwrap_or("???").trim_start_matches('<'));
        let passes_on = ["alloc::", "core::", "__rust", crate::MEASURING_MODULES[0]];
        match paths.find(|path| !passes_on.iter().any(|start| path.starts_with(start))) {
            None => Self::Allocates,
            Some(path) if path.starts_with("std::") && path.contains("thread") => {
                Self::StartsThread
            }
            Some(_) => Self::Other,
        }
    }
}

/// The part of a stack, innermost call first, up to the first mark that is not directly inside a call
/// that starts a thread.
pub(super) fn cut_at_wrong_mark<'a>(stack: &'a [usize], kinds: &[CallKind]) -> &'a [usize] {
    let kind = |&index: &usize| kinds[index];
    let is_wrong = |&mark: &usize| {
        let mut around = stack[mark + 1..].iter().map(kind);
        let allocates = around.find(|&kind| kind != CallKind::Allocates);
        kinds[stack[mark]] == CallKind::Mark && allocates != Some(CallKind::StartsThread)
    };
    let end = (0..stack.len()).find(is_wrong);
    &stack[..end.unwrap_or(stack.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(functions: &[&str]) -> CallKind {
        let frame = |function: &&str| NamedFrame {
            function: Some(function.to_string()),
            ..NamedFrame::default()
        };
        CallKind::from_call(&functions.iter().map(frame).collect::<Vec<_>>())
    }

    #[test]
    fn a_mark_is_right_only_around_the_start_of_a_thread() {
        let boxes = "alloc::boxed::Box<T>::new";
        let kinds = [
            CallKind::Mark,
            call(&[
                "<alloc::alloc::Global as core::alloc::Allocator>::allocate",
                boxes,
            ]),
            call(&[boxes, "std::thread::lifecycle::spawn_unchecked"]),
            call(&["<std::sys::thread::unix::Thread>::new"]),
            call(&[boxes, "program::work", "std::thread::spawn"]),
            call(&[boxes, "std::collections::hash::map::HashMap<K, V>::new"]),
            CallKind::from_call(&[NamedFrame::default()]),
        ];
        for (stack, length) in [
            (&[4, 0, 1, 2, 4][..], 5),
            (&[4, 0, 3, 4], 4),
            (&[4, 0, 1, 4, 2], 1),
            (&[4, 0, 5, 2], 1),
            (&[4, 0, 6, 2], 1),
            (&[4, 0, 1], 1),
            (&[4, 0, 2, 4, 0, 4], 4),
            (&[4, 2, 4], 3),
        ] {
            assert_eq!(cut_at_wrong_mark(stack, &kinds), &stack[..length]);
        }
    }
}
