//! The check that two passes agree, and the footprint that they measured.

use std::collections::BTreeSet;

use crate::alloc::Totals;
use crate::alloc::count::HeapCounts;
use crate::record::Footprint;

use super::measurements::Measurements;

/// The footprint that the count and heap passes measured. `None` if neither was made. `varied` has the
/// keys of the figures that differed in an earlier report: that they agree now proves nothing.
///
/// # Errors
///
/// If all count passes agree with each other, and all heap passes do, but not with the count passes.
pub(super) fn footprint(
    measurements: &Measurements,
    varied: &BTreeSet<String>,
) -> Result<Option<Footprint>, String> {
    if let Some((counted, profiled)) = measurements.contradiction() {
        return Err(render_contradiction(measurements, &counted, &profiled));
    }
    let counted = &measurements.counted;
    let first_runs = counted.iter().map(|runs| from_count(&runs.first));
    let profiled = measurements.profiled.iter().map(from_heap);
    let runs: Vec<Footprint> = first_runs.chain(profiled).collect();
    if runs.is_empty() {
        return Ok(None);
    }
    let mut footprint = Footprint::from_runs(&runs, varied);
    let later_runs = counted.iter().filter_map(|runs| runs.later.as_ref());
    let later_runs = later_runs.map(|counts| {
        // What varies by nature depends on the addresses that are free, which the first run changes.
        from_count(&HeapCounts {
            held_peak_bytes: None,
            outside: None,
            ..*counts
        })
    });
    let later_runs: Vec<Footprint> = later_runs.collect();
    footprint.set_later_runs(&later_runs);
    footprint.scope_ns = measurements.heap_scope_ns;
    Ok(Some(footprint))
}

fn render_contradiction(
    measurements: &Measurements,
    counted: &Totals,
    profiled: &Totals,
) -> String {
    let [counted, profiled] = [counted, profiled].map(|totals| {
        [
            ("total_bytes", totals.total_bytes),
            ("total_blocks", totals.total_blocks),
            ("peak_bytes", totals.peak_bytes),
            ("peak_blocks", totals.peak_blocks),
            ("end_bytes", totals.end_bytes),
            ("end_blocks", totals.end_blocks),
        ]
    });
    let mut pairs = counted.iter().zip(&profiled);
    let ((field, counted), (_, profiled)) = pairs
        .find(|(counted, profiled)| counted != profiled)
        .expect("the totals differ");
    let passes = |number: usize, kind: &str| match number {
        1 => format!("the {kind} pass"),
        number => format!("all {number} {kind} passes"),
    };
    format!(
        "{} measured {field} {counted}, {} {profiled}: the variant allocates differently under the recorder, or an instrument is wrong; try `--recorder dhat`",
        passes(measurements.counted.len(), "count"),
        passes(measurements.profiled.len(), "heap"),
    )
}

fn from_count(figures: &HeapCounts) -> Footprint {
    Footprint {
        totals: figures.totals,
        copying_peak_bytes: Some(figures.copying_peak_bytes),
        realloc_count: Some(figures.realloc_count),
        realloc_copy_bytes: Some(figures.realloc_copy_bytes),
        held_peak_bytes: figures.held_peak_bytes,
        outside_peak_bytes: figures.outside.map(|outside| outside.peak_bytes),
        outside_total_bytes: figures.outside.map(|outside| outside.total_bytes),
        outside_total_blocks: figures.outside.map(|outside| outside.total_blocks),
        outside_end_bytes: figures.outside.map(|outside| outside.end_bytes),
        several_threads: figures.several_threads,
        ..Footprint::default()
    }
}

fn from_heap(totals: &Totals) -> Footprint {
    Footprint {
        totals: *totals,
        ..Footprint::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::repetition::CountedRuns;
    use super::*;
    use std::collections::BTreeMap;

    fn counted(total_bytes: u64) -> CountedRuns {
        let first = HeapCounts {
            totals: totals(total_bytes),
            ..HeapCounts::default()
        };
        CountedRuns {
            first,
            later: Some(first),
        }
    }

    fn totals(total_bytes: u64) -> Totals {
        Totals {
            total_bytes,
            ..Totals::default()
        }
    }

    fn footprint_of(
        counted: Vec<CountedRuns>,
        profiled: Vec<Totals>,
    ) -> Result<Option<Footprint>, String> {
        let measurements = Measurements {
            counted,
            profiled,
            ..Measurements::default()
        };
        footprint(&measurements, &BTreeSet::new())
    }

    #[test]
    fn passes_that_never_agree_are_a_fault() {
        let message = footprint_of(vec![counted(8); 6], vec![totals(7); 6]).unwrap_err();
        let expected = "all 6 count passes measured total_bytes 8, all 6 heap passes 7: ";
        assert!(message.starts_with(expected), "{message}");
    }

    #[test]
    fn figures_that_differ_are_stored_with_all_values() {
        let passes = vec![counted(9), counted(7), counted(8)];
        let footprint = footprint_of(passes, vec![totals(20)]).unwrap().unwrap();
        assert_eq!(footprint.totals.total_bytes, 8);
        let varies = BTreeMap::from([(String::from("total_bytes"), vec![9, 7, 8, 20])]);
        assert_eq!(footprint.varies, varies);
    }

    #[test]
    fn a_figure_that_varied_before_still_varies() {
        let measurements = Measurements {
            counted: vec![counted(8); 2],
            ..Measurements::default()
        };
        let varied = BTreeSet::from([String::from("total_bytes"), String::from("unknown")]);
        let footprint = footprint(&measurements, &varied).unwrap().unwrap();
        let varies = BTreeMap::from([(String::from("total_bytes"), vec![8, 8])]);
        assert_eq!(footprint.varies, varies);
    }

    #[test]
    fn later_runs_are_stored_where_they_differ_from_every_first_run() {
        let with_later = |first: u64, later: u64| CountedRuns {
            later: Some(HeapCounts {
                totals: totals(later),
                ..HeapCounts::default()
            }),
            ..counted(first)
        };
        let later_runs = |passes: Vec<CountedRuns>| {
            let footprint = footprint_of(passes, Vec::new()).unwrap().unwrap();
            footprint.later_runs.get("total_bytes").copied()
        };
        assert_eq!(later_runs(vec![with_later(8, 8)]), None);
        assert_eq!(
            later_runs(vec![with_later(8, 3), with_later(8, 3)]),
            Some(3)
        );
        assert_eq!(later_runs(vec![with_later(8, 9), with_later(9, 8)]), None);
        let range = vec![with_later(8, 1), with_later(9, 2), with_later(7, 3)];
        assert_eq!(later_runs(range), Some(2));
    }

    #[test]
    fn figures_of_a_pass_that_was_not_made_are_absent() {
        let heap_only = footprint_of(Vec::new(), vec![totals(0)]).unwrap().unwrap();
        assert_eq!(heap_only.copying_peak_bytes, None);
        assert_eq!(heap_only.realloc_count, None);
        assert_eq!(footprint_of(Vec::new(), Vec::new()), Ok(None));
    }
}
