//! The commands of an installed program that a benchmark does not need.

use clap::Command;

use crate::error::Result;
use crate::experiment::Declared;

use super::status::Status;
use super::{completions, exec, init, man, revisions};

#[derive(Debug, clap::Subcommand)]
pub(super) enum InstalledCommand {
    Exec(Box<exec::ExecArguments>),
    Init(init::InitArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
    Revisions(Box<revisions::RevisionsArguments>),
}

impl InstalledCommand {
    /// Runs the command in a program with this command line and these experiments.
    ///
    /// # Errors
    ///
    /// If the command fails.
    pub(super) fn run(self, line: Command, experiments: &[Declared]) -> Result<Status> {
        match self {
            Self::Exec(arguments) => exec::run(*arguments),
            Self::Init(arguments) => init::run(&arguments),
            Self::Completions(arguments) => completions::run(&arguments, line, experiments),
            Self::Man(arguments) => man::run(&arguments, line),
            Self::Revisions(arguments) => revisions::run(&arguments),
        }
    }
}
