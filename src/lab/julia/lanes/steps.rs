//! The code of the vector loops, which every instruction set compiles with operations of its own.

/// The steps of the first stage. Most points escape in them.
pub(super) const FIRST_STEPS: u32 = 4;

/// The steps of the second stage.
pub(super) const SECOND_STEPS: u32 = 12;

/// The steps of the third stage from one check to the next.
pub(super) const STEPS: u32 = 36;

/// Defines `iterate_rows` for an instruction set: its features, the type of a vector of `f64`, the
/// number of its lanes, and how many vectors advance side by side. A step waits for the one before it,
/// so several independent vectors keep the processor busy.
///
/// The file defines the operations `splat`, `load`, `store`, `add`, `sub`, `mul`, `is_below` (a mask),
/// `and` and `bits` of masks, and `count`, which adds 1 in the lanes of a mask.
macro_rules! vector_loops {
    ($features:literal, $reals:ty, $lanes:literal, $vectors:literal) => {
        const GROUP: usize = $lanes * $vectors;

        /// See [`rows::iterate`].
        #[target_feature(enable = $features)]
        pub(super) fn iterate_rows(
            xs: &[f64],
            ys: &[f64],
            max_iterations: u32,
            counts: &mut [u32],
        ) {
            rows::iterate(
                xs,
                ys,
                max_iterations,
                counts,
                |points, steps, counted| count_steps(points, steps, counted),
                |from, to| advance(from, to),
            );
        }

        /// Applies `steps` steps and counts those of each point with |z| < 2. Returns the points that
        /// stayed below 2 in every step, one bit each.
        #[target_feature(enable = $features)]
        fn count_steps(points: &mut Points, steps: u32, counted: &mut [f64; POINTS]) -> u64 {
            let mut inside = 0;
            for first in (0..POINTS).step_by(GROUP) {
                let (mut re, mut im) = load_group(points, first);
                let mut active = [is_below(splat(0.0), splat(4.0)); $vectors];
                let mut count_of = [splat(0.0); $vectors];
                for _ in 0..steps {
                    for v in 0..$vectors {
                        let (re_squared, im_squared) = (mul(re[v], re[v]), mul(im[v], im[v]));
                        let square = add(re_squared, im_squared);
                        active[v] = and(active[v], is_below(square, splat(4.0)));
                        count_of[v] = count(count_of[v], active[v]);
                        (re[v], im[v]) = step(re[v], im[v], re_squared, im_squared);
                    }
                }
                for v in 0..$vectors {
                    let at = first + v * $lanes;
                    store(count_of[v], chunk_mut(counted, at));
                    inside |= u64::from(bits(active[v])) << at;
                }
                store_group(points, first, re, im);
            }
            inside
        }

        /// Applies [`STEPS`] steps to the points of `from` and stores them in `to`. Returns the points
        /// that are still below 2, and those that have iterations left, one bit each.
        #[target_feature(enable = $features)]
        fn advance(from: &Points, to: &mut Points) -> (u64, u64) {
            let (mut inside, mut unfinished) = (0, 0);
            for first in (0..POINTS).step_by(GROUP) {
                let (mut re, mut im) = load_group(from, first);
                for _ in 0..STEPS {
                    for v in 0..$vectors {
                        let (re_squared, im_squared) = (mul(re[v], re[v]), mul(im[v], im[v]));
                        (re[v], im[v]) = step(re[v], im[v], re_squared, im_squared);
                    }
                }
                for v in 0..$vectors {
                    let at = first + v * $lanes;
                    let square = add(mul(re[v], re[v]), mul(im[v], im[v]));
                    inside |= u64::from(bits(is_below(square, splat(4.0)))) << at;
                    let left = sub(load(chunk(&from.left, at)), splat(f64::from(STEPS)));
                    unfinished |= u64::from(bits(is_below(splat(0.0), left))) << at;
                    store(left, chunk_mut(&mut to.left, at));
                }
                store_group(to, first, re, im);
            }
            (inside, unfinished)
        }

        /// z² + c from z and the squares of its parts, rounded as in the scalar loop.
        #[inline]
        #[target_feature(enable = $features)]
        fn step(
            re: $reals,
            im: $reals,
            re_squared: $reals,
            im_squared: $reals,
        ) -> ($reals, $reals) {
            (
                add(sub(re_squared, im_squared), splat(C.re)),
                add(mul(add(re, re), im), splat(C.im)),
            )
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn load_group(points: &Points, first: usize) -> ([$reals; $vectors], [$reals; $vectors]) {
            let (mut re, mut im) = ([splat(0.0); $vectors], [splat(0.0); $vectors]);
            for v in 0..$vectors {
                re[v] = load(chunk(&points.re, first + v * $lanes));
                im[v] = load(chunk(&points.im, first + v * $lanes));
            }
            (re, im)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn store_group(
            points: &mut Points,
            first: usize,
            re: [$reals; $vectors],
            im: [$reals; $vectors],
        ) {
            for v in 0..$vectors {
                store(re[v], chunk_mut(&mut points.re, first + v * $lanes));
                store(im[v], chunk_mut(&mut points.im, first + v * $lanes));
            }
        }
    };
}

pub(super) use vector_loops;

/// The numbers from index `at` on, as many as a vector has.
#[inline(always)]
pub(super) fn chunk<const LANES: usize>(numbers: &[f64], at: usize) -> &[f64; LANES] {
    numbers[at..]
        .first_chunk()
        .expect("a vector lies within the points")
}

/// As [`chunk`], to write to.
#[inline(always)]
pub(super) fn chunk_mut<const LANES: usize>(numbers: &mut [f64], at: usize) -> &mut [f64; LANES] {
    numbers[at..]
        .first_chunk_mut()
        .expect("a vector lies within the points")
}
