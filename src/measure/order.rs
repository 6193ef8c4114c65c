//! The messages between a parent and a worker: an order, and its reply.

use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::alloc::{Mode, ProgramPass};
use crate::experiment::{Extras, Rendered};
use crate::record::Value;

use super::heap_tool::HeapTool;
use super::program_figures::{self, ChildName};
use super::programs::{ProgramInstrument, Programs};
use super::task::{PassFigures, PassSettings, Task};

/// The environment variable that names the folder for a worker's files. It is not part of the order,
/// because a path need not be UTF-8.
pub(super) const SCRATCH_VARIABLE: &str = "HEAPWISE_SCRATCH";

/// The name of the file in the folder for the worker's files in which a heap pass leaves what it
/// recorded: a recording, or the profile of the `dhat` crate.
pub(super) const RECORDED: &str = "recorded.json";

/// The name of the file in which a heap pass leaves what it recorded in a process that a program started.
pub(super) fn recorded_child(index: usize) -> String {
    format!("recorded-{index}.json")
}

/// The work of one worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) experiment: String,
    /// The programs from which the worker makes the experiment; `None` if it declares the experiment.
    pub(super) programs: Option<Programs>,
    /// The variant's name, for the tasks that run one.
    pub(super) variant: Option<String>,
    pub(super) input: IndexMap<String, Value>,
    pub(super) task: Task,
    pub(super) settings: PassSettings,
    pub(super) memory_bytes: Option<u64>,
    /// The least time of the reference loop in the run until now.
    pub(super) least_reference_ns: Option<u64>,
    pub(super) parent: u32,
}

impl Order {
    /// The mode of the worker's allocator. The worker of a program measures nothing itself.
    pub(super) fn allocator_mode(&self) -> Mode {
        if self.programs.is_some() {
            Mode::Off
        } else {
            self.task.allocator_mode(self.settings.recorder.recorder)
        }
    }

    /// Whether heaptrack starts the program. It prints to the stdout of that.
    pub(super) fn is_under_heaptrack(&self) -> bool {
        let tool = self.programs.as_ref().and_then(|programs| programs.tool);
        tool == Some(HeapTool::Heaptrack) && self.task.program_pass().is_some()
    }

    /// What measures the heap of a program in this order, if anything does. It writes into `folder`.
    pub(super) fn instrument(&self, folder: &Path) -> Option<ProgramInstrument> {
        let tool = self.programs.as_ref().and_then(|programs| programs.tool);
        match (tool, self.task.program_pass()?) {
            (None, pass) => {
                let (name, value) = program_figures::variable(pass, folder);
                Some(ProgramInstrument::Variable(name, value))
            }
            (Some(tool), ProgramPass::Heap) => {
                let words = tool.words(folder, &folder.join(RECORDED));
                Some(ProgramInstrument::Tool(words))
            }
            (Some(_), ProgramPass::Count) => None,
        }
    }
}

/// A worker's answer to its order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The variant ran.
    Ran {
        answer: Box<Rendered>,
        /// The right answer, if it is known.
        known: Option<String>,
        figures: Box<PassFigures>,
        /// The figures of the processes that a program has started.
        children: Vec<(ChildName, PassFigures)>,
    },
    /// A program that the variant runs failed, as a phrase after its name.
    ProgramFailed(String),
    /// The extras were collected.
    Collected(Extras),
    /// The experiment's files were written to the worker's folder.
    Attached(Vec<FileName>),
    /// The set-up succeeded.
    SetUp,
    /// The set-up failed, with this message.
    SetupFailed(String),
}

/// A file of the experiment that a worker left in its folder. In the folder it is named by its
/// index in the list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileName {
    /// What the file shows.
    pub(super) name: String,
    /// The name and extension that the experiment gave the file.
    pub(super) file: String,
}
