//! A program's `main`: a worker's order, or the command line.

use std::process::ExitCode;
use std::rc::Rc;

use clap::Parser;

use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure;
use crate::record::{Claim, Report};
use crate::report::{self, Tone};

use super::cargo::{self, Invocation};
use super::claims;
use super::program_parts::ProgramParts;
use super::status::Status;
use super::subcommand::Subcommand;
use super::text_layout::{WidthArguments, stdout_width};
use super::{check, commands, help, output, signals};

/// Runs `experiments` as the command line asks: the whole of a program's `main`.
///
/// In a worker, which this program starts itself, it carries out the worker's order instead.
///
/// `run` may be omitted before one of its options, or before the name of an experiment or a variant.
///
/// In a benchmark with `harness = false` it understands cargo's own arguments. `cargo bench` gives the
/// same command line behind `--`, and stores in `target/heapwise/PACKAGE/NAME` what other programs store in
/// `reports/`. `cargo test --benches` runs each variant once and checks that the answers agree.
///
/// The exit status is 0 if all is well, 1 if something was measured and is not well, and 2 if the
/// request could not be carried out.
///
/// [The front page](crate#on-your-own-code) has an example. A program with subcommands of its own is a
/// [`Program`].
pub fn main<E: Into<Declared>>(experiments: impl IntoIterator<Item = E>) -> ExitCode {
    Program::new(experiments).main()
}

/// A program: its experiments, and the subcommands that it adds to the command line.
pub struct Program(ProgramParts);

impl Program {
    /// A program with these experiments.
    pub fn new<E: Into<Declared>>(experiments: impl IntoIterator<Item = E>) -> Self {
        Self(ProgramParts {
            experiments: experiments.into_iter().map(Into::into).collect(),
            ..ProgramParts::default()
        })
    }

    /// Checks claims of a text: at the end of a run of all experiments, whose report and page have the
    /// findings, and in the subcommand `claims`.
    #[must_use]
    pub fn claims(mut self, check: impl Fn(&Report) -> Vec<Claim> + 'static) -> Self {
        let check: Rc<claims::CheckClaims> = Rc::new(check);
        let command = claims::subcommand(Rc::clone(&check));
        self.0.subcommands.push(command);
        self.0.check_claims = Some(check);
        self
    }

    /// Adds a subcommand.
    #[must_use]
    pub fn subcommand(mut self, subcommand: Subcommand) -> Self {
        self.0.subcommands.push(subcommand);
        self
    }

    /// Adds the commands of an installed program: `exec`, `revisions`, `completions`, `man` and `init`.
    #[cfg(feature = "program")]
    #[must_use]
    pub fn installed(mut self) -> Self {
        self.0.is_installed = true;
        self
    }

    /// Does what the command line asks, as [`main`](crate::main) does.
    pub fn main(self) -> ExitCode {
        signals::reset_inherited();
        if measure::is_worker() {
            return exit(measure::serve(&self.0.experiments).map(|()| Status::Well));
        }
        match self.run_command_line() {
            Ok(result) => exit(result),
            Err(help) if !help.use_stderr() => {
                let text = report::split_numbers(&help.to_string());
                // The line on the usage is not wrapped yet.
                let text = WidthArguments::default().layout().wrap_text(&text);
                exit(output::print(&text).map(|()| Status::Well))
            }
            Err(usage) => {
                output::complain(report::split_numbers(&usage.to_string()).trim_end());
                ExitCode::from(usage.exit_code() as u8)
            }
        }
    }

    /// Parses the command line and runs its command. The inner result is that of the command.
    ///
    /// # Errors
    ///
    /// If there is a help text or a usage error to print instead, which clap returns as an error.
    fn run_command_line(&self) -> Result<Result<Status>, clap::Error> {
        match cargo::invocation(|word| commands::meaning(word, &self.0)) {
            Invocation::Check(arguments) => {
                let arguments = check::CheckArguments::try_parse_from(arguments)?;
                Ok(check::run(&arguments, &self.0.experiments))
            }
            Invocation::CommandLine(arguments) => {
                let line = help::for_width(commands::command_line(&self.0), stdout_width());
                match line.try_get_matches_from(arguments) {
                    Ok(matches) => Ok(commands::run_command(&matches, &self.0)),
                    Err(usage) => commands::unknown_command(&usage, &self.0)
                        .map_or(Err(usage), |error| Ok(Err(error))),
                }
            }
        }
    }
}

fn exit(result: Result<Status>) -> ExitCode {
    match result {
        Ok(Status::Well) => ExitCode::SUCCESS,
        Ok(Status::NotWell) => ExitCode::from(1),
        Err(error) => {
            output::complain_about("error", Tone::Bad, &error.to_string());
            let is_result = matches!(error, Error::Worker { .. });
            ExitCode::from(if is_result { 1 } else { 2 })
        }
    }
}
