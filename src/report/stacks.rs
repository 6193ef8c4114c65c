//! Folded stacks: as text, and cut to the frames that differ between them.

use indexmap::IndexMap;

#[cfg(feature = "page")]
use crate::profile::Frame;

use super::plain::printable;

/// Renders folded stacks, those of [`crate::profile::Profile::folded`]: a line for each stack, with
/// its figure at the end.
pub fn render_folded_stacks(stacks: &IndexMap<String, u64>) -> String {
    let lines = stacks
        .iter()
        .map(|(stack, figure)| format!("{} {figure}\n", printable(stack)));
    lines.collect()
}

/// Prefixes of the functions that start a program.
#[cfg(feature = "page")]
const PROGRAM_STARTS: [&str; 5] = [
    "_start",
    "__libc_start",
    "(below main)",
    "std::rt::",
    "std::sys::backtrace::",
];

/// The number of outermost frames that can be removed from each of `stacks`: the frames that all of
/// them share, up to the innermost frame that starts the program or runs a variant.
#[cfg(feature = "page")]
pub(super) fn count_shared_start<'a>(mut stacks: impl Iterator<Item = &'a str>) -> usize {
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
    let innermost = first[..shared].iter().rposition(|frame| is_start(frame));
    innermost.map_or(0, |index| index + 1)
}

/// True for a function that starts the program or runs a variant.
#[cfg(feature = "page")]
fn is_start(frame: &str) -> bool {
    // The code under measurement calls `alloc`, not the other way round.
    let measuring = crate::MEASURING_MODULES.iter();
    let running = measuring.filter(|module| !module.ends_with("::alloc::"));
    let mut starts = PROGRAM_STARTS.iter().chain(running);
    starts.any(|start| frame.starts_with(start))
}

/// The stacks without their `start` outermost frames. Of the innermost frames of the standard
/// library and the allocator, only the outermost is kept. The figures of stacks that have become
/// equal are added up.
#[cfg(feature = "page")]
pub(super) fn cut_stacks(stacks: &IndexMap<String, u64>, start: usize) -> IndexMap<String, u64> {
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

#[cfg(feature = "page")]
fn is_standard(function: &str) -> bool {
    let frame = Frame {
        function,
        file: "",
        line: 0,
        column: 0,
    };
    frame.is_standard()
}

#[cfg(all(test, feature = "page"))]
mod tests {
    use super::*;

    fn cut_of(stacks: &[(&str, u64)]) -> Vec<(String, u64)> {
        let stacks: IndexMap<String, u64> = stacks
            .iter()
            .map(|(stack, figure)| (stack.to_string(), *figure))
            .collect();
        let start = count_shared_start(stacks.keys().map(String::as_str));
        cut_stacks(&stacks, start).into_iter().collect()
    }

    #[test]
    fn frames_shared_before_the_variant_and_frames_inside_the_library_are_cut() {
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
    fn a_stack_keeps_one_frame_and_all_that_are_not_shared() {
        for stack in ["std::rt::lang_start", "", "alloc::a"] {
            assert_eq!(cut_of(&[(stack, 1)]), [(stack.to_string(), 1)]);
        }
        let unshared = [("std::rt::a;f", 1), ("std::rt::b;f", 1)];
        assert_eq!(cut_of(&unshared), unshared.map(|(s, n)| (s.to_string(), n)));
    }

    #[test]
    fn a_function_of_heapwise_that_a_variant_calls_is_no_start() {
        let stack = "heapwise::measure::run;mine::a;heapwise::alloc::phase::phase;mine::b";
        let expected = "mine::a;heapwise::alloc::phase::phase;mine::b".to_string();
        assert_eq!(cut_of(&[(stack, 1)]), [(expected, 1)]);
    }
}
