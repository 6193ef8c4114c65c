//! A figure over another one.

use serde::{Deserialize, Serialize};

/// What a variant tells at more than one point, such as how many look-ups took so many probes.
///
/// It stands in the report, so it should be small: tens of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The name, the same from version to version.
    pub name: String,
    /// What is told off to the right, with its unit.
    pub x: String,
    /// What is told off upwards, with its unit.
    pub y: String,
    /// The points, from left to right.
    pub points: Vec<(f64, f64)>,
    /// The points that a theory expects, where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<(f64, f64)>,
}

impl Series {
    /// The points of `y` over `x`.
    ///
    /// ```
    /// use heapwise::record::Series;
    ///
    /// let series = Series::new("probe_lengths_hit", "probes", "% of look-ups", [(1.0, 80.0), (2.0, 20.0)])
    ///     .expected([(1.0, 81.6), (2.0, 18.4)]);
    /// assert_eq!(series.points.len(), 2);
    /// ```
    pub fn new(
        name: impl Into<String>,
        x: impl Into<String>,
        y: impl Into<String>,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        Self {
            name: name.into(),
            x: x.into(),
            y: y.into(),
            points: points.into_iter().collect(),
            expected: Vec::new(),
        }
    }

    /// Says which points a theory expects.
    #[must_use]
    pub fn expected(mut self, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.expected = points.into_iter().collect();
        self
    }
}
