//! The footprint of several runs of one variant.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::Figure;
use super::footprint::Footprint;

impl Footprint {
    /// The footprint of several runs, at least one. Stores each figure's median, and all values of figures
    /// that differ or whose keys are in `varied`.
    ///
    /// # Panics
    ///
    /// If there are no runs.
    pub fn from_runs(runs: &[Self], varied: &BTreeSet<String>) -> Self {
        let mut merged = runs[0].clone();
        merged.several_threads = runs.iter().any(|run| run.several_threads);
        let mut varies = BTreeMap::new();
        for (index, (key, figure)) in merged.figures_mut().into_iter().enumerate() {
            let values = figure_of_runs(runs, index);
            let (Some(figure), Some(median)) = (figure, median(&values)) else {
                continue;
            };
            *figure = median;
            if varied.contains(key) || values.iter().any(|&value| value != median) {
                varies.insert(key.to_string(), values);
            }
        }
        Self { varies, ..merged }
    }

    /// Stores the figures of later runs, as far as they are all less or all greater than those of the
    /// first runs.
    pub fn set_later_runs(&mut self, later: &[Self]) {
        for (index, (key, figure)) in self.clone().figures_mut().into_iter().enumerate() {
            let later = figure_of_runs(later, index);
            let first = figure.map(|figure| vec![*figure]).unwrap_or_default();
            let first = self.varies.get(key).unwrap_or(&first);
            let are_less = |less: &[u64], more: &[u64]| less.iter().max() < more.iter().min();
            let differ = are_less(&later, first) || are_less(first, &later);
            if let (true, Some(median)) = (differ, median(&later)) {
                self.later_runs.insert(key.to_string(), median);
            }
        }
    }

    fn figures(&self) -> [Option<u64>; 14] {
        self.clone()
            .figures_mut()
            .map(|(_, figure)| figure.copied())
    }

    /// Every figure by its key, as far as it was measured.
    fn figures_mut(&mut self) -> [(&'static str, Option<&mut u64>); 14] {
        let totals = &mut self.totals;
        [
            (Figure::TOTAL_BYTES.key, Some(&mut totals.total_bytes)),
            (Figure::TOTAL_BLOCKS.key, Some(&mut totals.total_blocks)),
            (Figure::PEAK_BYTES.key, Some(&mut totals.peak_bytes)),
            (Figure::PEAK_BLOCKS.key, Some(&mut totals.peak_blocks)),
            (Figure::END_BYTES.key, Some(&mut totals.end_bytes)),
            (Figure::END_BLOCKS.key, Some(&mut totals.end_blocks)),
            (
                Figure::COPYING_PEAK_BYTES.key,
                self.copying_peak_bytes.as_mut(),
            ),
            (Figure::REALLOC_COUNT.key, self.realloc_count.as_mut()),
            (
                Figure::REALLOC_COPY_BYTES.key,
                self.realloc_copy_bytes.as_mut(),
            ),
            (Figure::HELD_PEAK_BYTES.key, self.held_peak_bytes.as_mut()),
            (
                Figure::OUTSIDE_PEAK_BYTES.key,
                self.outside_peak_bytes.as_mut(),
            ),
            (
                Figure::OUTSIDE_TOTAL_BYTES.key,
                self.outside_total_bytes.as_mut(),
            ),
            (
                Figure::OUTSIDE_TOTAL_BLOCKS.key,
                self.outside_total_blocks.as_mut(),
            ),
            (
                Figure::OUTSIDE_END_BYTES.key,
                self.outside_end_bytes.as_mut(),
            ),
        ]
    }
}

/// The values of the figure at `index` in the list of figures, in the runs that have it.
fn figure_of_runs(runs: &[Footprint], index: usize) -> Vec<u64> {
    let values = runs.iter().filter_map(|run| run.figures()[index]);
    values.collect()
}

/// The median of values; of an even number of them the lower one in the middle, so that it is always
/// a value that was measured.
fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = Vec::from(values);
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}
