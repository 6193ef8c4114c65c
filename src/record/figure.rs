//! The figures of a row: each is defined here once, with its name, unit, pass and explanation.
//! Tables, budgets, comparisons, exports and the documentation derive from [`Figure::ALL`].

use serde::Serialize;

use super::footprint::Footprint;
use super::pass::Pass;
use super::row::Row;

/// A whole number that a pass measures of a variant.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The key in reports and in CSV, with the unit: `peak_bytes`.
    pub key: &'static str,
    /// The short name in limits, budgets and comparisons: `copying_peak`.
    pub name: &'static str,
    /// What the figure counts.
    pub unit: Unit,
    /// Which memory the figure describes.
    pub subject: Subject,
    /// The passes that measure the figure; one of them is enough.
    pub passes: &'static [Pass],
    /// Whether the figure repeats to the byte from run to run of one binary, as long as one thread
    /// allocates.
    pub is_exact: bool,
    /// Exactly what the figure is, in one sentence without its end.
    pub explanation: &'static str,
    value: fn(&Row) -> Option<u64>,
}

/// What a figure or a metric counts. In JSON, blocks and reallocations are both `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Blocks.
    #[serde(rename = "count")]
    Blocks,
    /// Reallocations.
    #[serde(rename = "count")]
    Reallocations,
    /// Page faults.
    #[serde(rename = "count")]
    PageFaults,
    /// Nanoseconds.
    Nanoseconds,
    /// Any other unit, or none. The unit of a metric is a text of its own, so it is always this
    /// one.
    Number,
}

/// Which memory a figure describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The blocks that are live at one moment.
    LiveBlocks,
    /// Every block that is allocated in the scope.
    AllBlocks,
    /// The whole process, not its heap alone.
    Process,
}

const COUNT_OR_HEAP: &[Pass] = &[Pass::Count, Pass::Heap];
const COUNT: &[Pass] = &[Pass::Count];
const TIME: &[Pass] = &[Pass::Time];

impl Figure {
    /// Every figure, in the order in which a report stores them.
    pub const ALL: [Self; 18] = [
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
        Self::OUTSIDE_PEAK_BYTES,
        Self::OUTSIDE_TOTAL_BYTES,
        Self::OUTSIDE_TOTAL_BLOCKS,
        Self::OUTSIDE_END_BYTES,
        Self::TIME_MEDIAN_NS,
        Self::RSS_PEAK_BYTES,
        Self::RSS_GROWTH_BYTES,
        Self::PAGE_FAULTS,
    ];

    /// Every figure, the most important first: the order of comparisons.
    pub const BY_IMPORTANCE: [Self; 18] = [
        Self::PEAK_BYTES,
        Self::PEAK_BLOCKS,
        Self::COPYING_PEAK_BYTES,
        Self::TOTAL_BYTES,
        Self::TOTAL_BLOCKS,
        Self::END_BYTES,
        Self::END_BLOCKS,
        Self::REALLOC_COUNT,
        Self::REALLOC_COPY_BYTES,
        Self::HELD_PEAK_BYTES,
        Self::OUTSIDE_PEAK_BYTES,
        Self::OUTSIDE_TOTAL_BYTES,
        Self::OUTSIDE_TOTAL_BLOCKS,
        Self::OUTSIDE_END_BYTES,
        Self::TIME_MEDIAN_NS,
        Self::RSS_PEAK_BYTES,
        Self::RSS_GROWTH_BYTES,
        Self::PAGE_FAULTS,
    ];

    /// `total_bytes` of a [`Footprint`](super::Footprint).
    pub const TOTAL_BYTES: Self = Self {
        key: "total_bytes",
        name: "total",
        unit: Unit::Bytes,
        subject: Subject::AllBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the bytes of all allocations; each reallocation counts again with its full new size",
        value: |row| Some(row.heap.as_ref()?.totals.total_bytes),
    };

    /// `total_blocks` of a [`Footprint`](super::Footprint).
    pub const TOTAL_BLOCKS: Self = Self {
        key: "total_blocks",
        name: "blocks",
        unit: Unit::Blocks,
        subject: Subject::AllBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the number of allocations and reallocations",
        value: |row| Some(row.heap.as_ref()?.totals.total_blocks),
    };

    /// `peak_bytes` of a [`Footprint`](super::Footprint).
    pub const PEAK_BYTES: Self = Self {
        key: "peak_bytes",
        name: "peak",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the most bytes live at once inside the measured scope, without the input and anything \
            allocated before; a reallocation counts by its difference",
        value: |row| Some(row.heap.as_ref()?.totals.peak_bytes),
    };

    /// `peak_blocks` of a [`Footprint`](super::Footprint).
    pub const PEAK_BLOCKS: Self = Self {
        key: "peak_blocks",
        name: "peak_blocks",
        unit: Unit::Blocks,
        subject: Subject::LiveBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the number of blocks live at the peak of bytes",
        value: |row| Some(row.heap.as_ref()?.totals.peak_blocks),
    };

    /// `end_bytes` of a [`Footprint`](super::Footprint).
    pub const END_BYTES: Self = Self {
        key: "end_bytes",
        name: "end",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the bytes still live when the scope ends, after its answer is dropped",
        value: |row| Some(row.heap.as_ref()?.totals.end_bytes),
    };

    /// `end_blocks` of a [`Footprint`](super::Footprint).
    pub const END_BLOCKS: Self = Self {
        key: "end_blocks",
        name: "end_blocks",
        unit: Unit::Blocks,
        subject: Subject::LiveBlocks,
        passes: COUNT_OR_HEAP,
        is_exact: true,
        explanation: "the number of blocks still live when the scope ends, after its answer is dropped",
        value: |row| Some(row.heap.as_ref()?.totals.end_blocks),
    };

    /// `copying_peak_bytes` of a [`Footprint`](super::Footprint).
    pub const COPYING_PEAK_BYTES: Self = Self {
        key: "copying_peak_bytes",
        name: "copying_peak",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT,
        is_exact: true,
        explanation: "the peak if every growing reallocation keeps the old and the new block at once, as in \
            an allocator that cannot grow blocks in place",
        value: |row| row.heap.as_ref()?.copying_peak_bytes,
    };

    /// `realloc_count` of a [`Footprint`](super::Footprint).
    pub const REALLOC_COUNT: Self = Self {
        key: "realloc_count",
        name: "reallocs",
        unit: Unit::Reallocations,
        subject: Subject::AllBlocks,
        passes: COUNT,
        is_exact: true,
        explanation: "the number of reallocations, growing or shrinking",
        value: |row| row.heap.as_ref()?.realloc_count,
    };

    /// `realloc_copy_bytes` of a [`Footprint`](super::Footprint).
    pub const REALLOC_COPY_BYTES: Self = Self {
        key: "realloc_copy_bytes",
        name: "realloc_copy",
        unit: Unit::Bytes,
        subject: Subject::AllBlocks,
        passes: COUNT,
        is_exact: true,
        explanation: "the bytes that a copying allocator moves: the smaller of the old and the new \
            size, summed over all reallocations",
        value: |row| row.heap.as_ref()?.realloc_copy_bytes,
    };

    /// `held_peak_bytes` of a [`Footprint`](super::Footprint).
    pub const HELD_PEAK_BYTES: Self = Self {
        key: "held_peak_bytes",
        name: "held",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT,
        is_exact: false,
        explanation: "the most bytes that the allocator itself took for the live blocks, including its rounding up \
            and its headers; varies by a few bytes with the addresses of blocks",
        value: |row| row.heap.as_ref()?.held_peak_bytes,
    };

    /// `outside_peak_bytes` of a [`Footprint`](super::Footprint).
    pub const OUTSIDE_PEAK_BYTES: Self = Self {
        key: "outside_peak_bytes",
        name: "outside",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT,
        is_exact: false,
        explanation: "the most bytes that C code held at once, in usable sizes; needs `count_c_allocations!`",
        value: |row| row.heap.as_ref()?.outside_peak_bytes,
    };

    /// `outside_total_bytes` of a [`Footprint`](super::Footprint).
    pub const OUTSIDE_TOTAL_BYTES: Self = Self {
        key: "outside_total_bytes",
        name: "outside_total",
        unit: Unit::Bytes,
        subject: Subject::AllBlocks,
        passes: COUNT,
        is_exact: false,
        explanation: "the bytes of all allocations of C code; each reallocation counts again with its full new size",
        value: |row| row.heap.as_ref()?.outside_total_bytes,
    };

    /// `outside_total_blocks` of a [`Footprint`](super::Footprint).
    pub const OUTSIDE_TOTAL_BLOCKS: Self = Self {
        key: "outside_total_blocks",
        name: "outside_blocks",
        unit: Unit::Blocks,
        subject: Subject::AllBlocks,
        passes: COUNT,
        is_exact: false,
        explanation: "the number of allocations and reallocations of C code",
        value: |row| row.heap.as_ref()?.outside_total_blocks,
    };

    /// `outside_end_bytes` of a [`Footprint`](super::Footprint).
    pub const OUTSIDE_END_BYTES: Self = Self {
        key: "outside_end_bytes",
        name: "outside_end",
        unit: Unit::Bytes,
        subject: Subject::LiveBlocks,
        passes: COUNT,
        is_exact: false,
        explanation: "the bytes of C code still live when the scope ends",
        value: |row| row.heap.as_ref()?.outside_end_bytes,
    };

    /// The median of [`Time::samples_ns`](super::Time::samples_ns).
    pub const TIME_MEDIAN_NS: Self = Self {
        key: "time_median_ns",
        name: "time",
        unit: Unit::Nanoseconds,
        subject: Subject::Process,
        passes: TIME,
        is_exact: false,
        explanation: "the median wall time of several runs with every instrument off; it includes dropping the \
            answer but not making the input, depends on the machine, and is noisy",
        value: |row| row.time.as_ref()?.median_ns(),
    };

    /// [`Resident::peak_bytes`](super::Resident::peak_bytes).
    pub const RSS_PEAK_BYTES: Self = Self {
        key: "rss_peak_bytes",
        name: "rss",
        unit: Unit::Bytes,
        subject: Subject::Process,
        passes: TIME,
        is_exact: false,
        explanation: "the peak resident set of the whole process in the time pass, including its code, its \
            input and its stacks",
        value: |row| Some(row.rss.as_ref()?.peak_bytes),
    };

    /// [`Resident::growth_bytes`](super::Resident::growth_bytes).
    pub const RSS_GROWTH_BYTES: Self = Self {
        key: "rss_growth_bytes",
        name: "rss_growth",
        unit: Unit::Bytes,
        subject: Subject::Process,
        passes: TIME,
        is_exact: false,
        explanation: "the growth of the resident set over one run of the scope in the time pass, from after the \
            set-up to the peak: memory outside Rust's allocator too, but only pages that were not \
            resident before; needs Linux",
        value: |row| row.rss.as_ref()?.growth_bytes,
    };

    /// [`Resident::page_faults`](super::Resident::page_faults).
    pub const PAGE_FAULTS: Self = Self {
        key: "page_faults",
        name: "page_faults",
        unit: Unit::PageFaults,
        subject: Subject::Process,
        passes: TIME,
        is_exact: false,
        explanation: "the minor page faults of one run of the scope in the time pass: how often it touched a page for \
            the first time",
        value: |row| row.rss.as_ref()?.page_faults,
    };

    /// The figure with this key or short name, if there is one.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|figure| [figure.key, figure.name].contains(&name))
    }

    /// The value in `row`; `None` if no pass measured it.
    pub fn value(&self, row: &Row) -> Option<u64> {
        (self.value)(row)
    }

    /// The values in single runs, if there are several: those of a figure that differs between
    /// processes, the samples of the time, or the resident peaks of programs.
    pub fn samples<'a>(&self, row: &'a Row) -> &'a [u64] {
        if self.is_of_heap() {
            let heap = row.heap.as_ref();
            heap.and_then(|heap| heap.varies.get(self.key))
                .map_or(&[], Vec::as_slice)
        } else if self.key == Self::TIME_MEDIAN_NS.key {
            row.time.as_ref().map_or(&[], |time| &time.samples_ns)
        } else if self.key == Self::RSS_PEAK_BYTES.key {
            row.rss.as_ref().map_or(&[], |rss| &rss.peak_samples_bytes)
        } else {
            &[]
        }
    }

    /// The least and the greatest value in `row`, which are equal if no other value was measured;
    /// `None` if no pass measured it.
    pub fn range(&self, row: &Row) -> Option<(u64, u64)> {
        let value = self.value(row)?;
        let samples = self.samples(row).iter().copied();
        let samples = samples.chain([value]);
        samples.clone().min().zip(samples.max())
    }

    /// The short name as a heading: `copying peak`.
    pub fn heading(&self) -> String {
        self.name.replace('_', " ")
    }

    /// Whether the figure is part of a [`Footprint`](super::Footprint).
    pub fn is_of_heap(&self) -> bool {
        self.subject != Subject::Process
    }

    /// Whether the figure describes blocks of C code.
    pub fn is_of_c_code(&self) -> bool {
        self.key.starts_with("outside_")
    }

    /// The figures of the heap that differ between the runs of a row, but for those that do so by
    /// nature.
    pub fn varying_in(row: &Row) -> impl Iterator<Item = Self> {
        let figures = Self::BY_IMPORTANCE.into_iter();
        figures.filter(|figure| {
            figure.is_of_heap() && figure.is_exact && !figure.samples(row).is_empty()
        })
    }

    /// Whether the value in `row` is the same in every run of the binary that made it, as far as that
    /// was measured.
    pub fn is_exact_in(&self, row: &Row) -> bool {
        let varies = |heap: &Footprint| heap.several_threads || heap.varies.contains_key(self.key);
        self.is_exact && !row.heap.as_deref().is_some_and(varies)
    }
}

impl Unit {
    /// The name of the unit, as it is written after a value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Blocks => "blocks",
            Self::Reallocations => "reallocations",
            Self::PageFaults => "page faults",
            Self::Nanoseconds => "ns",
            Self::Number => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alloc::Totals;
    use crate::record::Footprint;

    #[test]
    fn every_number_of_a_footprint_is_a_figure_under_its_own_key() {
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
            outside_peak_bytes: Some(11),
            outside_total_bytes: Some(12),
            outside_total_blocks: Some(13),
            outside_end_bytes: Some(14),
            ..Footprint::default()
        };
        let serde_json::Value::Object(stored) = serde_json::to_value(&footprint).unwrap() else {
            panic!("{footprint:?}");
        };
        let row = Row {
            heap: Some(Box::new(footprint)),
            ..serde_json::from_str(r#"{"name":"","about":"","outcome":{"status":"measured"}}"#)
                .unwrap()
        };
        let of_heap = Figure::ALL.into_iter().filter(Figure::is_of_heap);
        let mut figures: Vec<_> = of_heap
            .map(|figure| (figure.key.to_string(), figure.value(&row)))
            .collect();
        let stored = stored.into_iter();
        let mut stored: Vec<_> = stored.map(|(key, value)| (key, value.as_u64())).collect();
        stored.sort();
        figures.sort();
        assert_eq!(figures, stored);
    }

    #[test]
    fn keys_and_short_names_are_unique_and_both_orders_have_every_figure() {
        let keys = Figure::ALL.map(|figure| figure.key);
        let names = Figure::ALL.map(|figure| figure.name);
        for (index, figure) in Figure::ALL.iter().enumerate() {
            assert!(!keys[..index].contains(&figure.key));
            assert!(!names[..index].contains(&figure.name));
            assert!(!keys.contains(&figure.name) || figure.name == figure.key);
        }
        let mut by_importance = Figure::BY_IMPORTANCE.map(|figure| figure.key);
        let mut all = keys;
        by_importance.sort();
        all.sort();
        assert_eq!(by_importance, all);
    }
}
