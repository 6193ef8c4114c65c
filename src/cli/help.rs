//! The help texts of this program: its name, an example for each command, and only the options that
//! one of its experiments uses.

use clap::builder::StyledStr;
use clap::{Arg, Command};

use crate::experiment::Declared;
use crate::report::{self, TextLayout};

use super::cargo;
use super::subcommand::Subcommand;

/// The command line whose help texts fit in `width` characters. No line of them ends inside a number,
/// whose spaces are joined as by [`report::join_numbers`].
pub(super) fn for_width(line: Command, width: usize) -> Command {
    let line = line.term_width(width);
    let names: Vec<String> = names_of(&line);
    let line = names.into_iter().fold(line, |all, name| {
        all.mut_subcommand(name, |command| for_width(command, width))
    });
    let line = line.mut_args(|argument| {
        let help = argument.get_help().map(joined);
        let long_help = argument.get_long_help().map(joined);
        let argument = with(argument, help, Arg::help);
        with(argument, long_help, Arg::long_help)
    });
    let about = line.get_about().map(joined);
    let long_about = line.get_long_about().map(joined);
    let example = line.get_after_help().map(|example| {
        let layout = TextLayout {
            width: Some(width),
            ..TextLayout::default()
        };
        wrap_command_lines(&example.to_string(), layout)
    });
    let line = with(line, about, Command::about);
    let line = with(line, long_about, Command::long_about);
    with(line, example, Command::after_help)
}

/// `subject` with the text that `set` sets, if there is one.
fn with<T>(subject: T, text: Option<String>, set: impl Fn(T, String) -> T) -> T {
    match text {
        Some(text) => set(subject, text),
        None => subject,
    }
}

fn joined(text: &StyledStr) -> String {
    report::join_numbers(&text.to_string())
}

/// The lines of an example. A command that does not fit continues after a backslash, so that it can be
/// pasted into a shell.
fn wrap_command_lines(text: &str, layout: TextLayout) -> String {
    const CONTINUED: &str = " \\";
    let narrower = TextLayout {
        width: layout
            .width
            .map(|width| width.saturating_sub(CONTINUED.len())),
        ..layout
    };
    let lines = text.lines().map(|line| {
        let is_command = line.starts_with(' ');
        if !is_command || layout.fits(line.chars().count()) {
            return line.to_string();
        }
        narrower.wrap(line, 6).join(&format!("{CONTINUED}\n"))
    });
    lines.collect::<Vec<String>>().join("\n")
}

fn names_of(command: &Command) -> Vec<String> {
    let commands = command.get_subcommands();
    commands
        .map(|command| command.get_name().to_string())
        .collect()
}

/// Adds the program's subcommands, and adapts every help text to the program and its experiments.
pub(super) fn describe<'a>(
    own: Command,
    added: impl Iterator<Item = &'a Subcommand>,
    experiments: &[Declared],
) -> Command {
    let program = cargo::program();
    let own = own.bin_name(&program);
    let own = without_unused_options(own, experiments);
    let own = with_examples(own, &program, experiments);
    added.fold(own, |all, added| {
        let name = added.command.get_name();
        let example = example(&program, &format!("{name} {}", added.example));
        all.subcommand(added.command.clone().after_help(example))
    })
}

/// Hides `--sizes` if no experiment has an input `n`.
fn without_unused_options(command: Command, experiments: &[Declared]) -> Command {
    let mut inputs = experiments.iter().flat_map(Declared::parameters);
    let has_sizes = inputs.any(|input| input.name == "n");
    command.mut_subcommand("run", |run| {
        run.mut_arg("sizes", |sizes| sizes.hide(!has_sizes))
    })
}

/// Ends the help of the program and of each command with an example.
fn with_examples(command: Command, program: &str, experiments: &[Declared]) -> Command {
    let experiment = experiments.first().map_or("EXPERIMENT", Declared::name);
    let variants = experiments.first().map(Declared::variants);
    let variants = variants.unwrap_or_default();
    let variant = variants.first().map_or("VARIANT", |variant| variant.name());

    let whole = example(program, &format!("run '{experiment}' --out first"));
    names_of(&command)
        .into_iter()
        .fold(command.after_help(whole), |all, name| {
            let arguments = example_arguments(&name, &format!("'{experiment}/{variant}'"));
            let example = example(program, &format!("{name}{arguments}"));
            all.mut_subcommand(name, |command| command.after_help(example))
        })
}

fn example(program: &str, arguments: &str) -> String {
    format!("Example:\n  {program} {arguments}")
}

/// The arguments in the example of a command.
fn example_arguments(command: &str, variant: &str) -> String {
    let folder = cargo::folder();
    let folder = folder.display();
    match command {
        "run" => format!(" {variant} --passes count,heap"),
        "profile" => format!(" {variant} --top 5"),
        "report" => format!(" {folder}/latest --format markdown --out report.md"),
        "compare" => format!(" main {folder}/latest --fail-above peak=0,time=10%"),
        "merge" => format!(" {folder}/part-1 {folder}/part-2 --out {folder}/all"),
        "exec" => String::from(" old='sort words.txt' new='sort -u words.txt'"),
        "init" => String::from(" --path ../heapwise"),
        "completions" => {
            String::from(" bash > ~/.local/share/bash-completion/completions/heapwise")
        }
        "man" => String::from(" run | man -l -"),
        "revisions" => String::from(" main..HEAD -- cargo bench --bench footprint"),
        "export" => format!(" {folder}/latest {variant} --format massif --out massif.out"),
        _ => String::new(),
    }
}
