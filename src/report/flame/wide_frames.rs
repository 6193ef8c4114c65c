//! The frames of a flame graph that are wide enough to be seen, if there are too many to draw all.

use crate::profile::FoldedStacks;
use crate::report::plain::plain_up_to;

/// The most frames of all stacks that are drawn whatever their width, and the most bytes of their
/// names.
const MOST_FRAMES: usize = 200_000;
const MOST_BYTES: usize = 20_000_000;

/// In larger graphs, the narrowest frame that is drawn, as a share of the whole; the most frames of a
/// stack; and the most characters of a name.
const NARROWEST: u128 = 2000;
const DEEPEST: usize = 300;
const LONGEST_NAME: usize = 200;

/// A stack of names, and its figures.
pub(super) type NamedStack<const N: usize> = (String, [u64; N]);

/// The stacks that are drawn. In a large graph they end where their frames become narrow, and names
/// are cut.
pub(super) fn drawn_stacks<const N: usize>(stacks: &FoldedStacks<N>) -> Vec<NamedStack<N>> {
    if is_small(stacks) {
        let all = stacks.stacks();
        return all
            .map(|(stack, figures)| (stacks.render_stack(stack), *figures))
            .collect();
    }
    let mut sorted: Vec<WeightedStack<'_, N>> = stacks
        .stacks()
        .map(|(frames, figures)| WeightedStack {
            frames,
            figures: *figures,
        })
        .collect();
    sorted.sort_by_key(|stack| stack.frames);
    let mut wide = WideStacks {
        least_width: sum_widths(&sorted) / NARROWEST,
        stacks: Vec::new(),
    };
    wide.add(&sorted, 0);
    let name = |&frame: &u32| plain_up_to(stacks.name(frame), LONGEST_NAME);
    let named = wide.stacks.iter().map(|stack| {
        let names: Vec<String> = stack.frames.iter().map(name).collect();
        (names.join(";"), stack.figures)
    });
    named.collect()
}

fn is_small<const N: usize>(stacks: &FoldedStacks<N>) -> bool {
    let lengths: Vec<usize> = stacks.names().map(str::len).collect();
    let (mut frames, mut bytes) = (0, 0);
    for (stack, _) in stacks.stacks() {
        let names = stack.iter().map(|&frame| lengths[frame as usize]);
        frames += stack.len();
        bytes += names.sum::<usize>();
    }
    frames <= MOST_FRAMES && bytes <= MOST_BYTES
}

#[derive(Clone)]
struct WeightedStack<'a, const N: usize> {
    frames: &'a [u32],
    figures: [u64; N],
}

impl<const N: usize> WeightedStack<'_, N> {
    fn width(&self) -> u128 {
        let widest = self.figures.iter().max();
        u128::from(widest.copied().unwrap_or(0))
    }
}

fn sum_widths<const N: usize>(stacks: &[WeightedStack<'_, N>]) -> u128 {
    stacks.iter().map(WeightedStack::width).sum()
}

/// The stacks as far as their frames are wide.
struct WideStacks<'a, const N: usize> {
    least_width: u128,
    stacks: Vec<WeightedStack<'a, N>>,
}

impl<'a, const N: usize> WideStacks<'a, N> {
    /// Adds sorted stacks that share their first `depth` frames. Those whose next frame is narrow end
    /// there, as one stack.
    fn add(&mut self, stacks: &[WeightedStack<'a, N>], depth: usize) {
        let Some(first) = stacks.first() else {
            return;
        };
        let mut ends_here = WeightedStack {
            frames: &first.frames[..depth],
            figures: [0; N],
        };
        for group in stacks.chunk_by(|one, other| one.frames.get(depth) == other.frames.get(depth))
        {
            let goes_on = group[0].frames.len() > depth && depth < DEEPEST;
            if goes_on && sum_widths(group) >= self.least_width {
                self.add(group, depth + 1);
            } else {
                for (sum, index) in ends_here.figures.iter_mut().zip(0..) {
                    *sum += group.iter().map(|stack| stack.figures[index]).sum::<u64>();
                }
            }
        }
        if ends_here.width() > 0 {
            self.stacks.push(ends_here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_graph_ends_where_its_frames_become_narrow() {
        let mut folded = FoldedStacks::<1>::default();
        let wide = folded.add_name("wide");
        let deep: Vec<u32> = (0..1000)
            .map(|depth| folded.add_name(&format!("deep{depth}")))
            .collect();
        folded.add(deep, 0, 1_000_000);
        for index in 0..MOST_FRAMES as u64 {
            let narrow = folded.add_name(&format!("narrow{index}"));
            folded.add([wide, narrow], 0, 1 + index % 3);
        }
        let drawn = drawn_stacks(&folded);
        let [(wide, [sum]), (deep, [1_000_000])] = drawn.as_slice() else {
            panic!("{} stacks", drawn.len());
        };
        assert_eq!(deep.split(';').count(), DEEPEST);
        assert_eq!((wide.as_str(), *sum), ("wide", 399_999));
    }
}
