//! The figures of a row that are whole numbers, each by its name.

use super::Row;

/// A figure that a row may have.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Its name, with its unit: `peak_bytes`.
    pub name: &'static str,
    /// What it counts.
    pub counted: Counted,
    value: fn(&Row) -> Option<u64>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Bytes.
    Bytes,
    /// Blocks.
    Blocks,
    /// Reallocations.
    Reallocations,
    /// Nanoseconds.
    Nanoseconds,
}

#[rustfmt::skip]
impl Figure {
    /// Every allocation, and every reallocation again with its full new size.
    pub const TOTAL_BYTES: Self = figure("total_bytes", Counted::Bytes, |row| Some(row.heap.as_ref()?.totals.total_bytes));
    /// Allocations and reallocations.
    pub const TOTAL_BLOCKS: Self = figure("total_blocks", Counted::Blocks, |row| Some(row.heap.as_ref()?.totals.total_blocks));
    /// The most live at once.
    pub const PEAK_BYTES: Self = figure("peak_bytes", Counted::Bytes, |row| Some(row.heap.as_ref()?.totals.peak_bytes));
    /// The blocks live at that peak.
    pub const PEAK_BLOCKS: Self = figure("peak_blocks", Counted::Blocks, |row| Some(row.heap.as_ref()?.totals.peak_blocks));
    /// Still live when the scope ends.
    pub const END_BYTES: Self = figure("end_bytes", Counted::Bytes, |row| Some(row.heap.as_ref()?.totals.end_bytes));
    /// The blocks still live then.
    pub const END_BLOCKS: Self = figure("end_blocks", Counted::Blocks, |row| Some(row.heap.as_ref()?.totals.end_blocks));
    /// The most live at once if every growing reallocation copies.
    pub const COPYING_PEAK_BYTES: Self = figure("copying_peak_bytes", Counted::Bytes, |row| row.heap.as_ref()?.copying_peak_bytes);
    /// Reallocations.
    pub const REALLOC_COUNT: Self = figure("realloc_count", Counted::Reallocations, |row| row.heap.as_ref()?.realloc_count);
    /// What a copying allocator moves for them.
    pub const REALLOC_COPY_BYTES: Self = figure("realloc_copy_bytes", Counted::Bytes, |row| row.heap.as_ref()?.realloc_copy_bytes);
    /// The most that the allocator itself held for the live blocks.
    pub const HELD_PEAK_BYTES: Self = figure("held_peak_bytes", Counted::Bytes, |row| row.heap.as_ref()?.held_peak_bytes);
    /// The median of the time pass's samples.
    pub const TIME_MEDIAN_NS: Self = figure("time_median_ns", Counted::Nanoseconds, |row| row.time.as_ref()?.median_ns());
    /// The process's peak resident size in the time pass.
    pub const RSS_PEAK_BYTES: Self = figure("rss_peak_bytes", Counted::Bytes, |row| Some(row.rss.as_ref()?.peak_bytes));
}

impl Figure {
    /// Those of a [`Footprint`](super::Footprint), in its order.
    pub const OF_FOOTPRINT: [Self; 10] = [
        Self::TOTAL_BYTES,
        Self::TOTAL_BLOCKS,
        Self::PEAK_BYTES,
        Self::PEAK_BLOCKS,
        Self::END_BYTES,
        Self::END_BLOCKS,
        Self::COPYING_PEAK_BYTES,
        Self::REALLOC_COUNT,
        Self::REALLOC_COPY_BYTES,
        Self::HELD_PEAK_BYTES,
    ];

    /// The figure of `row`; none where its pass was not asked for or could not tell.
    pub fn of(&self, row: &Row) -> Option<u64> {
        (self.value)(row)
    }
}

impl Counted {
    /// The unit, as it is written after a figure.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Blocks => "blocks",
            Self::Reallocations => "reallocations",
            Self::Nanoseconds => "ns",
        }
    }
}

const fn figure(name: &'static str, counted: Counted, value: fn(&Row) -> Option<u64>) -> Figure {
    Figure {
        name,
        counted,
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alloc::Totals;
    use crate::record::Footprint;

    #[test]
    fn every_number_of_a_footprint_is_a_figure_under_its_own_name() {
        let footprint = Footprint {
            totals: Totals {
                total_bytes: 10,
                total_blocks: 9,
                peak_bytes: 8,
                peak_blocks: 7,
                end_bytes: 6,
                end_blocks: 5,
            },
            copying_peak_bytes: Some(1),
            realloc_count: Some(2),
            realloc_copy_bytes: Some(3),
            held_peak_bytes: Some(4),
            ..Footprint::default()
        };
        let serde_json::Value::Object(stored) = serde_json::to_value(&footprint).unwrap() else {
            panic!("{footprint:?}");
        };
        let row = Row {
            heap: Some(footprint),
            ..serde_json::from_str(r#"{"name":"","about":"","outcome":{"status":"measured"}}"#)
                .unwrap()
        };
        let figures = Figure::OF_FOOTPRINT.map(|figure| (figure.name.to_string(), figure.of(&row)));
        let stored = stored.into_iter();
        let mut stored: Vec<_> = stored.map(|(name, value)| (name, value.as_u64())).collect();
        let mut figures = Vec::from(figures);
        stored.sort();
        figures.sort();
        assert_eq!(figures, stored);
    }
}
