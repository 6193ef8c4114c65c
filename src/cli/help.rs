//! What the helps say of this program: how it is called, an example of each command that it can run,
//! and no option that none of its experiments takes.

use clap::Command;

use crate::experiment::Declared;

use super::cargo;

/// The command line as that of this program.
pub(super) fn of_this_program(command: Command, experiments: &[Declared]) -> Command {
    let program = cargo::program();
    let command = command.bin_name(&program);
    with_examples(
        without_idle_options(command, experiments),
        &program,
        experiments,
    )
}

fn without_idle_options(command: Command, experiments: &[Declared]) -> Command {
    let is_idle = |name: &str| {
        let mut inputs = experiments.iter().flat_map(Declared::parameters);
        !inputs.any(|input| input.name == name)
    };
    command.mut_subcommand("run", |run| {
        let run = run.mut_arg("keys", |keys| keys.hide(is_idle("keys")));
        run.mut_arg("sizes", |sizes| sizes.hide(is_idle("n")))
    })
}

/// The command line with an example at the end of each help.
fn with_examples(command: Command, program: &str, experiments: &[Declared]) -> Command {
    let experiment = experiments.first().map_or("EXPERIMENT", Declared::name);
    let variants = experiments.first().map(Declared::variants);
    let variants = variants.unwrap_or_default();
    let variant = variants.first().map_or("VARIANT", |(name, _)| *name);

    let example = |arguments: &str| format!("Example:\n  {program} {arguments}");
    let whole = example(&format!("run '{experiment}' --out first"));
    let names: Vec<String> = command.get_subcommands().map(name).collect();
    names
        .into_iter()
        .fold(command.after_help(whole), |all, name| {
            let arguments = arguments(&name, &format!("'{experiment}/{variant}'"));
            all.mut_subcommand(name, |command| command.after_help(example(&arguments)))
        })
}

fn name(command: &Command) -> String {
    command.get_name().to_string()
}

/// What stands in the example of a command behind the program's name.
fn arguments(command: &str, variant: &str) -> String {
    let kept = cargo::folder();
    let kept = kept.display();
    let more = match command {
        "run" => format!(" {variant} --passes count,heap"),
        "profile" => format!(" {variant} --top 5"),
        "report" => format!(" {kept}/latest --format markdown --out report.md"),
        "compare" => format!(" main {kept}/latest --fail-above peak=0,time=10%"),
        "export" => format!(" {kept}/latest {variant} --format massif --out massif.out"),
        "growth-curve" => String::from(" list-3.9 --items 1e9"),
        _ => String::new(),
    };
    format!("{command}{more}")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::Cli;
    use super::*;
    use crate::experiment::Experiment;

    #[test]
    fn a_help_tells_of_the_programs_own_experiments() {
        let words = Experiment::new("words", "").variant("sorted", "", |_| 1);
        let mut all = of_this_program(Cli::command(), &[words.into()]);
        all.build();
        let program = cargo::program();
        for command in all.get_subcommands_mut() {
            let usage = format!("Usage: {program} {}", command.get_name());
            let help = command.render_long_help().to_string();
            assert!(help.contains(&usage), "{help}");
            for foreign in ["julia", "--keys"] {
                assert!(!help.contains(foreign), "{help}");
            }
        }
    }
}
