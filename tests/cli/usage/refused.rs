//! Names and values that are refused, with a remedy.

use std::process::Stdio;

use crate::common::{Folder, Ran, assert_refused, heapwise, run};

#[test]
fn unknown_names_are_refused_with_the_nearest_name() {
    assert_refused(
        &run(["run", "julai"]),
        "error: no experiment `julai`; the nearest: `julia`\n",
    );
    assert_refused(
        &run(["run", "julia/stord"]),
        "error: no variant `julia/stord`; the nearest: `julia/stored`",
    );
    assert_refused(
        &run(["run", "-i", "widht=10"]),
        "error: no input `widht`; the nearest: `width`",
    );
    assert_refused(
        &run(["profile", "julia/onthefly"]),
        "no variant `julia/onthefly`; the nearest: `julia/on-the-fly`",
    );
    assert_refused(
        &run(["run", "julia", "--keys", "words.txt"]),
        "no input `keys`",
    );
    assert_refused(&run(["run", "julia", "--sizes", "10"]), "no input `n`");
    assert_refused(
        &run(["prfile"]),
        "error: no command or experiment `prfile`; the nearest: `profile`\n",
    );
    assert_refused(
        &run(["profile", "streamed"]),
        "no experiment `streamed`; the nearest: `julia/streamed`",
    );
    assert_refused(
        &run(["run", "nothing*"]),
        "no variant that matches `nothing*`: no similar name exists; `list` or `report` shows all names\n",
    );
}

#[test]
fn every_kind_of_name_has_the_nearest_or_none() {
    let folder = Folder::new();
    let here = |arguments: &str| {
        let mut command = heapwise();
        command.current_dir(folder.path());
        let words = arguments.split(' ');
        let ran = Ran::from(command.args(words).output().unwrap());
        assert_eq!(ran.status, Some(2), "{arguments}: {ran:?}");
        ran.stderr
    };
    let saved = "run julia/axes -i width=10 --passes count --save-baseline before";
    let mut command = heapwise();
    command.current_dir(folder.path()).args(saved.split(' '));
    assert!(command.output().unwrap().status.success());
    let budget = |name: &str, text: &str| {
        folder.write(name, &format!("[[budget]]\n{text}\n"));
        format!("run julia/axes -i width=10 --passes count --budget {name}")
    };
    let names = [
        ("growth-curv", "`growth-curve`", "xyzzy"),
        ("run grwth", "`growth`", "run xyzzy"),
        ("run julia/stord", "`julia/stored`", "run julia/xyzzy"),
        ("profile axs", "`julia/axes`", "profile xyzzy"),
        ("run julia -i widht=1", "`width`", "run julia -i xyzzy=1"),
        (
            "run table -i hash=siphash-1-4",
            "hash=siphash-1-3`",
            "run table -i hash=xyzzy",
        ),
        ("run --passes hep", "'heap'", "run --passes xyzzy"),
        ("run --recorder daht", "'dhat'", "run --recorder xyzzy"),
        ("run --pases heap", "'--passes'", "run --xyzzy heap"),
        ("report --format htm", "'html'", "report --format xyzzy"),
        ("report latest julai", "`julia`", "report latest xyzzy"),
        (
            "report latest -i widht=1",
            "`width`",
            "report latest -i xyzzy=1",
        ),
        ("run --baseline befor", "`before`", "run --baseline xyzzy"),
        ("compare befor latest", "`before`", "compare xyzzy latest"),
        (
            "compare julia/axs julia/axes",
            "`julia/axes`",
            "compare julia/xyzzy julia/axes",
        ),
        (
            "compare latest latest --fail-above peek=0",
            "`peak`",
            "compare latest latest --fail-above xyzzy=0",
        ),
        (
            "export latest --format massiv",
            "'massif'",
            "export latest --format xyzzy",
        ),
        ("growth-curve rut", "`rust`", "growth-curve xyzzy"),
        ("completions bsh", "'bash'", "completions xyzzy"),
        ("man rn", "`run`", "man xyzzy"),
    ];
    for (mistyped, nearest, strange) in names {
        let message = here(mistyped);
        assert!(message.contains(nearest), "{nearest} in {message}");
        let message = here(strange);
        for suggestion in ["the nearest", "similar value", "similar argument", "tip"] {
            let is_tip_on_dashes = message.contains("to pass '--xyzzy' as a value");
            assert!(
                !message.contains(suggestion) || is_tip_on_dashes,
                "{message}"
            );
        }
        assert!(message.contains("xyzzy"), "{message}");
    }
    for (mistyped, nearest) in [
        ("variants = \"julai/axes\"\npeak = 1", "`julia/axes`"),
        ("variants = \"julia/axs\"\npeak = 1", "`julia/axes`"),
        ("variants = \"julia/axes\"\npeek = 1", "`peak`"),
        (
            "variants = \"julia/axes\"\ninput = { widht = 10 }\npeak = 1",
            "`width`",
        ),
        (
            "variants = \"julia/axes\"\npeak = { baseline = \"befor\", growth = \"1%\" }",
            "befor",
        ),
    ] {
        let message = here(&budget("b.toml", mistyped));
        assert!(message.contains(nearest), "{nearest} in {message}");
    }
}

#[test]
fn invalid_input_values_are_refused_with_the_valid_ones() {
    for value in ["0", "-5", "1e12"] {
        let message = format!(
            "error: input `width`: `{value}` is out of range: give a whole number from 1 to 65536, for example `--input width=1000`\n"
        );
        assert_refused(&run(["run", "-i", &format!("width={value}")]), &message);
    }
    assert_refused(
        &run(["run", "-i", "width=abc"]),
        "input `width`: `abc` is not a whole number",
    );
    assert_refused(&run(["run", "-i", "width"]), "give NAME=VALUE");
    assert_refused(
        &run(["run", "--timeout", "0"]),
        "give a number of seconds from 0.001 to 1e9",
    );
    assert_refused(&run(["run", "--memory", "much"]), "give a number of bytes");
    assert_refused(&run(["run", "--passes", "tim"]), "time");
}

#[test]
fn negative_numbers_are_refused_as_values_and_not_as_options() {
    for (arguments, message) in [
        (["run", "--timeout", "-1"], "give a number of seconds from"),
        (
            ["run", "--memory", "-1"],
            "is not from 0 to 18446744073709551615 bytes",
        ),
        (["run", "--sizes", "-5"], "input `n`: `-5` is out of range"),
        (
            ["growth-curve", "--items", "-1"],
            "is out of range: give a whole number from 0 to",
        ),
    ] {
        assert_refused(&run(arguments), message);
    }
    assert_refused(
        &run(["profile", "julia/axes", "--top", "-1"]),
        "-1 is not in 1..",
    );
}

#[test]
fn profile_requires_one_variant() {
    assert_refused(
        &run(["profile", "julia"]),
        "argument `julia`: selects 9 runs; name one variant, such as `julia/stored`",
    );
}

#[test]
fn a_worker_without_an_order_is_refused() {
    let mut worker = heapwise();
    worker.env("HEAPWISE_WORKER", "count").stdin(Stdio::null());
    assert_refused(
        &Ran::from(worker.output().unwrap()),
        "HEAPWISE_WORKER is set",
    );
}

#[test]
fn no_error_repeats_a_long_text_whole() {
    let long = "x".repeat(100_000);
    let folder = Folder::new();
    folder.write("keys.txt", &long);
    folder.write("budget.toml", &format!("[{long}"));
    folder.write("report.json", &format!("{{\"schema\": \"{long}\"}}"));
    let path = |name: &str| folder.file(name).to_str().unwrap().to_string();
    let refused = |arguments: &[&str], begin: &str, end: &str| {
        let ran = Ran::from(heapwise().args(arguments).output().unwrap());
        assert_refused(&ran, begin);
        assert!(ran.stderr.contains(end), "{end}: {}", ran.stderr);
        assert!(ran.stderr.len() < 10_000, "{begin}: {}", ran.stderr.len());
    };
    let width = format!("width={long}");
    refused(
        &["run", "-i", &width],
        "error: input `width`: `xx",
        "is not a whole number",
    );
    refused(
        &["run", &long],
        "error: no experiment `xx",
        "no similar name exists",
    );
    refused(
        &["compare", &long, &long],
        "error: argument `xx",
        "two variants of one report",
    );
    refused(
        &["run", "--passes", &long],
        "invalid value 'xx",
        "possible values: ",
    );
    let keys = format!("keys={}", path("keys.txt"));
    let of_type = ["run", "hash", "-i", &keys, "-i", "key_type=u64"];
    refused(&of_type, "line 1: `xx", "fix line 1");
    refused(&["run", "--budget", &path("budget.toml")], "not TOML", "…");
    refused(
        &["report", folder.as_str()],
        "not a report of heapwise: invalid type: string",
        "expected u64",
    );
}
