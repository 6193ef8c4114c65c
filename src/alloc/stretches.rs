//! Bytes over time, thinned while they come.
//!
//! Time is cut into stretches, of which there are never more than [`MOST_STRETCHES`]: when there
//! would be, neighbours become one, and from then on none is begun so soon after another. A stretch
//! keeps the least and the most that was live in it, so no peak is ever lost.

/// How many stretches are kept; each makes up to three points.
const MOST_STRETCHES: usize = 500;

/// The stretches of one timeline, from nothing live at its beginning on. They allocate only when
/// they are made.
pub(super) struct Stretches {
    kept: Vec<Stretch>,
    least_ns: u64,
}

#[derive(Clone, Copy)]
struct Stretch {
    at_ns: u64,
    low: u64,
    high: u64,
    last: u64,
    is_high_first: bool,
}

impl Stretches {
    pub(super) fn new() -> Self {
        let mut kept = Vec::with_capacity(MOST_STRETCHES);
        kept.push(Stretch::new(0, 0));
        Self { kept, least_ns: 0 }
    }

    /// Begins a stretch, unless it is too soon after another.
    pub(super) fn begin(&mut self, at_ns: u64, bytes: u64) {
        let is_soon = |last: &Stretch| at_ns < last.at_ns + self.least_ns;
        if self.kept.last().is_some_and(is_soon) {
            return;
        }
        if self.kept.len() == MOST_STRETCHES {
            self.least_ns = 2 * at_ns / MOST_STRETCHES as u64 + 1;
            self.join_neighbours();
        }
        self.kept.push(Stretch::new(at_ns, bytes));
    }

    /// So many bytes are live now, in the last stretch.
    pub(super) fn take(&mut self, bytes: u64) {
        if let Some(stretch) = self.kept.last_mut() {
            stretch.take(bytes);
        }
    }

    /// Leaves at most half of them.
    fn join_neighbours(&mut self) {
        let least_ns = self.least_ns;
        self.kept.dedup_by(|later, earlier| {
            let is_soon = later.at_ns < earlier.at_ns + least_ns;
            if is_soon {
                earlier.join(later);
            }
            is_soon
        });
    }

    /// Nanoseconds from the beginning, and the bytes live from then on.
    pub(super) fn points(&self) -> Vec<(u64, u64)> {
        let mut points: Vec<_> = self.kept.iter().flat_map(Stretch::points).collect();
        points.dedup_by_key(|(_, bytes)| *bytes);
        points
    }
}

impl Stretch {
    fn new(at_ns: u64, bytes: u64) -> Self {
        Self {
            at_ns,
            low: bytes,
            high: bytes,
            last: bytes,
            is_high_first: false,
        }
    }

    fn take(&mut self, bytes: u64) {
        self.join(&Self::new(self.at_ns, bytes));
    }

    /// Takes in what came right after.
    fn join(&mut self, later: &Self) {
        let (lower, higher) = (later.low < self.low, later.high > self.high);
        self.is_high_first = match (lower, higher) {
            (false, false) => self.is_high_first,
            (true, true) => later.is_high_first,
            (lower, _) => lower,
        };
        self.low = self.low.min(later.low);
        self.high = self.high.max(later.high);
        self.last = later.last;
    }

    fn points(&self) -> [(u64, u64); 3] {
        let (first, second) = match self.is_high_first {
            true => (self.high, self.low),
            false => (self.low, self.high),
        };
        [first, second, self.last].map(|bytes| (self.at_ns, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that are kept of those that come, one each microsecond.
    fn kept(events: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut stretches = Stretches::new();
        for (at_us, bytes) in (1..).zip(events) {
            stretches.begin(at_us * 1000, bytes);
            stretches.take(bytes);
        }
        let points = stretches.points();
        assert!(points.is_sorted_by_key(|(at_ns, _)| *at_ns));
        points.into_iter().map(|(_, bytes)| bytes).collect()
    }

    #[test]
    fn of_many_the_peak_and_the_trough_beside_it_stay_and_the_number_is_bounded() {
        for teeth in [1_u64, 7, 1000] {
            let saw = (0..300_000).map(|event| 1_000_000 + event % (2 * teeth) * 100);
            let peak = saw.clone().chain([77_000_000, 3, 500]);
            let bytes = kept(peak);
            assert!(bytes.len() <= 3 * MOST_STRETCHES, "{}", bytes.len());
            assert!(bytes.len() > MOST_STRETCHES / 2, "{}", bytes.len());
            assert_eq!(bytes.iter().max(), Some(&77_000_000));
            let peak = bytes.iter().position(|bytes| *bytes == 77_000_000).unwrap();
            assert_eq!(bytes[peak + 1..], [3, 500]);
        }
    }

    #[test]
    fn what_is_joined_keeps_its_order() {
        let stretch = |values: &[u64]| {
            let mut stretch = Stretch::new(0, values[0]);
            values.iter().for_each(|value| stretch.take(*value));
            stretch
        };
        for (one, other, expected) in [
            (&[5, 9][..], &[1, 6][..], [9, 1, 6]),
            (&[5, 1], &[9, 6], [1, 9, 6]),
            (&[5], &[9, 1, 6], [9, 1, 6]),
            (&[9, 1], &[5], [9, 1, 5]),
        ] {
            let mut joined = stretch(one);
            joined.join(&stretch(other));
            assert_eq!(joined.points().map(|(_, bytes)| bytes), expected);
        }
    }
}
