//! The help texts of this program: its name, an example for each command, and only the options that
//! one of its experiments uses.

use clap::Command;

use crate::experiment::Declared;

use super::cargo;
use super::subcommand::Subcommand;

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
    let commands = command.get_subcommands();
    let names: Vec<String> = commands.map(|c| c.get_name().to_string()).collect();
    names
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
        "export" => format!(" {folder}/latest {variant} --format massif --out massif.out"),
        _ => String::new(),
    }
}
