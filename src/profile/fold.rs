//! Folds recursion in the backtraces of a profile that was recorded without folding.

use super::frame::Frame;
use super::frame_texts::FrameTexts;
use super::merge::merge_repeated;
use super::model::Profile;

impl Profile {
    /// Folds recursion, as heapwise's recorder does by default: on the way from the outermost call,
    /// a call that is already in the backtrace goes back to it. Program points that become the same
    /// are merged; their own peak is the sum of theirs, an upper bound.
    ///
    /// Calls are distinguished by the address in their frames, or by the text of frames without one.
    pub fn fold_recursion(&mut self) {
        let frames = &self.frames;
        for point in &mut self.points {
            point.backtrace = folded(&point.backtrace, frames);
        }
        merge_repeated(&mut self.points);
    }
}

/// The backtrace without the loops between two occurrences of one call.
fn folded(backtrace: &[usize], frames: &FrameTexts) -> Vec<usize> {
    let call = |frame: usize| Frame::address(&frames[frame]).unwrap_or(&frames[frame]);
    let mut path: Vec<&[usize]> = Vec::new();
    for next in calls(backtrace, call).into_iter().rev() {
        let is_same = |known: &&[usize]| call(known[0]) == call(next[0]);
        match path.iter().position(is_same) {
            Some(index) => path.truncate(index + 1),
            None => path.push(next),
        }
    }
    path.into_iter().rev().flatten().copied().collect()
}

/// Splits a backtrace into calls. A call is a run of frames with one address: the outermost frame is
/// the function, and the others are inlined into it. A function that calls itself at one place makes
/// several calls with one address; each of them begins with the same frame.
fn calls<'a, 't>(backtrace: &'a [usize], address: impl Fn(usize) -> &'t str) -> Vec<&'a [usize]> {
    let mut calls = Vec::new();
    let mut start = 0;
    for end in 1..=backtrace.len() {
        let is_new = backtrace.get(end).is_none_or(|&frame| {
            frame == backtrace[start] || address(frame) != address(backtrace[start])
        });
        if is_new {
            calls.push(&backtrace[start..end]);
            start = end;
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_call_goes_back_to_its_first_occurrence() {
        let frames = [
            "[root]",
            "0x1: main",
            "0x2: list",
            "0x2: inlined",
            "0x3: push",
            "0x4: last",
        ];
        let frames = FrameTexts::from_iter(frames);
        // Innermost first: `list` with `inlined` in it calls itself twice.
        assert_eq!(folded(&[4, 3, 2, 3, 2, 3, 2, 1], &frames), [4, 3, 2, 1]);
        assert_eq!(folded(&[5, 3, 2, 4, 3, 2, 1], &frames), [5, 3, 2, 1]);
        assert_eq!(folded(&[4, 1], &frames), [4, 1]);
        assert_eq!(folded(&[], &frames), [0; 0]);
    }
}
