//! `heapwise concurrent-task`: the processes that the experiments `waiting` and `sharing` start. It is
//! hidden from the help, because it is of no use by hand.

use std::io;
use std::path::PathBuf;

use clap::{Args, FromArgMatches};

use crate::lab::concurrency::{ChildCommand, serve};
use crate::{CommandOutput, Error, Subcommand};

const NAME: &str = "concurrent-task";

/// Serve a task of the experiments `waiting` and `sharing` on stdin and stdout
#[derive(Debug, Args)]
struct TaskArguments {
    /// The file with the task's items, if processes share it
    #[arg(value_name = "FILE")]
    shared: Option<PathBuf>,
}

/// The hidden subcommand `concurrent-task`.
pub fn subcommand() -> Subcommand {
    let command = TaskArguments::augment_args(clap::Command::new(NAME)).hide(true);
    Subcommand::new(command, "< TASK", |matches| {
        let arguments = TaskArguments::from_arg_matches(matches);
        let shared = arguments
            .expect("the matches are those of these arguments")
            .shared;
        let (input, output) = (io::stdin().lock(), io::stdout().lock());
        serve(input, output, shared.as_deref()).map_err(|error| Error::Argument {
            argument: String::from(NAME),
            problem: format!("needs a task on stdin: {error}"),
        })?;
        Ok(CommandOutput::default())
    })
}

/// Starts this program again with the subcommand; `None` if its path is unknown.
pub fn own_command() -> Option<ChildCommand> {
    Some(ChildCommand {
        program: std::env::current_exe().ok()?,
        arguments: vec![NAME.into()],
    })
}
