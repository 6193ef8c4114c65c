//! The output of `heapwise growth-curve`, and the arguments that it refuses.

use std::process::Stdio;

use heapwise::lab::growth::{ALL, follow};

use crate::common::{Ran, assert_refused, heapwise};

fn growth_curve(arguments: &str) -> Ran {
    let mut command = heapwise();
    command.arg("growth-curve").args(arguments.split(' '));
    Ran::from(command.output().unwrap())
}

#[test]
fn a_curve_is_printed_step_by_step_up_to_a_thousand_million() {
    let ran = growth_curve("rust list-3.9 --items 1e9 --format csv");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let mut expected =
        String::from("policy,step,length,capacity_before,capacity_after,copied_bytes\n");
    for named in ALL
        .iter()
        .filter(|named| ["rust", "list-3.9"].contains(&named.name))
    {
        let mut copied = 0;
        let curve = follow(&named.policy(0), 1_000_000_000, 8, 0).unwrap();
        for (number, step) in (1..).zip(curve.steps()) {
            let (name, before, after) = (named.name, step.before, step.after);
            copied += before * 8;
            let length = before + 1;
            expected += &format!("{name},{number},{length},{before},{after},{copied}\n");
        }
    }
    assert_eq!(ran.stdout, expected);
}

#[test]
fn the_tuple_does_not_prevent_the_other_curves() {
    let ran = growth_curve("--items 1e9");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    for named in ALL {
        let is_shown = ran.stdout.contains(&format!("\n {} ", named.name));
        assert_eq!(is_shown, named.name != "tuple", "{}", ran.stdout);
    }
    let message = "omitted: argument `tuple`: 1000000000 items take more than 1048576 growth steps";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    assert_refused(
        &growth_curve("rust tuple --items 1e9"),
        "error: argument `tuple`: 1000000000 items take more than",
    );
    let ran = growth_curve("tuple --items 3 --item-bytes 64");
    assert!(
        ran.stdout
            .contains("\n    3       3       2      3          192 B\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn more_steps_than_can_be_read_are_shown_from_both_ends() {
    let ran = growth_curve("tuple");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().count(), 45, "{}", ran.stdout);
    let last = "steps 1 to 20 and 999981 to 1000000 of 1000000; `--all` shows every step\n";
    assert!(ran.stdout.ends_with(last), "{}", ran.stdout);
    let lines = |arguments: &str| growth_curve(arguments).stdout.lines().count();
    assert_eq!(lines("tuple --items 200"), 204);
    assert_eq!(lines("tuple --items 201"), 45);
    assert_eq!(lines("tuple --items 1000 --all"), 1004);
}

#[test]
fn a_curve_that_cannot_be_computed_is_refused() {
    let refused = |arguments: &str, message: &str| {
        assert_refused(&growth_curve(arguments), message);
    };
    refused(
        "list-39",
        "error: no policy `list-39`; the nearest: `list-3.9`, `list-3.7`",
    );
    refused(
        "--items many",
        "is not a whole number: give one from 0 to 9223372036854775807",
    );
    refused(
        "--items -1",
        "is out of range: give a whole number from 0 to 9223372036854775807",
    );
    refused(
        "--item-bytes 0",
        "is out of range: give a whole number from 1 to 9223372036854775807",
    );
    refused(
        "golden --items 1e15 --item-bytes 1e6",
        "error: argument `golden`: ",
    );
    refused(
        "--items 1e15 --item-bytes 1e6",
        "items of 1000000 B are more than",
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child = heapwise()
        .args(["growth-curve", "tuple", "--items", "1e6", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}
