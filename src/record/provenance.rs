//! The origin of a report.

use serde::{Deserialize, Serialize};

use super::partition::Partition;

/// The program, the command and the machine that made a report. Unavailable facts are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `heapwise` and its version.
    pub tool: String,
    /// The package of the program, if cargo built it as a benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The name of the program: of cargo's target, or of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The commit of the working folder, with `-dirty` if files differ from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The command line, without the program's folder.
    pub command: Vec<String>,
    /// When the run began, in the format of RFC 3339; absent if the clock is wrong by centuries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<String>,
    /// The part of the run that was measured, if it is not the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
    /// The number of variants that were to be measured, each counted once for each case. The report of a
    /// run that was cut off has fewer rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_variants: Option<usize>,
    /// An anonymous name of the machine, which changes when it starts again: equal only for reports of
    /// one machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// The operating system.
    pub os: String,
    /// The processor's architecture.
    pub arch: String,
    /// The processor's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// The number of threads that can run at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cores: Option<u64>,
    /// The memory in bytes: the machine's, or what the control group of the process allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// The compiler that built the variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rustc: Option<String>,
    /// The type of the allocator that heapwise's wraps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocator: Option<String>,
    /// What recorded the heap passes: `heapwise` or `dhat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorder: Option<String>,
}

impl Provenance {
    /// The name of the program with that of its package, as far as they are known.
    pub fn program(&self) -> Option<String> {
        let target = self.target.as_ref()?;
        let package = self.package.iter();
        Some(
            package
                .chain([target])
                .cloned()
                .collect::<Vec<String>>()
                .join("/"),
        )
    }

    /// The same for variants that are other programs, whose compiler and allocator are unknown.
    pub(crate) fn of_other_programs(self) -> Self {
        Self {
            rustc: None,
            allocator: None,
            ..self
        }
    }

    /// The names of the programs of two reports, if they are known to differ.
    pub fn different_programs(&self, other: &Self) -> Option<(String, String)> {
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        let is_other = differ(&self.target, &other.target) || differ(&self.package, &other.package);
        self.program().zip(other.program()).filter(|_| is_other)
    }

    /// The program and the machine in one line.
    pub fn line(&self) -> String {
        let parts = [
            Some(self.tool.clone()),
            self.rustc.clone(),
            Some(self.os.clone()),
            self.cpu.clone(),
            self.cores.map(|cores| format!("{cores} cores")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}
