//! Folded stacks: as text, and without their common start.

use std::io::{self, Write};

use crate::profile::FoldedStacks;

use super::plain::printable;

/// Writes folded stacks, the input format of flame graph tools: a line for each stack, with its figure
/// at the end.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_folded_stacks(stacks: &FoldedStacks<1>, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = stacks.names().map(printable).collect();
    for (stack, [figure]) in stacks.stacks() {
        for (index, &name) in stack.iter().enumerate() {
            let separator = if index > 0 { ";" } else { "" };
            write!(out, "{separator}{}", names[name as usize])?;
        }
        write!(out, " {figure}")?;
        out.write_all(b"\n")?;
    }
    Ok(())
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

/// The number of outermost frames that can be removed from each stack: the frames that all of them
/// share, up to the innermost frame that starts the program or runs a variant.
#[cfg(feature = "page")]
fn count_shared_start<const N: usize>(stacks: &FoldedStacks<N>) -> usize {
    let mut rest = stacks.stacks().map(|(stack, _)| stack);
    let Some(first) = rest.next() else {
        return 0;
    };
    let shared = rest.fold(first.len(), |shared, stack| {
        let pairs = stack.iter().zip(&first[..shared]);
        pairs
            .take_while(|(frame, of_first)| frame == of_first)
            .count()
    });
    let is_start = |frame: &u32| is_start(stacks.name(*frame));
    let innermost = first[..shared].iter().rposition(is_start);
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

/// The stacks without the outermost frames that all of them share and that start the program or run a
/// variant. The figures of stacks that have become equal are added up.
#[cfg(feature = "page")]
pub(super) fn cut_start<const N: usize>(stacks: &FoldedStacks<N>) -> FoldedStacks<N> {
    let start = count_shared_start(stacks);
    let mut shorter = FoldedStacks::default();
    let names = (0..).zip(stacks.names());
    let names: Vec<u32> = names
        .map(|(index, name)| shorter.add_name(name, stacks.origin(index)))
        .collect();
    for (stack, figures) in stacks.stacks() {
        let start = start.min(stack.len().saturating_sub(1));
        let rest = stack[start..].iter();
        shorter.add(rest.map(|&frame| names[frame as usize]), figures);
    }
    shorter
}

#[cfg(all(test, feature = "page"))]
mod tests {
    use super::*;
    use crate::profile::Origin;

    fn cut_of(stacks: &[(&str, u64)]) -> Vec<(String, u64)> {
        let mut folded = FoldedStacks::<1>::default();
        for (stack, figure) in stacks {
            let names = stack.split(';');
            let names: Vec<u32> = names
                .map(|name| folded.add_name(name, Origin::Own))
                .collect();
            folded.add(names, &[*figure]);
        }
        let cut = cut_start(&folded);
        let stacks = cut.stacks();
        stacks
            .map(|(stack, [figure])| (cut.render_stack(stack), *figure))
            .collect()
    }

    #[test]
    fn frames_shared_before_the_variant_are_cut() {
        let run = "std::rt::lang_start;heapwise::experiment::scope::run;mine::all";
        let stacks = [
            (format!("{run};mine::a;alloc::vec::push"), 5),
            (format!("{run};mine::b"), 1),
        ];
        let stacks: Vec<(&str, u64)> = stacks.iter().map(|(s, n)| (s.as_str(), *n)).collect();
        let expected = [
            ("mine::all;mine::a;alloc::vec::push", 5),
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
