//! `heapwise list`, `--help` and the default command.

use crate::common::{Folder, Ran, commands, heapwise, run, run_to};

#[test]
fn list_names_every_experiment_variant_and_input() {
    let ran = run(["list"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.starts_with("julia: "));
    for line in [
        "  julia/stored  ",
        "  julia/on-the-fly-narrow ",
        "  --input width=1000 ",
        "  --input max_iterations=300 ",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} in {}", ran.stdout);
    }
}

#[test]
fn every_help_ends_with_an_example() {
    for command in commands().iter().filter(|command| *command != "help") {
        let ran = run([command, "--help"]);
        assert_eq!(ran.status, Some(0));
        let last = ran.stdout.trim_end().lines().last().unwrap();
        assert!(last.starts_with(&format!("  heapwise {command}")), "{last}");
    }
    let ran = run(["--help"]);
    assert!(
        ran.stdout
            .trim_end()
            .lines()
            .last()
            .unwrap()
            .starts_with("  heapwise ")
    );
}

#[test]
fn run_is_the_default_command() {
    let folder = Folder::new();
    for arguments in [
        "julia/axes -i width=10",
        "-i width=10 --passes=count julia/axes",
    ] {
        let ran = run_to(heapwise(), arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let entries = &folder.report()["experiments"];
        assert_eq!(entries.as_array().unwrap().len(), 1, "{entries}");
    }
    let bare = run(["axes"]);
    let nearest = "no experiment `axes`; the nearest: `julia/axes`";
    assert!(bare.stderr.contains(nearest), "{bare:?}");
    let mistyped = run(["julai"]);
    let nearest = "no command or experiment `julai`; the nearest: `julia`";
    assert!(mistyped.stderr.contains(nearest), "{mistyped:?}");
    let mistyped = run(["julia/axs"]);
    let nearest = "no variant `julia/axs`; the nearest: `julia/axes`";
    assert!(mistyped.stderr.contains(nearest), "{mistyped:?}");
}

#[test]
fn report_renders_the_latest_run_to_stdout_or_to_a_named_file() {
    let folder = Folder::new();
    let here = |arguments: &str| {
        let mut command = heapwise();
        command.current_dir(folder.path());
        Ran::from(command.args(arguments.split(' ')).output().unwrap())
    };
    let none = here("report");
    let message = "cannot read reports/latest: No such file";
    assert!(
        none.status == Some(2) && none.stderr.contains(message),
        "{none:?}"
    );
    here("run julia/axes -i width=10 --passes count");
    let shown = here("report --format csv");
    assert!(
        shown.status == Some(0) && shown.stdout.contains("axes"),
        "{shown:?}"
    );
    assert_eq!(
        here("report --format csv -i width=1e1").stdout,
        shown.stdout
    );
    let kept = here("report --format csv --out table.csv");
    assert_eq!((kept.status, kept.stdout.as_str()), (Some(0), ""));
    assert_eq!(folder.read("table.csv"), shown.stdout);
    let unknown = here("report reports/latest -i wdth=10");
    let message = "no input `wdth`; the nearest: `width`";
    assert!(unknown.stderr.contains(message), "{unknown:?}");
}
