//! A subcommand that a program adds to the command line.

use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::error::Result;
use crate::report::TextLayout;

use super::text_layout::WidthArguments;

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
    run: Box<SubcommandRun>,
    is_laid_out: bool,
}

/// The output of a subcommand that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandOutput {
    /// The result, for stdout.
    pub text: String,
    /// Warnings, for stderr, one line each.
    pub warnings: Vec<String>,
}

type SubcommandRun = dyn Fn(&ArgMatches, TextLayout) -> Result<CommandOutput>;

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
            run: Box::new(move |matches, _| run(matches)),
            is_laid_out: false,
        }
    }

    /// A subcommand as by [`new`](Self::new), whose text fits the terminal: `run` also gets the layout, and
    /// the command the option `--wide`.
    pub fn with_layout(
        command: Command,
        example: impl Into<String>,
        run: impl Fn(&ArgMatches, TextLayout) -> Result<CommandOutput> + 'static,
    ) -> Self {
        let options = WidthArguments::augment_args(Command::new(""));
        Self {
            // Not `augment_args` itself, which replaces the text on the command.
            command: command.args(options.get_arguments().cloned()),
            example: example.into(),
            run: Box::new(run),
            is_laid_out: true,
        }
    }

    /// Runs the subcommand with its arguments.
    pub(super) fn run(&self, matches: &ArgMatches) -> Result<CommandOutput> {
        let layout = if self.is_laid_out {
            let width = WidthArguments::from_arg_matches(matches);
            width.expect("the command has these arguments").layout()
        } else {
            TextLayout::default()
        };
        (self.run)(matches, layout)
    }
}
