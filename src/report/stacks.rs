//! Folded stacks, cut to what tells one from another.

use indexmap::IndexMap;

use crate::profile::Frame;

/// How the functions begin that start a program, and those of heapwise's that run a variant.
const STARTERS: [&str; 7] = [
    "_start",
    "__libc_start",
    "(below main)",
    "std::rt::",
    "std::sys::backtrace::",
    "heapwise::measure::",
    "heapwise::experiment::",
];

/// How many of its outermost frames each stack can spare: those that all of `stacks` share, up to
/// the innermost that starts the program or runs a variant.
pub(super) fn shared_start<'a>(mut stacks: impl Iterator<Item = &'a str>) -> usize {
    let Some(first) = stacks.next() else {
        return 0;
    };
    let first: Vec<&str> = first.split(';').collect();
    let shared = stacks.fold(first.len(), |shared, stack| {
        let pairs = stack.split(';').zip(&first[..shared]);
        pairs
            .take_while(|(frame, of_first)| frame == *of_first)
            .count()
    });
    let is_starter = |frame: &&str| STARTERS.iter().any(|start| frame.starts_with(start));
    let innermost = first[..shared].iter().rposition(is_starter);
    innermost.map_or(0, |place| place + 1)
}

/// The stacks without so many of their outermost frames, and without what the standard library and
/// the allocator do inside the innermost call to them. What has become one stack is added up.
pub(super) fn cut(stacks: &IndexMap<String, u64>, start: usize) -> IndexMap<String, u64> {
    let mut shorter = IndexMap::with_capacity(stacks.len());
    for (stack, figure) in stacks {
        let frames: Vec<&str> = stack.split(';').collect();
        let start = start.min(frames.len() - 1);
        let own = frames.iter().rposition(|function| !is_standard(function));
        let end = own.map_or(start, |own| own + 1).max(start) + 1;
        let frames = &frames[start..end.min(frames.len())];
        *shorter.entry(frames.join(";")).or_insert(0) += figure;
    }
    shorter
}

fn is_standard(function: &str) -> bool {
    let frame = Frame {
        function,
        file: "",
        line: 0,
    };
    frame.is_standard()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(stacks: &[(&str, u64)]) -> Vec<(String, u64)> {
        let stacks: IndexMap<String, u64> = stacks
            .iter()
            .map(|(stack, figure)| (stack.to_string(), *figure))
            .collect();
        let start = shared_start(stacks.keys().map(String::as_str));
        cut(&stacks, start).into_iter().collect()
    }

    #[test]
    fn what_all_share_before_the_variant_and_what_the_library_does_inside_are_cut() {
        let run = "std::rt::lang_start;heapwise::experiment::scope::run;mine::all";
        let stacks = [
            (
                format!("{run};mine::a;alloc::vec::push;alloc::vec::grow"),
                5,
            ),
            (format!("{run};mine::a;alloc::vec::push;core::f"), 2),
            (format!("{run};mine::b"), 1),
        ];
        let stacks: Vec<(&str, u64)> = stacks.iter().map(|(s, n)| (s.as_str(), *n)).collect();
        let expected = [
            ("mine::all;mine::a;alloc::vec::push", 7),
            ("mine::all;mine::b", 1),
        ];
        assert_eq!(cut_of(&stacks), expected.map(|(s, n)| (s.to_string(), n)));
    }

    #[test]
    fn a_stack_keeps_a_frame_and_what_is_not_shared_stays() {
        for stack in ["std::rt::lang_start", "", "alloc::a"] {
            assert_eq!(cut_of(&[(stack, 1)]), [(stack.to_string(), 1)]);
        }
        let unshared = [("std::rt::a;f", 1), ("std::rt::b;f", 1)];
        assert_eq!(cut_of(&unshared), unshared.map(|(s, n)| (s.to_string(), n)));
    }
}
