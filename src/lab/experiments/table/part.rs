//! The parts of the work that every map does.

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Insert,
    Hit,
    Miss,
    Remove,
    Reinsert,
    Iterate,
}

impl Part {
    /// All parts, in order.
    pub(super) const ALL: [Self; 6] = [
        Self::Insert,
        Self::Hit,
        Self::Miss,
        Self::Remove,
        Self::Reinsert,
        Self::Iterate,
    ];

    /// The name of the part's phase in the timeline.
    pub(super) fn phase_name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Hit => "look up",
            Self::Miss => "miss",
            Self::Remove => "remove half",
            Self::Reinsert => "insert again",
            Self::Iterate => "iterate",
        }
    }

    /// The name of the metric with the part's time.
    pub(super) fn metric_name(self) -> &'static str {
        match self {
            Self::Insert => "insert_ns",
            Self::Hit => "hit_ns",
            Self::Miss => "miss_ns",
            Self::Remove => "remove_ns",
            Self::Reinsert => "reinsert_ns",
            Self::Iterate => "iterate_ns",
        }
    }
}
