//! Live bytes over time, thinned while they are recorded.
//!
//! The events of a scope are cut into at most [`MAX_BUCKETS`] buckets. When they are full, neighbours are
//! merged and buckets become longer. A bucket stores the least and the most bytes that were live in it,
//! so thinning never loses a peak.
//!
//! A bucket is full after a number of events, or when the live bytes have moved by a part of the peak:
//! so a few large moves get buckets of their own beside many small ones. Time plays no part, so the bytes
//! and the events of all points are the same in every run.

/// The most buckets of a timeline. Each gives up to three points.
const MAX_BUCKETS: usize = 500;

/// A move of the live bytes by the peak counts as `1 << PEAK_IN_EVENTS` events.
const PEAK_IN_EVENTS: u32 = 16;

/// The buckets of one timeline, in order of time. The first starts at 0 ns with 0 bytes live. They
/// allocate only in [`new`](Self::new).
pub(super) struct TimeBuckets {
    buckets: Vec<TimeBucket>,
    peak_bytes: u64,
    live_bytes: u64,
    /// A bucket is full after `1 << length` events.
    length: u32,
}

/// A point of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BucketPoint {
    /// Nanoseconds since the start.
    pub(super) at_ns: u64,
    /// The number of events before.
    pub(super) event: u64,
    /// The bytes live from then on.
    pub(super) live_bytes: u64,
}

/// The bytes live from a point in time until the next bucket begins.
#[derive(Clone, Copy)]
struct TimeBucket {
    start_ns: u64,
    events: u64,
    /// How far the live bytes have moved up and down in all.
    moved_bytes: u64,
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
        // The first event begins a bucket of its own.
        buckets[0].events = 1;
        Self {
            buckets,
            peak_bytes: 0,
            live_bytes: 0,
            length: 0,
        }
    }

    /// Adds an event, from which on `live_bytes` are live. `clock` reads the nanoseconds since the scope
    /// began; it is called only where a bucket begins.
    #[inline]
    pub(super) fn add(&mut self, live_bytes: u64, clock: impl FnOnce() -> u64) {
        self.peak_bytes = self.peak_bytes.max(live_bytes);
        let moved_bytes = live_bytes.abs_diff(self.live_bytes);
        self.live_bytes = live_bytes;
        let (length, peak_bytes) = (self.length, self.peak_bytes);
        let last = self.buckets.last();
        if last.is_some_and(|last| last.is_full(length, peak_bytes)) {
            self.begin(clock(), live_bytes);
        }
        if let Some(last) = self.buckets.last_mut() {
            last.events += 1;
            last.moved_bytes = last.moved_bytes.saturating_add(moved_bytes);
            last.add(live_bytes);
        }
    }

    #[cold]
    fn begin(&mut self, at_ns: u64, live_bytes: u64) {
        if self.buckets.len() == MAX_BUCKETS {
            while self.buckets.len() > MAX_BUCKETS / 2 {
                self.length += 1;
                self.merge_neighbours();
            }
        }
        self.buckets.push(TimeBucket::new(at_ns, live_bytes));
    }

    /// Merges buckets with the next ones as long as they are not full.
    fn merge_neighbours(&mut self) {
        let (length, peak_bytes) = (self.length, self.peak_bytes);
        self.buckets.dedup_by(|later, earlier| {
            let is_merged = !earlier.is_full(length, peak_bytes);
            if is_merged {
                earlier.merge(later);
            }
            is_merged
        });
    }

    /// The number of events so far.
    pub(super) fn count_events(&self) -> u64 {
        let events: u64 = self.buckets.iter().map(|bucket| bucket.events).sum();
        // The first bucket counts one that is none.
        events - 1
    }

    /// The points of the timeline.
    pub(super) fn points(&self) -> Vec<BucketPoint> {
        let mut next_event = 0;
        let mut points: Vec<BucketPoint> = Vec::with_capacity(3 * self.buckets.len());
        for bucket in &self.buckets {
            let event = u64::saturating_sub(next_event, 1);
            points.extend(bucket.points(event));
            next_event += bucket.events;
        }
        points.dedup_by_key(|point| point.live_bytes);
        points
    }
}

impl TimeBucket {
    fn new(start_ns: u64, live_bytes: u64) -> Self {
        Self {
            start_ns,
            events: 0,
            moved_bytes: 0,
            min_bytes: live_bytes,
            max_bytes: live_bytes,
            last_bytes: live_bytes,
            is_max_first: false,
        }
    }

    /// Whether the next event begins another bucket.
    #[inline]
    fn is_full(&self, length: u32, peak_bytes: u64) -> bool {
        let part_of_peak = peak_bytes >> PEAK_IN_EVENTS;
        self.events >> length > 0 || self.moved_bytes >> length > part_of_peak
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
        self.events += later.events;
        self.moved_bytes = self.moved_bytes.saturating_add(later.moved_bytes);
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

    fn points(&self, event: u64) -> [BucketPoint; 3] {
        let (first, second) = if self.is_max_first {
            (self.max_bytes, self.min_bytes)
        } else {
            (self.min_bytes, self.max_bytes)
        };
        [first, second, self.last_bytes].map(|live_bytes| BucketPoint {
            at_ns: self.start_ns,
            event,
            live_bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of the points that remain of these events, which come one each microsecond.
    fn thin(events: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut buckets = TimeBuckets::new();
        for (at_us, live_bytes) in (1..).zip(events) {
            buckets.add(live_bytes, || at_us * 1000);
        }
        let points = buckets.points();
        assert!(points.is_sorted_by_key(|point| point.at_ns));
        // One event comes each microsecond, and the start is no event.
        let is_after = |point: &BucketPoint| {
            point.at_ns == 0 && point.event == 0 || point.at_ns == (point.event + 1) * 1000
        };
        assert!(points.iter().all(is_after));
        assert!(buckets.count_events() > points.last().unwrap().event);
        points.into_iter().map(|point| point.live_bytes).collect()
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
    fn few_large_moves_after_many_small_ones_have_points_of_their_own() {
        let small = (0..1_000_000_u64).map(|event| 10_000_000 + event % 2 * 16);
        let large = (1..=100).map(|step| 10_000_000 - step * 100_000);
        let bytes = thin(small.chain(large));
        let of_large = bytes.iter().filter(|&&bytes| bytes < 10_000_000).count();
        assert!(of_large > 20, "{of_large} of {}", bytes.len());
    }

    #[test]
    fn time_does_not_change_the_bytes() {
        let events = || (0..100_000_u64).map(|event| event * event % 1_000_003);
        let points = |time: fn(u64) -> u64| {
            let mut buckets = TimeBuckets::new();
            for (at, live_bytes) in (1..).zip(events()) {
                buckets.add(live_bytes, || time(at));
            }
            let points = buckets.points().into_iter();
            let exact = points.map(|point| (point.event, point.live_bytes));
            exact.collect::<Vec<(u64, u64)>>()
        };
        assert_eq!(points(|at| at), points(|at| at * at));
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
            assert_eq!(merged.points(0).map(|point| point.live_bytes), expected);
        }
    }
}
