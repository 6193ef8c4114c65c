//! The command line: one file for each subcommand. Only here is anything printed, written or an
//! exit status chosen.

mod atomic_file;
mod baseline;
mod budget;
mod cargo;
mod check;
mod compare;
mod differences;
mod export;
mod gate_result;
mod gates;
#[cfg(feature = "experiments")]
mod growth_curve;
mod help;
mod list;
mod output;
#[cfg(feature = "page")]
mod page;
mod profile;
mod progress;
mod read;
mod report;
mod report_files;
mod run;
mod selection;
mod signals;
mod store;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::{Error, Result};
use crate::experiment::Declared;
use crate::measure;

use cargo::{Asked, Begins};

/// Weighs several ways of computing the same thing against each other, by what they do to the heap.
///
/// Without a command it does what `run` does, with `run`'s arguments where there are any.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Arguments),
    Run(run::Arguments),
    Profile(profile::Arguments),
    Report(report::Arguments),
    Compare(compare::CompareArguments),
    Export(export::Arguments),
    #[cfg(feature = "experiments")]
    GrowthCurve(growth_curve::Arguments),
}

/// What the exit status says.
enum Status {
    /// 0: all is well.
    Well,
    /// 1: something was measured and is not well.
    NotWell,
}

impl Status {
    fn of(is_well: bool) -> Self {
        match is_well {
            true => Self::Well,
            false => Self::NotWell,
        }
    }
}

/// Runs `experiments` as the command line asks: the whole of a program's `main`.
///
/// In a worker, which this program starts of itself, it carries out the worker's order instead.
///
/// `run` may be left out before an option of its own, or what names an experiment or a variant.
///
/// As a benchmark with `harness = false` it understands what cargo says. Under `cargo bench` it has
/// the same command line behind `--`, and what stands in `reports/` elsewhere is in
/// `target/heapwise/` and the benchmark's name. Under `cargo test --benches` it runs
/// each variant once and checks that the answers agree.
///
/// The exit status is 0 where all is well, 1 where something was measured and is not well, 2 where
/// the request could not be carried out.
///
/// An example stands on [the front page](crate#on-your-own-code).
pub fn main<E: Into<Declared>>(experiments: impl IntoIterator<Item = E>) -> ExitCode {
    signals::survive_file_size_limits();
    let experiments: Vec<Declared> = experiments.into_iter().map(Into::into).collect();
    if measure::is_worker() {
        return exit(measure::serve(&experiments).map(|()| Status::Well));
    }
    let ended = match cargo::asked(|word| begins(word, &experiments)) {
        Asked::Check(arguments) => check::Arguments::try_parse_from(arguments)
            .map(|arguments| check::run(&arguments, &experiments)),
        Asked::Command(arguments) => help::of_this_program(Cli::command(), &experiments)
            .try_get_matches_from(arguments)
            .and_then(|matches| Cli::from_arg_matches(&matches))
            .map(|cli| obey(cli, &experiments)),
    };
    match ended {
        Ok(ended) => exit(ended),
        Err(help) if !help.use_stderr() => {
            exit(output::print(&help.to_string()).map(|()| Status::Well))
        }
        Err(usage) => {
            output::complain(usage.to_string().trim_end());
            ExitCode::from(usage.exit_code() as u8)
        }
    }
}

/// What a command line that begins with this word is meant for.
fn begins(word: &str, experiments: &[Declared]) -> Begins {
    let all = Cli::command();
    let help = ["help", "--help", "-h", "--version", "-V"];
    if help.contains(&word) || all.find_subcommand(word).is_some() {
        return Begins::Command;
    }
    let mut options = all
        .find_subcommand("run")
        .into_iter()
        .flat_map(clap::Command::get_arguments);
    let is_option = options.any(|option| run::takes(option, word));
    let is_pattern = word.contains(['/', '*', '?', '[']);
    match is_option || is_pattern || measure::is_chosen_by(word, experiments) {
        true => Begins::Run,
        false => Begins::Nothing,
    }
}

fn obey(cli: Cli, experiments: &[Declared]) -> Result<Status> {
    Declared::check_all(experiments)?;
    match cli
        .command
        .unwrap_or_else(|| Command::Run(run::Arguments::default()))
    {
        Command::List(_) => list::run(experiments),
        Command::Run(arguments) => run::run(arguments, experiments),
        Command::Profile(arguments) => profile::run(arguments, experiments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        #[cfg(feature = "experiments")]
        Command::GrowthCurve(arguments) => growth_curve::run(&arguments),
    }
}

fn exit(result: Result<Status>) -> ExitCode {
    match result {
        Ok(Status::Well) => ExitCode::SUCCESS,
        Ok(Status::NotWell) => ExitCode::from(1),
        Err(error) => {
            output::complain(&format!("error: {error}"));
            let is_a_result = matches!(error, Error::Worker { .. });
            ExitCode::from(if is_a_result { 1 } else { 2 })
        }
    }
}
