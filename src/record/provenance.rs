//! The origin of a report.

use serde::{Deserialize, Serialize};

/// The program, the command and the machine that made a report. Unavailable facts are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `heapwise` and its version.
    pub tool: String,
    /// The commit of the working folder, with `-dirty` if files differ from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The command line, without the program's folder.
    pub command: Vec<String>,
    /// When the run began, in the format of RFC 3339.
    pub started: String,
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
    /// The machine's memory in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// The compiler that built the program.
    pub rustc: String,
    /// The type of the allocator that heapwise's wraps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocator: Option<String>,
    /// What recorded the heap passes: `heapwise` or `dhat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorder: Option<String>,
}

impl Provenance {
    /// The program and the machine in one line.
    pub fn line(&self) -> String {
        let parts = [
            Some(self.tool.clone()),
            Some(self.rustc.clone()),
            Some(self.os.clone()),
            self.cpu.clone(),
            self.cores.map(|cores| format!("{cores} cores")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}
