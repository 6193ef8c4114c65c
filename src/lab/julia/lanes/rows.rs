//! The order in which points enter and leave the vector loops.
//!
//! Most points escape within a few steps, but most steps are those of the points that never escape. So
//! a point passes through up to three stages:
//!
//! 1. Neighbours run together for [`FIRST_STEPS`] steps, each of which counts the points below 2.
//! 2. Those that are left run together for [`SECOND_STEPS`] steps, counted likewise.
//! 3. Those that are left now take a lane each, until they escape or have no iterations left. Then the
//!    next point takes the lane. Steps are not counted, and only every [`STEPS`]th is followed by a
//!    check. A point that has escaped since is counted again from the check before, together with
//!    others. No escaped point looks as if it had not: if |z| ≥ 2 > |c|, then |z² + c| > |z|.

use super::queue::{POINTS, PointQueue, Points, lanes_of};
use super::steps::{FIRST_STEPS, SECOND_STEPS, STEPS};

/// Stores the count of every point of the rows `ys` in `counts`, row by row, by two vector loops:
/// `count_steps`, which also returns the points that stayed below 2, and `advance`, which applies
/// [`STEPS`] steps and returns the points below 2 and those with iterations left.
#[inline(always)]
pub(super) fn iterate(
    xs: &[f64],
    ys: &[f64],
    max_iterations: u32,
    counts: &mut [u32],
    count_steps: impl Fn(&mut Points, u32, &mut [f64; POINTS]) -> u64,
    advance: impl Fn(&Points, &mut Points) -> (u64, u64),
) {
    let mut chunks = ys.iter().enumerate().flat_map(|(row, &y)| {
        let chunks = xs.chunks(POINTS).enumerate();
        chunks.map(move |(chunk, part)| (row * xs.len() + chunk * POINTS, part, y))
    });
    let mut stages = Stages {
        second: PointQueue::EMPTY,
        third: PointQueue::EMPTY,
        escaped: PointQueue::EMPTY,
        max_iterations,
        counts,
        count_steps,
    };
    let (mut one, mut other) = (Points::ESCAPED, Points::ESCAPED);
    let (mut now, mut next) = (&mut one, &mut other);
    let mut index = [0; POINTS];
    let mut taken = 0_u64;
    loop {
        stages.fill_third(&mut chunks);
        for lane in lanes_of(!taken).take(stages.third.len()) {
            index[lane] = stages.third.pop_into(now, lane);
            now.left[lane] = f64::from(max_iterations - FIRST_STEPS - SECOND_STEPS);
            taken |= 1 << lane;
        }
        if taken == 0 {
            stages.count_escaped();
            return;
        }
        let (inside, unfinished) = advance(now, next);
        for lane in lanes_of(taken & !(inside & unfinished)) {
            let is_inside = inside >> lane & 1 == 1;
            stages.finish(now, lane, index[lane], is_inside);
            taken &= !(1 << lane);
        }
        std::mem::swap(&mut now, &mut next);
    }
}

/// What waits for the stages, and what counts.
struct Stages<'a, F> {
    second: PointQueue,
    third: PointQueue,
    /// Points of the third stage as they were at the last check before they escaped.
    escaped: PointQueue,
    max_iterations: u32,
    counts: &'a mut [u32],
    count_steps: F,
}

impl<F: Fn(&mut Points, u32, &mut [f64; POINTS]) -> u64> Stages<'_, F> {
    /// Passes points through the first two stages until enough wait for the third one, or there are no
    /// more. A chunk is the index of its first count, its x coordinates and its y coordinate.
    #[inline(always)]
    fn fill_third<'x>(&mut self, chunks: &mut impl Iterator<Item = (usize, &'x [f64], f64)>) {
        while self.third.len() < POINTS {
            if self.second.len() < POINTS
                && let Some((first, xs, y)) = chunks.next()
            {
                self.run_first(first, xs, y);
            } else if self.second.len() > 0 {
                self.run_second();
            } else {
                return;
            }
        }
    }

    #[inline(always)]
    fn run_first(&mut self, first: usize, xs: &[f64], y: f64) {
        let mut points = Points::ESCAPED;
        points.re[..xs.len()].copy_from_slice(xs);
        points.im = [y; POINTS];
        let mut counted = [0.0; POINTS];
        let inside = (self.count_steps)(&mut points, FIRST_STEPS, &mut counted);
        let counted = counted.map(|steps| (steps as u32).min(self.max_iterations));
        self.counts[first..first + xs.len()].copy_from_slice(&counted[..xs.len()]);
        if self.max_iterations > FIRST_STEPS {
            for lane in lanes_of(inside) {
                let (re, im) = (points.re[lane], points.im[lane]);
                self.second.push(re, im, first + lane);
            }
        }
    }

    #[inline(always)]
    fn run_second(&mut self) {
        let (mut points, mut index) = (Points::ESCAPED, [0; POINTS]);
        let len = self.second.pop_all_into(&mut points, &mut index);
        let inside = self.add_steps(&mut points, &index[..len], SECOND_STEPS);
        if self.max_iterations > FIRST_STEPS + SECOND_STEPS {
            for lane in lanes_of(inside) {
                let (re, im) = (points.re[lane], points.im[lane]);
                self.third.push(re, im, index[lane]);
            }
        }
    }

    /// Takes a point out of the third stage: it has no iterations left, or has escaped since `points`.
    #[inline(always)]
    fn finish(&mut self, points: &Points, lane: usize, index: usize, is_inside: bool) {
        if is_inside {
            self.counts[index] = self.max_iterations;
            return;
        }
        self.counts[index] = self.max_iterations - points.left[lane] as u32;
        self.escaped.push(points.re[lane], points.im[lane], index);
        if self.escaped.len() == POINTS {
            self.count_escaped();
        }
    }

    #[inline(always)]
    fn count_escaped(&mut self) {
        let (mut points, mut index) = (Points::ESCAPED, [0; POINTS]);
        let len = self.escaped.pop_all_into(&mut points, &mut index);
        self.add_steps(&mut points, &index[..len], STEPS);
    }

    /// Applies `steps` steps to points and adds to their counts. Returns the points that have not
    /// escaped, one bit each.
    #[inline(always)]
    fn add_steps(&mut self, points: &mut Points, index: &[usize], steps: u32) -> u64 {
        let mut counted = [0.0; POINTS];
        let inside = (self.count_steps)(points, steps, &mut counted);
        for (&index, counted) in index.iter().zip(counted.map(|steps| steps as u32)) {
            let count = self.counts[index].saturating_add(counted);
            self.counts[index] = count.min(self.max_iterations);
        }
        inside
    }
}
