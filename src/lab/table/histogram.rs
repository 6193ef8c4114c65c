//! A histogram of probe lengths.

/// The number of lookups of each probe length. It has a counter of 8 bytes for each length up to the
/// longest.
///
/// ```
/// let lengths: heapwise::lab::table::Histogram = [1, 1, 1, 5].into_iter().collect();
/// assert_eq!((lengths.count(), lengths.mean(), lengths.max()), (4, 2.0, 5));
/// assert_eq!((lengths.percentile(0.5), lengths.percentile(0.99)), (1, 5));
/// assert_eq!(lengths.variance(), 3.0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
}

impl Histogram {
    /// Counts one lookup of probe length `length`.
    pub fn add(&mut self, length: usize) {
        if length >= self.counts.len() {
            self.counts.resize(length + 1, 0);
        }
        self.counts[length] += 1;
    }

    /// The number of lookups of each length, from 0 to the longest.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The number of lookups.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The sum of all probe lengths.
    pub fn sum(&self) -> u64 {
        self.lengths().map(|(length, count)| length * count).sum()
    }

    /// The mean length; 0 without lookups.
    pub fn mean(&self) -> f64 {
        self.sum() as f64 / self.count().max(1) as f64
    }

    /// The variance of the lengths; 0 without lookups.
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self
            .lengths()
            .map(|(length, count)| (length as f64 - mean).powi(2) * count as f64)
            .sum();
        squares / self.count().max(1) as f64
    }

    /// The longest length; 0 without lookups.
    pub fn max(&self) -> usize {
        self.counts.len().saturating_sub(1)
    }

    /// The shortest length that at least `share` of the lookups, a fraction from 0 to 1, do not
    /// exceed; 0 without lookups.
    pub fn percentile(&self, share: f64) -> usize {
        let wanted = (share * self.count() as f64).ceil() as u64;
        let mut seen = 0;
        let reaches = |&count: &u64| {
            seen += count;
            seen >= wanted.max(1)
        };
        self.counts.iter().position(reaches).unwrap_or(0)
    }

    fn lengths(&self) -> impl Iterator<Item = (u64, u64)> {
        (0..).zip(self.counts.iter().copied())
    }
}

impl FromIterator<usize> for Histogram {
    fn from_iter<I: IntoIterator<Item = usize>>(lengths: I) -> Self {
        let mut histogram = Self::default();
        lengths.into_iter().for_each(|length| histogram.add(length));
        histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_histogram_has_zero_figures() {
        let none = Histogram::default();
        assert_eq!((none.count(), none.max(), none.percentile(0.99)), (0, 0, 0));
        assert_eq!((none.mean(), none.variance()), (0.0, 0.0));
    }

    #[test]
    fn percentiles_are_lengths_that_occurred() {
        let lengths: Histogram = (1..=100).collect();
        assert_eq!(
            [0.0, 0.01, 0.5, 0.99, 1.0].map(|p| lengths.percentile(p)),
            [1, 1, 50, 99, 100]
        );
    }
}
