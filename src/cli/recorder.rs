//! Options that select the recorder of the heap pass.

use clap::Args;

use crate::alloc::heap::{Recorder, RecorderSettings};
use crate::alloc::recording::Recursion;
use crate::error::{Error, Result};

use super::selection::named_value_parser;

/// The recorder of the heap pass.
#[derive(Debug, Default, Args)]
pub(super) struct RecorderArguments {
    /// The recorder of the heap pass [default: heapwise; dhat where the platform lacks it]
    #[arg(long, value_name = "RECORDER", value_parser = named_value_parser(Recorder::ALL, Recorder::name, Recorder::about))]
    recorder: Option<Recorder>,

    /// How to record recursion in call stacks [default: fold]
    #[arg(long, value_name = "HOW", value_parser = named_value_parser(Recursion::ALL, Recursion::name, Recursion::about))]
    recursion: Option<Recursion>,

    /// Distinguish at most N call stacks; blocks of further ones count for an outer call [default: 1000000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1 << 30), allow_negative_numbers = true)]
    stacks: Option<u32>,
}

impl RecorderArguments {
    /// How to record.
    ///
    /// # Errors
    ///
    /// If this build lacks the recorder.
    pub(super) fn settings(&self) -> Result<RecorderSettings> {
        let default = RecorderSettings::default();
        let recorder = self.recorder.unwrap_or(default.recorder);
        if !recorder.is_available() {
            return Err(Error::Argument {
                argument: format!("--recorder {}", recorder.name()),
                problem: String::from(match recorder {
                    Recorder::Heapwise => {
                        "needs Linux on x86_64; leave the option out, or set `--recorder dhat`"
                    }
                    Recorder::Dhat => {
                        "needs heapwise's feature `dhat`; add it in Cargo.toml, or leave the option out"
                    }
                }),
            });
        }
        Ok(RecorderSettings {
            recorder,
            recursion: self.recursion.unwrap_or(default.recursion),
            most_stack_nodes: self
                .stacks
                .map_or(default.most_stack_nodes, |nodes| nodes as usize),
        })
    }
}
