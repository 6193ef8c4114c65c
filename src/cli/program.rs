//! A program's `main`: a worker's order, or the command line.

use std::process::ExitCode;

use clap::Parser;

use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure;
use crate::report::Tone;

use super::cargo::{self, Invocation};
use super::status::Status;
use super::subcommand::Subcommand;
use super::{check, commands, output, signals};

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
pub struct Program {
    experiments: Vec<Declared>,
    subcommands: Vec<Subcommand>,
}

impl Program {
    /// A program with these experiments.
    pub fn new<E: Into<Declared>>(experiments: impl IntoIterator<Item = E>) -> Self {
        Self {
            experiments: experiments.into_iter().map(Into::into).collect(),
            subcommands: Vec::new(),
        }
    }

    /// Adds a subcommand.
    #[must_use]
    pub fn subcommand(mut self, subcommand: Subcommand) -> Self {
        self.subcommands.push(subcommand);
        self
    }

    /// Does what the command line asks, as [`main`](crate::main) does.
    pub fn main(self) -> ExitCode {
        signals::reset_inherited();
        if measure::is_worker() {
            return exit(measure::serve(&self.experiments).map(|()| Status::Well));
        }
        match self.run_command_line() {
            Ok(result) => exit(result),
            Err(help) if !help.use_stderr() => {
                exit(output::print(&help.to_string()).map(|()| Status::Well))
            }
            Err(usage) => {
                output::complain(usage.to_string().trim_end());
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
        let (experiments, subcommands) = (&self.experiments, &self.subcommands);
        match cargo::invocation(|word| commands::meaning(word, experiments, subcommands)) {
            Invocation::Check(arguments) => {
                let arguments = check::CheckArguments::try_parse_from(arguments)?;
                Ok(check::run(&arguments, experiments))
            }
            Invocation::CommandLine(arguments) => {
                let line = commands::command_line(experiments, subcommands);
                let matches = line.try_get_matches_from(arguments)?;
                Ok(commands::run_command(&matches, experiments, subcommands))
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
