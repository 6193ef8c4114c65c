//! The figures that a measured program and its children leave in a folder, if their allocator is heapwise's.

use std::ffi::OsString;
use std::path::Path;

use serde::Deserialize;

use crate::alloc::count::HeapCounts;
use crate::alloc::recording::Recording;
use crate::alloc::{PROGRAM_VARIABLE, ProgramPass};
use crate::experiment::Extras;
use crate::record::Metric;

/// The figures of one process.
#[derive(Debug, Deserialize)]
pub(super) struct ProcessFigures {
    began_ns: u64,
    pub(super) counts: Option<HeapCounts>,
    pub(super) recording: Option<Box<Recording>>,
}

impl ProcessFigures {
    /// The figures in `folder`, those of the process that began first coming first. A process that does not
    /// exit but is killed leaves none.
    pub(super) fn read_all(folder: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        // A forked process has the beginning of its parent, and usually a greater number.
        paths.sort_by_key(|path| {
            let number = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.parse().ok());
            number.unwrap_or(u64::MAX)
        });
        let read = |path| serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok();
        let mut processes: Vec<Self> = paths.into_iter().filter_map(read).collect();
        processes.sort_by_key(|process| process.began_ns);
        processes
    }

    /// Metrics of the processes that a program has started; none if it has started none that is counted.
    pub(super) fn summarize_children(children: &[Self]) -> Extras {
        let counted = children.iter().filter_map(|child| child.counts);
        let totals: Vec<_> = counted.map(|counts| counts.totals).collect();
        let peaks = totals.iter().map(|totals| totals.peak_bytes);
        let Some(peak_bytes) = peaks.max() else {
            return Extras::default();
        };
        let total_bytes = totals.iter().map(|totals| totals.total_bytes);
        let total_bytes = total_bytes.fold(0, u64::saturating_add);
        Extras::default()
            .metric(Metric::new("child_processes", totals.len() as f64, ""))
            .metric(Metric::new("child_peak_bytes", peak_bytes as f64, "B"))
            .metric(Metric::new("child_total_bytes", total_bytes as f64, "B"))
    }
}

/// The environment variable, with its value, that has a program and its children leave their figures in
/// `folder`.
pub(super) fn variable(pass: ProgramPass, folder: &Path) -> (&'static str, OsString) {
    let mut value = OsString::from(pass.letter().to_string());
    value.push(folder);
    (PROGRAM_VARIABLE, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_that_began_first_is_the_program_and_the_others_are_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let write = |process: u32, began_ns: u64, peak_bytes: u64| {
            let mut counts = HeapCounts::default();
            counts.totals.peak_bytes = peak_bytes;
            counts.totals.total_bytes = 2 * peak_bytes;
            let counts = serde_json::to_string(&counts).unwrap();
            let text = format!(r#"{{"began_ns":{began_ns},"counts":{counts}}}"#);
            std::fs::write(folder.path().join(format!("{process}.json")), text).unwrap();
        };
        write(100, 7, 1);
        write(20, 7, 2);
        write(3, 9, 4);
        std::fs::write(folder.path().join("4.json"), "{\"began").unwrap();
        let processes = ProcessFigures::read_all(folder.path());
        let peaks = processes
            .iter()
            .map(|process| process.counts.unwrap().totals.peak_bytes);
        assert_eq!(Vec::from_iter(peaks), [2, 1, 4]);
        let children = ProcessFigures::summarize_children(&processes[1..]);
        let values = children.metrics().iter().map(|metric| metric.value);
        assert_eq!(Vec::from_iter(values), [2.0, 4.0, 10.0]);
        assert_eq!(ProcessFigures::summarize_children(&[]), Extras::default());
    }
}
