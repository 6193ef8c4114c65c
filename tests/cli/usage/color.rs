//! Colours: when there are any, and that the text does not need them.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Folder, REPORT_0_1, Ran, heapwise, in_package};

/// A row with this peak and time, and this grade.
fn row(name: &str, peak: u64, ns: u64, grade: &str) -> Value {
    json!({"name": name, "about": "", "outcome": {"status": "measured"}, "answer": "7",
        "heap": {"total_bytes": peak, "total_blocks": 1, "peak_bytes": peak, "peak_blocks": 1,
            "end_bytes": 0, "end_blocks": 0},
        "time": {"samples_ns": [ns]}, "verdict": {"grade": grade, "why": "so"}})
}

/// A report of two cases with a good, a suspect, a bad and a failed variant.
fn report(factor: u64) -> Folder {
    let mut failed = row("gone", 1, 1, "good");
    failed["outcome"] = json!({"status": "failed", "reason": "it \u{1b}[31mburnt"});
    let rows = [
        row("best", 100 * factor, 1000, "good"),
        row("middle", 200, 2000 * factor, "suspect"),
        row("worst", 300, 3000, "bad"),
        failed,
    ];
    let case = |n: u64| {
        json!({"name": "words", "about": "which?", "input": {"n": n}, "variants": rows,
            "attachments": []})
    };
    let folder = Folder::new();
    let report = json!({"schema": 1,
        "provenance": {"tool": "", "command": [], "os": "", "arch": "", "rustc": ""},
        "experiments": [case(1), case(2)]});
    folder.write("report.json", &report.to_string());
    folder
}

fn in_color(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command: Command = heapwise();
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command.current_dir(in_package("")).args(arguments);
    command.envs(variables.iter().copied());
    Ran::from(command.output().unwrap())
}

/// The text without the escape sequences of colours.
fn strip(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap().to_string();
    parts.fold(first, |stripped, part| {
        stripped + part.split_once('m').unwrap().1
    })
}

#[test]
fn without_its_colours_the_output_of_each_command_is_the_same() {
    let (old, new) = (report(1), report(2));
    let lines: [(&[&str], bool); 10] = [
        (&["report", old.as_str()], true),
        (&["report", old.as_str(), "--verbose"], true),
        (&["report", old.as_str(), "--format", "markdown"], false),
        (&["report", REPORT_0_1, "--sites"], false),
        (&["compare", old.as_str(), new.as_str()], true),
        (
            &["compare", old.as_str(), new.as_str(), "--fail-above", "0"],
            true,
        ),
        (&["export", REPORT_0_1, "--format", "bencher"], false),
        (&["list"], false),
        (&["report", "/no/such/report"], true),
        (&["report", "--help"], false),
    ];
    for (arguments, has_color) in lines {
        let plain = in_color(arguments, &[]);
        assert!(!plain.stdout.contains('\x1b') && !plain.stderr.contains('\x1b'));
        let before = [&["--color", "always"], arguments].concat();
        let after = [arguments, &["--color=always"]].concat();
        for arguments in [before, after] {
            let colored = in_color(&arguments, &[]);
            assert_eq!(strip(&colored.stdout), plain.stdout, "{arguments:?}");
            assert_eq!(strip(&colored.stderr), plain.stderr, "{arguments:?}");
            assert_eq!(colored.status, plain.status);
            let text = colored.stdout + &colored.stderr;
            assert_eq!(text.contains("\x1b["), has_color, "{arguments:?}: {text}");
        }
    }
}

#[test]
fn the_best_and_the_worst_values_verdicts_and_failures_are_coloured() {
    let report = report(1);
    let text = in_color(
        &["report", report.as_str(), "--verbose", "--color", "always"],
        &[],
    )
    .stdout;
    for colored in [
        "\x1b[32m100 B\x1b[0m",
        "\x1b[31m300 B\x1b[0m",
        "\x1b[32m1.00 µs\x1b[0m",
        "\x1b[31m3.00 µs\x1b[0m",
        "\x1b[32mgood\x1b[0m",
        "\x1b[33msuspect\x1b[0m",
        "\x1b[31mbad\x1b[0m",
        "\x1b[31mfailed\x1b[0m: words/gone: it \\u{1b}[31mburnt",
    ] {
        assert!(text.contains(colored), "{colored:?} in {text:?}");
    }
    assert!(!text.contains("\x1b[32m200 B") && !text.contains("\x1b[31m200 B"));
}

#[test]
fn changes_and_exceeded_limits_are_coloured() {
    let (old, new) = (report(1), report(2));
    let compare = |old: &Folder, new: &Folder| {
        let arguments = ["compare", old.as_str(), new.as_str(), "--fail-above", "0"];
        in_color(&[&arguments[..], &["--color", "always"]].concat(), &[]).stdout
    };
    let grown = compare(&old, &new);
    assert!(grown.contains("\x1b[31m+100 B\x1b[0m"), "{grown:?}");
    assert!(grown.contains("\x1b[31m+2.00 µs\x1b[0m"), "{grown:?}");
    assert!(
        grown.contains("\x1b[31mabove the limit:\x1b[0m words/best"),
        "{grown:?}"
    );
    let shrunk = compare(&new, &old);
    assert!(shrunk.contains("\x1b[32m−100 B\x1b[0m"), "{shrunk:?}");
    assert!(!shrunk.contains("\x1b[31m"), "{shrunk:?}");
}

#[test]
fn errors_are_coloured_and_no_text_of_the_user_is() {
    let ran = in_color(&["--color", "always", "report", "/no/\x1b[32msuch"], &[]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.starts_with("\x1b[31merror\x1b[0m: "), "{ran:?}");
    assert!(!ran.stderr.contains("\x1b[32m"), "{ran:?}");
}

#[test]
fn the_environment_decides_unless_the_option_does() {
    let report = report(1);
    let has_color = |more: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["report", report.as_str()], more].concat();
        in_color(&arguments, variables).stdout.contains('\x1b')
    };
    assert!(!has_color(&[], &[]));
    assert!(has_color(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_color(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!has_color(
        &["--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
    assert!(has_color(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(has_color(&["--color", "auto"], &[("CLICOLOR_FORCE", "1")]));
    let refused = in_color(&["report", "--color", "red"], &[]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused
            .stderr
            .contains("possible values: auto, always, never"),
        "{refused:?}"
    );
}
