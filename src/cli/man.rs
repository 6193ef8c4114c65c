//! `heapwise man`: the man page of this program, or of one of its commands.

use clap::{Args, Command};
use clap_mangen::Man;

use crate::error::{Error, Result};

use super::output;
use super::status::Status;

/// Print the man page of this program, or of one of its commands
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// The command; without it, the page of the program
    command: Option<String>,
}

pub(super) fn run(arguments: &ManArguments, line: Command) -> Result<Status> {
    let page = Man::new(described(arguments.command.as_deref(), line)?);
    output::print_exactly(|stdout| page.render(stdout))?;
    Ok(Status::Well)
}

/// The command whose page is printed.
///
/// # Errors
///
/// If there is no command of this name.
fn described(name: Option<&str>, line: Command) -> Result<Command> {
    let mut line = line.disable_help_subcommand(true);
    // Gives each command its whole name, `heapwise-run`.
    line.build();
    let Some(name) = name else {
        return Ok(line);
    };
    let found = line.find_subcommand(name).cloned();
    found.ok_or_else(|| {
        let commands = line.get_subcommands().map(Command::get_name);
        Error::unknown("command", name, commands)
    })
}
