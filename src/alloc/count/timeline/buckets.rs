//! Live bytes over time, thinned while they are recorded.
//!
//! Time is cut into at most [`MAX_BUCKETS`] buckets. When they are full, neighbours are merged and
//! the shortest length of a bucket grows. A bucket stores the least and the most bytes that were
//! live in it, so thinning never loses a peak.

/// The most buckets of a timeline. Each gives up to three points.
const MAX_BUCKETS: usize = 500;

/// The buckets of one timeline, in order of time. The first starts at 0 ns with 0 bytes live. They
/// allocate only in [`new`](Self::new).
pub(super) struct TimeBuckets {
    buckets: Vec<TimeBucket>,
    /// A bucket starts at least this long after the one before.
    min_length_ns: u64,
}

/// The bytes live from a point in time until the next bucket begins.
#[derive(Clone, Copy)]
struct TimeBucket {
    start_ns: u64,
    min_bytes: u64,
    max_bytes: u64,
    last_bytes: u64,
    /// Whether the most bytes were live before the least.
    is_max_first: bool,
}

impl TimeBuckets {
    pub(super) fn new() -> Self {
        let mut buckets = Vec::with_capacity(MAX_BUCKETS);
        buckets.push(TimeBucket::new(0, 0));
        Self {
            buckets,
            min_length_ns: 0,
        }
    }

    /// Starts a bucket at `at_ns` with `live_bytes`, unless the last one started too recently. Returns
    /// when the next one may start.
    pub(super) fn start(&mut self, at_ns: u64, live_bytes: u64) -> u64 {
        let last_ns = self.buckets.last().map_or(0, |last| last.start_ns);
        if at_ns < last_ns + self.min_length_ns {
            return last_ns + self.min_length_ns;
        }
        if self.buckets.len() == MAX_BUCKETS {
            self.min_length_ns = 2 * at_ns / MAX_BUCKETS as u64 + 1;
            self.merge_neighbours();
        }
        self.buckets.push(TimeBucket::new(at_ns, live_bytes));
        at_ns + self.min_length_ns
    }

    /// Adds `live_bytes`, live from now on, to the last bucket.
    #[inline]
    pub(super) fn add(&mut self, live_bytes: u64) {
        if let Some(bucket) = self.buckets.last_mut() {
            bucket.add(live_bytes);
        }
    }

    /// Merges buckets that are shorter than the shortest length. At most half of them remain.
    fn merge_neighbours(&mut self) {
        let min_length_ns = self.min_length_ns;
        self.buckets.dedup_by(|later, earlier| {
            let is_too_short = later.start_ns < earlier.start_ns + min_length_ns;
            if is_too_short {
                earlier.merge(later);
            }
            is_too_short
        });
    }

    /// The points of the timeline: nanoseconds since the start, and the bytes live from then on.
    pub(super) fn points(&self) -> Vec<(u64, u64)> {
        let mut points: Vec<_> = self.buckets.iter().flat_map(TimeBucket::points).collect();
        points.dedup_by_key(|(_, live_bytes)| *live_bytes);
        points
    }
}

impl TimeBucket {
    fn new(start_ns: u64, live_bytes: u64) -> Self {
        Self {
            start_ns,
            min_bytes: live_bytes,
            max_bytes: live_bytes,
            last_bytes: live_bytes,
            is_max_first: false,
        }
    }

    #[inline]
    fn add(&mut self, live_bytes: u64) {
        if (self.min_bytes..=self.max_bytes).contains(&live_bytes) {
            self.last_bytes = live_bytes;
        } else {
            self.merge(&Self::new(self.start_ns, live_bytes));
        }
    }

    /// Merges the bucket right after this one into it.
    fn merge(&mut self, later: &Self) {
        let has_less = later.min_bytes < self.min_bytes;
        let has_more = later.max_bytes > self.max_bytes;
        self.is_max_first = match (has_less, has_more) {
            (false, false) => self.is_max_first,
            (true, true) => later.is_max_first,
            (has_less, _) => has_less,
        };
        self.min_bytes = self.min_bytes.min(later.min_bytes);
        self.max_bytes = self.max_bytes.max(later.max_bytes);
        self.last_bytes = later.last_bytes;
    }

    fn points(&self) -> [(u64, u64); 3] {
        let (first, second) = if self.is_max_first {
            (self.max_bytes, self.min_bytes)
        } else {
            (self.min_bytes, self.max_bytes)
        };
        [first, second, self.last_bytes].map(|live_bytes| (self.start_ns, live_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of the points that remain of these events, which come one each microsecond.
    fn thin(events: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut buckets = TimeBuckets::new();
        for (at_us, live_bytes) in (1..).zip(events) {
            buckets.start(at_us * 1000, live_bytes);
            buckets.add(live_bytes);
        }
        let points = buckets.points();
        assert!(points.is_sorted_by_key(|(at_ns, _)| *at_ns));
        points
            .into_iter()
            .map(|(_, live_bytes)| live_bytes)
            .collect()
    }

    #[test]
    fn thinning_bounds_the_number_of_points_and_keeps_the_peak_and_the_trough_after_it() {
        for teeth in [1_u64, 7, 1000] {
            let saw = (0..300_000).map(|event| 1_000_000 + event % (2 * teeth) * 100);
            let with_peak = saw.clone().chain([77_000_000, 3, 500]);
            let bytes = thin(with_peak);
            assert!(bytes.len() <= 3 * MAX_BUCKETS, "{}", bytes.len());
            assert!(bytes.len() > MAX_BUCKETS / 2, "{}", bytes.len());
            assert_eq!(bytes.iter().max(), Some(&77_000_000));
            let peak = bytes.iter().position(|bytes| *bytes == 77_000_000).unwrap();
            assert_eq!(bytes[peak + 1..], [3, 500]);
        }
    }

    #[test]
    fn merging_keeps_the_order_of_least_and_most() {
        let bucket = |values: &[u64]| {
            let mut bucket = TimeBucket::new(0, values[0]);
            values.iter().for_each(|value| bucket.add(*value));
            bucket
        };
        for (earlier, later, expected) in [
            (&[5, 9][..], &[1, 6][..], [9, 1, 6]),
            (&[5, 1], &[9, 6], [1, 9, 6]),
            (&[5], &[9, 1, 6], [9, 1, 6]),
            (&[9, 1], &[5], [9, 1, 5]),
        ] {
            let mut merged = bucket(earlier);
            merged.merge(&bucket(later));
            assert_eq!(merged.points().map(|(_, bytes)| bytes), expected);
        }
    }
}
