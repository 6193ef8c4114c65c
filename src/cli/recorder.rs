//! Options that select the recorder of the heap pass.

use clap::{Args, ValueEnum};

use crate::alloc::heap::{Recorder, RecorderSettings};
use crate::alloc::recording::Recursion;
use crate::error::{Error, Result};

/// The recorder of the heap pass.
#[derive(Debug, Default, Args)]
pub(super) struct RecorderArguments {
    /// The recorder of the heap pass [default: heapwise; dhat where the platform lacks it]
    #[arg(long, value_name = "RECORDER")]
    recorder: Option<RecorderName>,

    /// What becomes of recursion in recorded call stacks [default: fold]
    #[arg(long, value_name = "HOW")]
    recursion: Option<RecursionName>,

    /// The most call stacks to distinguish; beyond, blocks count for an outer call [default: 1000000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1 << 30), allow_negative_numbers = true)]
    stacks: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RecorderName {
    /// heapwise's own: exact, and fast enough for real programs
    Heapwise,
    /// The `dhat` crate: the reference, 10 to 100 times slower
    Dhat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RecursionName {
    /// Each call occurs once in a call stack
    Fold,
    /// Every level of a recursion is kept
    Keep,
}

impl RecorderArguments {
    /// How to record.
    ///
    /// # Errors
    ///
    /// If the platform lacks the recorder.
    pub(super) fn settings(&self) -> Result<RecorderSettings> {
        let default = RecorderSettings::default();
        let recorder = self.recorder.map_or(default.recorder, |name| match name {
            RecorderName::Heapwise => Recorder::Heapwise,
            RecorderName::Dhat => Recorder::Dhat,
        });
        if !recorder.is_available() {
            return Err(Error::Argument {
                argument: format!("--recorder {}", recorder.name()),
                problem: String::from(
                    "needs Linux on x86_64; leave the option out, or set `--recorder dhat`",
                ),
            });
        }
        Ok(RecorderSettings {
            recorder,
            recursion: self.recursion.map_or(default.recursion, |name| match name {
                RecursionName::Fold => Recursion::Fold,
                RecursionName::Keep => Recursion::Keep,
            }),
            most_stack_nodes: self
                .stacks
                .map_or(default.most_stack_nodes, |nodes| nodes as usize),
        })
    }
}
