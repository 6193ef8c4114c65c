//! Points on their way through the vector loops.

/// The number of points that are iterated together: a multiple of the lanes of every instruction set.
pub(super) const POINTS: usize = 64;

/// The points that are iterated together, each in a lane of its own.
#[derive(Clone)]
pub(super) struct Points {
    pub(super) re: [f64; POINTS],
    pub(super) im: [f64; POINTS],
    /// The iterations that are left: integers, as `f64` because every instruction set compares those.
    pub(super) left: [f64; POINTS],
}

impl Points {
    /// Points that are all NaN, which counts as escaped.
    pub(super) const ESCAPED: Self = Self {
        re: [f64::NAN; POINTS],
        im: [f64::NAN; POINTS],
        left: [0.0; POINTS],
    };
}

/// Points that wait for a lane, and the index of the count of each.
pub(super) struct PointQueue {
    re: [f64; 2 * POINTS],
    im: [f64; 2 * POINTS],
    index: [usize; 2 * POINTS],
    len: usize,
}

impl PointQueue {
    pub(super) const EMPTY: Self = Self {
        re: [0.0; 2 * POINTS],
        im: [0.0; 2 * POINTS],
        index: [0; 2 * POINTS],
        len: 0,
    };

    /// The number of points, at most twice [`POINTS`].
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub(super) fn push(&mut self, re: f64, im: f64, index: usize) {
        (self.re[self.len], self.im[self.len]) = (re, im);
        self.index[self.len] = index;
        self.len += 1;
    }

    /// Moves the last point into the lane `lane` of `points`. Returns the index of its count.
    ///
    /// # Panics
    ///
    /// If the queue is empty.
    #[inline(always)]
    pub(super) fn pop_into(&mut self, points: &mut Points, lane: usize) -> usize {
        self.len -= 1;
        (points.re[lane], points.im[lane]) = (self.re[self.len], self.im[self.len]);
        self.index[self.len]
    }

    /// Moves the last points into the first lanes, as many as there are lanes and points. Returns their
    /// number.
    #[inline(always)]
    pub(super) fn pop_all_into(
        &mut self,
        points: &mut Points,
        index: &mut [usize; POINTS],
    ) -> usize {
        let count = self.len.min(POINTS);
        self.len -= count;
        let moved = self.len..self.len + count;
        points.re[..count].copy_from_slice(&self.re[moved.clone()]);
        points.im[..count].copy_from_slice(&self.im[moved.clone()]);
        index[..count].copy_from_slice(&self.index[moved]);
        count
    }
}

/// The indices of the bits that are set.
#[inline(always)]
pub(super) fn lanes_of(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (lane < POINTS).then_some(lane)
    })
}
