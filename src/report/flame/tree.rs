//! The frames of stacks as a tree, without those that are too narrow to be seen.

use indexmap::IndexSet;

use crate::profile::{FoldedStacks, Origin};
use crate::report::plain::plain_up_to;

/// The most frames of a stack, and the most characters of a name.
const DEEPEST: usize = 300;
const LONGEST_NAME: usize = 200;

/// How much of the stacks a tree has.
#[derive(Clone, Copy)]
pub(in crate::report) struct StacksLimits {
    /// A frame is left out if each of its figures is less than the whole divided by this.
    narrowest: u64,
    /// The most frames. If there are more, wider frames are left out too.
    frames: usize,
}

impl StacksLimits {
    /// The limits of one of many drawings on a page.
    pub(in crate::report) const ONE_OF_MANY: Self = Self {
        narrowest: 1000,
        frames: 10_000,
    };

    /// The limits of a drawing that stands alone.
    pub(in crate::report) const ALONE: Self = Self {
        narrowest: 100_000,
        frames: 200_000,
    };
}

/// The frames of all stacks, each caller before the functions that it called. What a frame that is
/// left out allocated is part of its caller's own figures.
pub(super) struct StackTree<const N: usize> {
    /// The names of the frames; the first is of the root.
    pub(super) names: Vec<(String, Origin)>,
    pub(super) frames: Vec<TreeFrame<N>>,
    /// The narrowest share of the whole that is in the tree, as its reciprocal.
    pub(super) narrowest: u64,
    /// Whether a frame is left out.
    pub(super) is_cut: bool,
}

/// A frame with its own figures, without those of the functions that it called.
pub(super) struct TreeFrame<const N: usize> {
    /// The number of frames around it; 0 for the root.
    pub(super) depth: usize,
    /// The index of its name.
    pub(super) name: usize,
    pub(super) figures: [u64; N],
}

impl<const N: usize> StackTree<N> {
    pub(super) fn new(stacks: &FoldedStacks<N>, limits: StacksLimits) -> Self {
        let mut sorted: Vec<FoldedStack<'_, N>> = stacks.stacks().collect();
        sorted.sort_by_key(|(frames, _)| *frames);
        let mut narrowest = limits.narrowest;
        loop {
            let mut builder = TreeBuilder::new(sum(&sorted), narrowest, limits.frames);
            builder.add(&sorted, 0, 0);
            if builder.frames.len() <= limits.frames || narrowest == 1 {
                return builder.into_tree(stacks);
            }
            narrowest = (narrowest / 4).max(1);
        }
    }
}

/// The frames of a stack, the outermost first, and its figures.
type FoldedStack<'a, const N: usize> = (&'a [u32], &'a [u64; N]);

fn sum<const N: usize>(stacks: &[FoldedStack<'_, N>]) -> [u64; N] {
    stacks.iter().fold([0; N], |mut sums, (_, figures)| {
        let pairs = sums.iter_mut().zip(*figures);
        pairs.for_each(|(sum, figure)| *sum = sum.saturating_add(*figure));
        sums
    })
}

struct TreeBuilder<const N: usize> {
    whole: [u64; N],
    narrowest: u64,
    most_frames: usize,
    /// The indices of the names in the stacks; the name of the root is before the first.
    names: IndexSet<u32>,
    frames: Vec<TreeFrame<N>>,
    is_cut: bool,
}

impl<const N: usize> TreeBuilder<N> {
    fn new(whole: [u64; N], narrowest: u64, most_frames: usize) -> Self {
        Self {
            whole,
            narrowest,
            most_frames,
            names: IndexSet::new(),
            frames: Vec::new(),
            is_cut: false,
        }
    }

    /// Adds a frame of this name, which sorted stacks have in common after their first `depth` frames,
    /// and what it called. Stops when there are too many frames.
    fn add(&mut self, stacks: &[FoldedStack<'_, N>], depth: usize, name: usize) {
        if self.frames.len() > self.most_frames {
            return;
        }
        let frame = self.frames.len();
        self.frames.push(TreeFrame {
            depth,
            name,
            figures: [0; N],
        });
        for called in stacks.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth)) {
            let figures = sum(called);
            match called[0].0.get(depth) {
                Some(function) if depth < DEEPEST && self.is_wide(&figures) => {
                    let name = self.names.insert_full(*function).0 + 1;
                    self.add(called, depth + 1, name);
                }
                function => {
                    self.is_cut |= function.is_some();
                    let own = self.frames[frame].figures.iter_mut();
                    own.zip(figures)
                        .for_each(|(own, more)| *own = own.saturating_add(more));
                }
            }
        }
    }

    fn is_wide(&self, figures: &[u64; N]) -> bool {
        let mut pairs = figures.iter().zip(self.whole);
        pairs.any(|(&figure, whole)| {
            figure > 0 && u128::from(figure) * u128::from(self.narrowest) >= u128::from(whole)
        })
    }

    fn into_tree(self, stacks: &FoldedStacks<N>) -> StackTree<N> {
        let root = (String::from("all"), Origin::Own);
        let names = self.names.into_iter();
        let names = names.map(|index| {
            let name = match stacks.name(index) {
                "" => String::from("[root]"),
                name => plain_up_to(name, LONGEST_NAME),
            };
            (name, stacks.origin(index))
        });
        StackTree {
            names: std::iter::once(root).chain(names).collect(),
            frames: self.frames,
            narrowest: self.narrowest,
            is_cut: self.is_cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render<const N: usize>(stacks: &FoldedStacks<N>, limits: StacksLimits) -> Vec<String> {
        let tree = StackTree::new(stacks, limits);
        let line = |frame: &TreeFrame<N>| {
            format!(
                "{} {} {:?}",
                frame.depth, tree.names[frame.name].0, frame.figures
            )
        };
        tree.frames.iter().map(line).collect()
    }

    #[test]
    fn every_caller_comes_before_what_it_called_with_its_own_figures() {
        let mut stacks = FoldedStacks::default();
        let [a, b, c] = ["a", "b", "c"].map(|name| stacks.add_name(name, Origin::Own));
        stacks.add([a, b], &[5, 1]);
        stacks.add([c], &[7, 0]);
        stacks.add([a], &[2, 1]);
        stacks.add([], &[1, 1]);
        let frames = render(&stacks, StacksLimits::ALONE);
        let expected = ["0 all [1, 1]", "1 a [2, 1]", "2 b [5, 1]", "1 c [7, 0]"];
        assert_eq!(frames, expected);
    }

    #[test]
    fn narrow_and_deep_frames_count_for_their_caller() {
        let mut stacks = FoldedStacks::<1>::default();
        let [wide, narrow] = ["wide", "narrow"].map(|name| stacks.add_name(name, Origin::Own));
        stacks.add([wide, narrow], &[1]);
        stacks.add(std::iter::repeat_n(wide, 2 * DEEPEST), &[100_000]);
        let tree = StackTree::new(&stacks, StacksLimits::ONE_OF_MANY);
        assert!(tree.is_cut && tree.frames.len() == DEEPEST + 1);
        assert_eq!(tree.frames[1].figures, [1]);
        assert_eq!(tree.frames[DEEPEST].figures, [100_000]);
    }

    #[test]
    fn of_many_frames_only_the_widest_remain() {
        let mut stacks = FoldedStacks::<1>::default();
        for index in 0..1000 {
            let name = stacks.add_name(&index.to_string(), Origin::Own);
            stacks.add([name], &[if index < 3 { 10_000 } else { 1 }]);
        }
        let limits = StacksLimits {
            narrowest: 1_000_000,
            frames: 100,
        };
        let frames = render(&stacks, limits);
        let expected = ["0 all [997]", "1 0 [10000]", "1 1 [10000]", "1 2 [10000]"];
        assert_eq!(frames, expected);
    }
}
