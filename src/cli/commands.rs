//! The commands of a program's command line: heapwise's own and those that the program adds.

use std::ffi::OsString;

use clap::builder::OsStringValueParser;
use clap::{Arg, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser};

use crate::error::{Error, Result};
use crate::experiment::{Declared, Parameter};
use crate::measure;
use crate::record;

use super::cargo::WordMeaning;
use super::color::{self, ColorArguments};
use super::status::Status;
use super::subcommand::Subcommand;
use super::{compare, export, help, list, output, profile, report, run};

/// Compares the heap use of several implementations of the same task.
///
/// Without a command, the arguments are those of `run`.
#[derive(Debug, Parser)]
#[command(version, about)]
struct CommandLine {
    #[command(flatten)]
    color: ColorArguments,

    #[command(subcommand)]
    command: Option<BuiltIn>,
}

#[derive(Debug, clap::Subcommand)]
enum BuiltIn {
    List(list::ListArguments),
    Run(run::RunArguments),
    Profile(profile::ProfileArguments),
    Report(report::ReportArguments),
    Compare(compare::CompareArguments),
    Export(export::ExportArguments),
}

/// The name of the command that runs if the command line names none.
const RUN: &str = "run";

/// The command line of a program with these experiments and subcommands.
pub(super) fn command_line(experiments: &[Declared], subcommands: &[Subcommand]) -> Command {
    let own = CommandLine::command();
    let options: Vec<Arg> = input_options(experiments)
        .filter(|(parameter, _)| !is_run_option(&parameter.name))
        .map(|(parameter, value_name)| option(parameter, value_name))
        .collect();
    let own = own.mut_subcommand(RUN, |run| run.args(options));
    let added = subcommands.iter().filter(|added| !is_built_in(added));
    help::describe(own, added, experiments)
}

/// Runs the command that `matches` names.
///
/// # Errors
///
/// If the program is declared wrongly, or the command fails.
pub(super) fn run_command(
    matches: &ArgMatches,
    experiments: &[Declared],
    subcommands: &[Subcommand],
) -> Result<Status> {
    let color = ColorArguments::from_arg_matches(matches);
    color
        .expect("the matches are those of this command line")
        .apply();
    Declared::check_all(experiments)?;
    check_names(experiments, subcommands)?;
    let mut added = subcommands.iter();
    let name = matches.subcommand_name();
    if let Some(added) = added.find(|added| Some(added.command.get_name()) == name) {
        return run_added(added, matches);
    }
    let parsed = CommandLine::from_arg_matches(matches);
    let parsed = parsed.expect("the matches are those of this command line");
    match parsed.command {
        None => run::run(run::RunArguments::default(), Vec::new(), experiments),
        Some(BuiltIn::Run(arguments)) => {
            run::run(arguments, option_inputs(matches, experiments), experiments)
        }
        Some(BuiltIn::List(_)) => list::run(experiments),
        Some(BuiltIn::Profile(arguments)) => profile::run(arguments, experiments),
        Some(BuiltIn::Report(arguments)) => report::run(&arguments),
        Some(BuiltIn::Compare(arguments)) => compare::run(&arguments),
        Some(BuiltIn::Export(arguments)) => export::run(&arguments),
    }
}

/// What the first word of a command line means.
pub(super) fn meaning(
    word: &str,
    experiments: &[Declared],
    subcommands: &[Subcommand],
) -> WordMeaning {
    let all = command_line(experiments, subcommands);
    let help = ["help", "--help", "-h", "--version", "-V"];
    if help.contains(&word) || all.find_subcommand(word).is_some() {
        return WordMeaning::Command;
    }
    let run = all.find_subcommand(RUN);
    let mut options = run.into_iter().flat_map(Command::get_arguments);
    let is_option = options.any(|option| is_option(option, word));
    let is_pattern = word.contains(['/', '*', '?', '[']);
    if is_option || is_pattern || measure::is_variant_or_pattern(word, experiments) {
        WordMeaning::ArgumentOfRun
    } else {
        WordMeaning::Unknown
    }
}

fn run_added(added: &Subcommand, matches: &ArgMatches) -> Result<Status> {
    let matches = matches.subcommand_matches(added.command.get_name());
    let output = (added.run)(matches.expect("this subcommand was named"))?;
    output::print_exactly(|stdout| stdout.write_all(output.text.as_bytes()))?;
    for warning in output.warnings {
        output::complain(&warning);
    }
    Ok(Status::Well)
}

/// The inputs that have an option of `run`, each once, with the name of the option's value.
fn input_options(experiments: &[Declared]) -> impl Iterator<Item = (&Parameter, &str)> {
    let parameters = experiments.iter().flat_map(Declared::parameters);
    let options = parameters.filter_map(|parameter| {
        let value_name = parameter.option_value.as_deref()?;
        Some((parameter, value_name))
    });
    let mut seen = Vec::new();
    options.filter(move |(parameter, _)| {
        let is_new = !seen.contains(&&parameter.name);
        if is_new {
            seen.push(&parameter.name);
        }
        is_new
    })
}

fn option(parameter: &Parameter, value_name: &str) -> Arg {
    let name = &parameter.name;
    Arg::new(name.clone())
        .long(name.clone())
        .value_name(value_name.to_string())
        .value_parser(OsStringValueParser::new())
        .help(format!("Short for `--input {name}={value_name}`"))
}

/// The inputs that `matches` sets through an option of their own: each name with its value.
fn option_inputs(matches: &ArgMatches, experiments: &[Declared]) -> Vec<(String, String)> {
    let run = matches.subcommand_matches(RUN);
    let run = run.expect("this command was named");
    let values = input_options(experiments).filter_map(|(parameter, _)| {
        let value = run
            .try_get_one::<OsString>(&parameter.name)
            .ok()
            .flatten()?;
        Some((parameter.name.clone(), record::path_to_text(value)))
    });
    values.collect()
}

/// Checks that no input option and no added subcommand has a name that is in use.
fn check_names(experiments: &[Declared], subcommands: &[Subcommand]) -> Result<()> {
    let mut options = input_options(experiments).map(|(parameter, _)| parameter.name.as_str());
    if let Some(name) = options.find(|name| is_run_option(name)) {
        return Err(Error::Declaration {
            subject: format!("input `{name}`"),
            problem: format!("`run` has an option `--{name}` already; rename the input"),
        });
    }
    let mut added = subcommands.iter();
    if let Some(added) = added.find(|added| is_built_in(added)) {
        let name = added.command.get_name();
        return Err(Error::Declaration {
            subject: format!("subcommand `{name}`"),
            problem: String::from("heapwise has a command of this name; choose another"),
        });
    }
    Ok(())
}

fn is_run_option(name: &str) -> bool {
    let run = run::RunArguments::augment_args(Command::new(RUN));
    let mut longs = run.get_arguments().filter_map(Arg::get_long);
    ["help", color::OPTION].contains(&name) || longs.any(|long| long == name)
}

fn is_built_in(added: &Subcommand) -> bool {
    let name = added.command.get_name();
    name == "help" || CommandLine::command().find_subcommand(name).is_some()
}

/// Whether `word` is this option, alone or with its value.
fn is_option(option: &Arg, word: &str) -> bool {
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split_once('=').map_or(long, |(name, _)| name);
        return option.get_long() == Some(name);
    }
    let short = option.get_short();
    let starts = |rest: &str| short.is_some_and(|short| rest.starts_with(short));
    word.strip_prefix('-').is_some_and(starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommandOutput, Experiment};

    fn words(option: &str) -> Declared {
        let words = Experiment::new("words", "").input(option, "", "");
        words
            .input_option("FILE")
            .variant("sorted", "", |_| 1)
            .into()
    }

    fn added(name: &'static str) -> Subcommand {
        let output = |_: &ArgMatches| Ok(CommandOutput::default());
        Subcommand::new(Command::new(name), "example", output)
    }

    #[test]
    fn every_help_describes_this_program_and_ends_with_an_example() {
        let words = [Experiment::new("words", "")
            .variant("sorted", "", |_| 1)
            .into()];
        let mut all = command_line(&words, &[added("sizes")]);
        all.build();
        let program = super::super::cargo::program();
        for command in all.get_subcommands_mut() {
            let usage = format!("Usage: {program} {}", command.get_name());
            let help = command.render_long_help().to_string();
            assert!(help.contains(&usage), "{help}");
            let is_help = command.get_name() == "help";
            assert!(
                is_help || help.contains(&format!("Example:\n  {program} ")),
                "{help}"
            );
            assert!(!help.contains("--file"), "{help}");
        }
    }

    #[test]
    fn an_input_with_an_option_is_read_from_it() {
        let words = [words("file")];
        let line = command_line(&words, &[]);
        let matches = line
            .try_get_matches_from(["p", "run", "--file", "a.txt"])
            .unwrap();
        let expected = [(String::from("file"), String::from("a.txt"))];
        assert_eq!(option_inputs(&matches, &words), expected);
        assert!(matches!(
            meaning("--file=x", &words, &[]),
            WordMeaning::ArgumentOfRun
        ));
        assert!(matches!(
            meaning("--fire=x", &words, &[]),
            WordMeaning::Unknown
        ));
    }

    #[test]
    fn names_in_use_are_refused() {
        let message = |option: &str, name| {
            let checked = check_names(&[words(option)], &[added(name)]);
            checked.map_or_else(|error| error.to_string(), |()| String::from("accepted"))
        };
        assert_eq!(message("file", "sizes"), "accepted");
        assert!(
            message("out", "sizes").contains("input `out`: `run` has an option `--out` already")
        );
        assert!(message("file", "report").contains("subcommand `report`: heapwise has a command"));
        command_line(&[words("out")], &[added("report")]).debug_assert();
    }
}
