//! Tools that profile the heap of any program: Valgrind's DHAT and heaptrack.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::experiment::Extras;
use crate::record::Metric;

/// A tool that profiles the heap of any program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeapTool {
    /// Valgrind's DHAT: figures and a profile.
    Valgrind,
    /// heaptrack: metrics.
    Heaptrack,
}

/// The file that heaptrack writes, without its extension.
const HEAPTRACK_FILE: &str = "heaptrack";

#[cfg(feature = "program")]
impl HeapTool {
    /// Every tool.
    pub const ALL: [Self; 2] = [Self::Valgrind, Self::Heaptrack];

    /// The name, which is also that of the tool's program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Valgrind => "valgrind",
            Self::Heaptrack => "heaptrack",
        }
    }

    /// What the tool measures, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Valgrind => "DHAT's figures and its profile, at 20 to 100 times the time",
            Self::Heaptrack => "The peak, the allocations and the temporary ones, as metrics",
        }
    }
}

impl HeapTool {
    /// The programs of the tool.
    pub(super) fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Valgrind => &["valgrind"],
            Self::Heaptrack => &["heaptrack", "heaptrack_print"],
        }
    }

    /// The words before those of a program that start it under the tool. It writes a profile to `profile`,
    /// or other files into `folder`.
    pub(super) fn words(self, folder: &Path, profile: &Path) -> Vec<OsString> {
        match self {
            Self::Valgrind => {
                let mut file = OsString::from("--dhat-out-file=");
                file.push(profile);
                let words = ["valgrind", "--quiet", "--tool=dhat"].map(OsString::from);
                words.into_iter().chain([file]).collect()
            }
            Self::Heaptrack => {
                let file = folder.join(HEAPTRACK_FILE).into_os_string();
                vec![OsString::from("heaptrack"), OsString::from("-o"), file]
            }
        }
    }
}

/// The figures that heaptrack has written into `folder`, as metrics.
///
/// # Errors
///
/// If it has written none, or `heaptrack_print` cannot read them. The message continues a sentence on the
/// program.
pub(super) fn read_heaptrack(folder: &Path) -> Result<Extras, String> {
    let stacks = folder.join("stacks");
    let printed = find_heaptrack_file(folder).and_then(|file| print_heaptrack(&file, &stacks));
    let printed = printed.and_then(|text| Ok((text, std::fs::read_to_string(&stacks)?)));
    let (text, stacks) =
        printed.map_err(|error| format!("left no figures of heaptrack: {error}"))?;
    let metrics = parse_heaptrack(&text, &stacks);
    let metrics = metrics.ok_or("left figures of heaptrack in an unknown form")?;
    Ok(Extras::default().with_metrics(metrics))
}

fn find_heaptrack_file(folder: &Path) -> io::Result<PathBuf> {
    let mut paths = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path());
    let is_found = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == HEAPTRACK_FILE);
    paths.find(is_found).ok_or(io::ErrorKind::NotFound.into())
}

/// The summary of a file, without call stacks. The bytes of each stack at the peak are written to `stacks`.
fn print_heaptrack(file: &Path, stacks: &Path) -> io::Result<String> {
    let mut command = Command::new("heaptrack_print");
    command
        .arg("-f")
        .arg(file)
        .args(["-p", "0", "-a", "0", "-T", "0"]);
    command.arg("--print-flamegraph").arg(stacks);
    command.args(["--flamegraph-cost-type", "peak"]);
    let output = command.stdin(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn parse_heaptrack(summary: &str, stacks: &str) -> Option<Vec<Metric>> {
    let count = |label: &str| {
        let mut lines = summary.lines();
        let rest = lines.find_map(|line| line.strip_prefix(label)?.strip_prefix(": "))?;
        rest.split_whitespace().next()?.parse::<f64>().ok()
    };
    let bytes = stacks.lines().map(|line| {
        let (_, bytes) = line.rsplit_once(' ')?;
        bytes.parse::<f64>().ok()
    });
    let peak_bytes: Option<f64> = bytes.sum();
    Some(vec![
        Metric::new("heaptrack_peak_bytes", peak_bytes?, "B"),
        Metric::new(
            "heaptrack_blocks",
            count("calls to allocation functions")?,
            "",
        ),
        Metric::new(
            "heaptrack_temporary_blocks",
            count("temporary memory allocations")?,
            "",
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_heaptrack_becomes_metrics() {
        let summary = "reading file\ntotal runtime: 0.002000s.\ncalls to allocation functions: 222 (111000/s)\n\
            temporary memory allocations: 51 (25500/s)\npeak heap memory consumption: 173.76K\n";
        let values = |stacks| {
            let metrics = parse_heaptrack(summary, stacks)?;
            Some(Vec::from_iter(metrics.iter().map(|metric| metric.value)))
        };
        assert_eq!(
            values("main;f 100\nmain;operator new 23\n"),
            Some(vec![123.0, 222.0, 51.0])
        );
        assert_eq!(values("main;f\n"), None);
        assert_eq!(parse_heaptrack("", ""), None);
    }
}
