//! A metric sampled at several points.

use serde::{Deserialize, Serialize};

/// A metric of a variant, sampled at several points, for example the number of lookups at each
/// probe length.
///
/// It is stored in the report, so it should be small: tens of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The name, the same from version to version.
    pub name: String,
    /// The label of the x-axis, with its unit.
    pub x: String,
    /// The label of the y-axis, with its unit.
    pub y: String,
    /// The points, from left to right.
    pub points: Vec<(f64, f64)>,
    /// The points that a theory expects, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<(f64, f64)>,
    /// The kind of plot that a page draws.
    #[serde(default, skip_serializing_if = "PlotKind::is_auto")]
    pub plot: PlotKind,
}

/// The kind of plot that a page draws of a [`Series`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlotKind {
    /// The capacity `y` of a container from length `x` on, both in the unit of `x`. It is drawn as
    /// steps, and a second plot shows the headroom `(y - x) / x` in percent.
    Capacity,
    /// A histogram if every `x` is the whole number after the one before, otherwise a line. A kind
    /// that this version does not know is read as this one.
    #[default]
    #[serde(other)]
    Auto,
}

impl PlotKind {
    /// True for [`PlotKind::Auto`], which is not stored.
    fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
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
            plot: PlotKind::Auto,
        }
    }

    /// Sets the points that a theory expects.
    #[must_use]
    pub fn expected(mut self, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.expected = points.into_iter().collect();
        self
    }

    /// Sets the kind of plot that a page draws.
    ///
    /// ```
    /// use heapwise::record::{PlotKind, Series};
    ///
    /// let steps = [(1.0, 4.0), (5.0, 8.0), (8.0, 8.0)];
    /// let series = Series::new("capacity", "items", "items", steps).plot(PlotKind::Capacity);
    /// assert_eq!(series.plot, PlotKind::Capacity);
    /// ```
    #[must_use]
    pub fn plot(mut self, kind: PlotKind) -> Self {
        self.plot = kind;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_plot_is_stored_only_if_asked_for_and_an_unknown_one_is_auto() {
        let auto = Series::new("a", "x", "y", [(1.0, 2.0)]);
        let text = serde_json::to_string(&auto).unwrap();
        assert!(!text.contains("plot"), "{text}");
        assert_eq!(serde_json::from_str::<Series>(&text).unwrap(), auto);
        let capacity = auto.clone().plot(PlotKind::Capacity);
        let text = serde_json::to_string(&capacity).unwrap();
        assert!(text.ends_with(r#","plot":"capacity"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Series>(&text).unwrap(), capacity);
        let unknown = text.replace(r#""capacity"}"#, r#""of-tomorrow"}"#);
        assert_eq!(serde_json::from_str::<Series>(&unknown).unwrap(), auto);
    }
}
