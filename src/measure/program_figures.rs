//! The figures that a measured program and its children leave in a folder, if their allocator is heapwise's.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::alloc::count::HeapCounts;
use crate::alloc::recording::Recording;
use crate::alloc::{PROGRAM_VARIABLE, ProgramPass};
use crate::experiment::{Extras, is_reserved};
use crate::record::Metric;
use crate::units;

/// The most processes of a program that have rows of their own.
const MOST_CHILD_ROWS: usize = 20;

/// The most characters of a process's command and of its program's name.
const LONGEST_COMMAND: usize = 1000;
const LONGEST_NAME: usize = 60;

/// A process that a program starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct ChildName {
    /// The name of its program's file, with a number from the second such process on.
    pub(super) name: String,
    pub(super) command: String,
}

/// The figures of one process.
#[derive(Debug, Deserialize)]
pub(super) struct ProcessFigures {
    began_ns: u64,
    /// From its first allocation to its exit.
    pub(super) scope_ns: u64,
    /// The program and its arguments, as far as they are known.
    words: Vec<Vec<u8>>,
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

    /// The processes that have rows of their own, each with its name and its command: those of the program
    /// that is first by name come first, those with the same command in the order of their beginning. So a
    /// program that starts several at once gives them the same names each time.
    pub(super) fn name_children(mut children: Vec<Self>) -> Vec<(ChildName, Self)> {
        children.sort_by_cached_key(|child| (child.program(), child.words.clone()));
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let named = children.into_iter().map(|child| {
            let program = child.program();
            let number = numbers.entry(program.clone()).or_default();
            *number += 1;
            let name = match number {
                1 => program,
                number => format!("{program}.{number}"),
            };
            let words = child.words.iter();
            let words: Vec<_> = words.map(|word| String::from_utf8_lossy(word)).collect();
            let command = units::shorten(&words.join(" "), LONGEST_COMMAND);
            (ChildName { name, command }, child)
        });
        named.take(MOST_CHILD_ROWS).collect()
    }

    /// The name of its program's file.
    fn program(&self) -> String {
        let path = self.words.first().map(|word| String::from_utf8_lossy(word));
        let file = path.as_deref().and_then(|path| path.rsplit('/').next());
        match file.unwrap_or_default() {
            "" => String::from("process"),
            file => units::shorten(&file.replace(is_reserved, "_"), LONGEST_NAME),
        }
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

    /// What a process leaves whose peak is `peak_bytes`.
    fn left(began_ns: u64, words: &[&str], peak_bytes: u64) -> String {
        let mut counts = HeapCounts::default();
        counts.totals.peak_bytes = peak_bytes;
        counts.totals.total_bytes = 2 * peak_bytes;
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        let counts = serde_json::to_string(&counts).unwrap();
        format!(r#"{{"began_ns":{began_ns},"scope_ns":1,"words":{words:?},"counts":{counts}}}"#)
    }

    #[test]
    fn processes_are_named_by_their_programs_whichever_began_first() {
        let names = |commands: &[&[&str]]| -> Vec<(String, String)> {
            let children = (0..).zip(commands);
            let children = children
                .map(|(began_ns, words)| serde_json::from_str(&left(began_ns, words, 1)).unwrap());
            let named = ProcessFigures::name_children(children.collect());
            let named = named.into_iter();
            named
                .map(|(child, _)| (child.name, child.command))
                .collect()
        };
        let [b, a]: [&[&str]; 2] = [&["/bin/cc", "b.c"], &["cc", "a.c"]];
        let expected = [("cc", "/bin/cc b.c"), ("cc.2", "cc a.c")];
        let expected = expected.map(|(name, command)| (name.to_string(), command.to_string()));
        assert_eq!(names(&[b, a]), expected);
        assert_eq!(names(&[a, b]), expected);
        assert_eq!(names(&[&[], &["a/*?"]])[0].0, "__");
        assert_eq!(names(&[&[]])[0].0, "process");
        let many = ["x"; 100].map(|word| [word]);
        let many: Vec<&[&str]> = many.iter().map(|words| words.as_slice()).collect();
        assert_eq!(names(&many).len(), MOST_CHILD_ROWS);
    }

    #[test]
    fn the_process_that_began_first_is_the_program_and_the_others_are_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let write = |process: u32, began_ns: u64, peak_bytes: u64| {
            let text = left(began_ns, &["program"], peak_bytes);
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
