//! The commands of a program's command line: heapwise's own and those that the program adds.

use std::ffi::OsString;

use clap::builder::OsStringValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser};

use crate::error::{Error, Result};
use crate::experiment::{Declared, Parameter};
use crate::measure;
use crate::record;

use super::cargo::{self, Invocation, WordMeaning};
use super::color::{self, ColorArguments};
#[cfg(feature = "program")]
use super::installed::InstalledCommand;
use super::program_parts::ProgramParts;
use super::resume::CutOffRun;
use super::run::RunArguments;
use super::status::Status;
use super::subcommand::Subcommand;
use super::{compare, export, help, list, merge, output, profile, report, run};

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
    Merge(merge::MergeArguments),
    Export(export::ExportArguments),
}

/// The name of the command that runs if the command line names none.
const RUN: &str = "run";

/// The command line of a program.
pub(super) fn command_line(program: &ProgramParts) -> Command {
    let options: Vec<Arg> = input_options(&program.experiments)
        .filter(|(parameter, _)| !is_run_option(&parameter.name))
        .map(|(parameter, value_name)| option(parameter, value_name))
        .collect();
    let own = own_commands(program).mut_subcommand(RUN, |run| run.args(options));
    let added = program.subcommands.iter();
    let added = added.filter(|added| !is_built_in(added, program));
    help::describe(own, added, &program.experiments)
}

/// The command line without the options and subcommands that the program adds.
fn own_commands(program: &ProgramParts) -> Command {
    let own = CommandLine::command();
    #[cfg(feature = "program")]
    if program.is_installed {
        use clap::Subcommand as _;
        return InstalledCommand::augment_subcommands(own);
    }
    #[cfg(not(feature = "program"))]
    let _no_commands_of_its_own = program;
    own
}

/// Runs the command that `matches` names.
///
/// # Errors
///
/// If the program is declared wrongly, or the command fails.
pub(super) fn run_command(matches: &ArgMatches, program: &ProgramParts) -> Result<Status> {
    let experiments = &program.experiments;
    let color = ColorArguments::from_arg_matches(matches);
    color
        .expect("the matches are those of this command line")
        .apply();
    Declared::check_all(experiments)?;
    check_names(program)?;
    let mut added = program.subcommands.iter();
    let name = matches.subcommand_name();
    if let Some(added) = added.find(|added| Some(added.command.get_name()) == name) {
        return run_added(added, matches);
    }
    #[cfg(feature = "program")]
    if program.is_installed
        && let Ok(command) = InstalledCommand::from_arg_matches(matches)
    {
        return command.run(command_line(program), experiments);
    }
    let parsed = CommandLine::from_arg_matches(matches);
    let parsed = parsed.expect("the matches are those of this command line");
    match parsed.command {
        None => run::run(RunArguments::default(), Vec::new(), program),
        Some(BuiltIn::Run(arguments)) => match arguments.cut_off_run()? {
            Some(cut_off) => resume(cut_off, program),
            None => run::run(arguments, option_inputs(matches, experiments), program),
        },
        Some(BuiltIn::List(arguments)) => list::run(&arguments, experiments),
        Some(BuiltIn::Profile(arguments)) => profile::run(arguments, experiments),
        Some(BuiltIn::Report(arguments)) => report::run(&arguments),
        Some(BuiltIn::Compare(arguments)) => compare::run(&arguments),
        Some(BuiltIn::Merge(arguments)) => merge::run(&arguments),
        Some(BuiltIn::Export(arguments)) => export::run(&arguments),
    }
}

/// Goes on with a run that was cut off, by its own command line.
fn resume(cut_off: CutOffRun, program: &ProgramParts) -> Result<Status> {
    let no_run = |problem: &str| {
        let problem = format!("its command is not one of `run` of this program: {problem}");
        Error::format(&cut_off.folder, problem)
    };
    let invocation = cargo::interpret_again(cut_off.command(), |word| meaning(word, program));
    let Invocation::CommandLine(arguments) = invocation else {
        return Err(no_run("it is a check"));
    };
    let matches = command_line(program)
        .try_get_matches_from(arguments)
        .map_err(|usage| no_run(usage.to_string().lines().next().unwrap_or_default()))?;
    let parsed = CommandLine::from_arg_matches(&matches);
    let parsed = parsed.expect("the matches are those of this command line");
    let (mut arguments, inputs) = match parsed.command {
        None => (RunArguments::default(), Vec::new()),
        Some(BuiltIn::Run(arguments)) => (arguments, option_inputs(&matches, &program.experiments)),
        Some(_) => return Err(no_run("it is another command")),
    };
    arguments.resume(cut_off);
    run::run(arguments, inputs, program)
}

/// What the first word of a command line means.
pub(super) fn meaning(word: &str, program: &ProgramParts) -> WordMeaning {
    let all = command_line(program);
    let help = ["help", "--help", "-h", "--version", "-V"];
    if help.contains(&word) || all.find_subcommand(word).is_some() {
        return WordMeaning::Command;
    }
    let run = all.find_subcommand(RUN);
    let mut options = run.into_iter().flat_map(Command::get_arguments);
    let is_option = options.any(|option| is_option(option, word));
    let is_pattern = word.contains(['/', '*', '?', '[']);
    if is_option || is_pattern || measure::is_variant_or_pattern(word, &program.experiments) {
        WordMeaning::ArgumentOfRun
    } else {
        WordMeaning::Unknown
    }
}

/// The error for a first word that names neither a command nor what `run` measures, with the nearest
/// names; `None` if `usage` is another error.
pub(super) fn unknown_command(usage: &clap::Error, program: &ProgramParts) -> Option<Error> {
    let Some(ContextValue::String(word)) = usage.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let line = command_line(program);
    let commands = line.get_subcommands().map(Command::get_name);
    let experiments = program.experiments.iter().map(Declared::name);
    let known = commands.chain(experiments);
    Some(Error::unknown("command or experiment", word, known))
}

fn run_added(added: &Subcommand, matches: &ArgMatches) -> Result<Status> {
    let matches = matches.subcommand_matches(added.command.get_name());
    let output = added.run(matches.expect("this subcommand was named"))?;
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
fn check_names(program: &ProgramParts) -> Result<()> {
    let mut options =
        input_options(&program.experiments).map(|(parameter, _)| parameter.name.as_str());
    if let Some(name) = options.find(|name| is_run_option(name)) {
        return Err(Error::Declaration {
            subject: format!("input `{name}`"),
            problem: format!("`run` has an option `--{name}` already; rename the input"),
        });
    }
    let mut added = program.subcommands.iter();
    if let Some(added) = added.find(|added| is_built_in(added, program)) {
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

fn is_built_in(added: &Subcommand, program: &ProgramParts) -> bool {
    let name = added.command.get_name();
    name == "help" || own_commands(program).find_subcommand(name).is_some()
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

    fn program(experiment: Declared, subcommand: &'static str) -> ProgramParts {
        ProgramParts {
            experiments: vec![experiment],
            subcommands: vec![added(subcommand)],
            ..ProgramParts::default()
        }
    }

    #[test]
    fn every_help_describes_this_program_and_ends_with_an_example() {
        let words = Experiment::new("words", "").variant("sorted", "", |_| 1);
        let mut all = command_line(&program(words.into(), "sizes"));
        all.build();
        let name = super::super::cargo::program();
        for command in all.get_subcommands_mut() {
            let usage = format!("Usage: {name} {}", command.get_name());
            let help = command.render_long_help().to_string();
            assert!(help.contains(&usage), "{help}");
            let is_help = command.get_name() == "help";
            assert!(
                is_help || help.contains(&format!("Example:\n  {name} ")),
                "{help}"
            );
            assert!(!help.contains("--file"), "{help}");
        }
    }

    #[test]
    fn an_input_with_an_option_is_read_from_it() {
        let program = program(words("file"), "sizes");
        let matches = command_line(&program)
            .try_get_matches_from(["p", "run", "--file", "a.txt"])
            .unwrap();
        let expected = [(String::from("file"), String::from("a.txt"))];
        assert_eq!(option_inputs(&matches, &program.experiments), expected);
        assert!(matches!(
            meaning("--file=x", &program),
            WordMeaning::ArgumentOfRun
        ));
        assert!(matches!(
            meaning("--fire=x", &program),
            WordMeaning::Unknown
        ));
    }

    #[test]
    fn names_in_use_are_refused() {
        let message = |option: &str, name| {
            let checked = check_names(&program(words(option), name));
            checked.map_or_else(|error| error.to_string(), |()| String::from("accepted"))
        };
        assert_eq!(message("file", "sizes"), "accepted");
        assert!(
            message("out", "sizes").contains("input `out`: `run` has an option `--out` already")
        );
        assert!(message("file", "report").contains("subcommand `report`: heapwise has a command"));
        command_line(&program(words("out"), "report")).debug_assert();
    }
}
