//! A subcommand that a program adds to the command line.

use clap::{ArgMatches, Command};

use crate::error::Result;

/// A subcommand that a program adds to heapwise's own with
/// [`Program::subcommand`](crate::Program::subcommand).
///
/// ```
/// use heapwise::clap::{Arg, Command};
/// use heapwise::{CommandOutput, Subcommand};
///
/// let command = Command::new("sizes").about("Print sizes").arg(Arg::new("up-to").required(true));
/// let sizes = Subcommand::new(command, "100", |matches| {
///     let up_to = matches.get_one::<String>("up-to").cloned().unwrap_or_default();
///     Ok(CommandOutput { text: format!("1 to {up_to}\n"), warnings: Vec::new() })
/// });
/// ```
pub struct Subcommand {
    pub(super) command: Command,
    pub(super) example: String,
    pub(super) run: Box<SubcommandRun>,
}

/// The output of a subcommand that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandOutput {
    /// The result, for stdout.
    pub text: String,
    /// Warnings, for stderr, one line each.
    pub warnings: Vec<String>,
}

type SubcommandRun = dyn Fn(&ArgMatches) -> Result<CommandOutput>;

impl Subcommand {
    /// A subcommand whose arguments `command` declares. `example` is a list of arguments; the help
    /// ends with it. An error of `run` is printed and ends the program with exit status 2.
    pub fn new(
        command: Command,
        example: impl Into<String>,
        run: impl Fn(&ArgMatches) -> Result<CommandOutput> + 'static,
    ) -> Self {
        Self {
            command,
            example: example.into(),
            run: Box::new(run),
        }
    }
}
