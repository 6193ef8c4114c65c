//! `heapwise compare` on profiles of real programs, each built twice in different folders, before
//! and after a change: only the changed call site is reported.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, in_package, run, write_if_changed};
use serde_json::Value;

/// Runs a command to its end and checks that it succeeds.
fn run_command(command: &mut Command) {
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}; is it installed?"));
    assert!(output.status.success(), "{command:?}: {output:?}");
}

fn source(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/programs");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The text with `from` replaced by `to`, and every line moved.
fn changed(text: &str, from: &str, to: &str) -> String {
    let (head, rest) = text.split_once("\n\n").unwrap();
    let changed = format!("{head}\n\n\n\n{}", rest.replacen(from, to, 1));
    assert!(rest.contains(from));
    changed
}

/// The number of the line that contains `part`.
fn line(text: &str, part: &str) -> u64 {
    text.lines().position(|line| line.contains(part)).unwrap() as u64 + 1
}

/// The call sites that `heapwise compare` reports as different.
fn differing_sites(old: &Path, new: &Path) -> Vec<Value> {
    let ran = run([
        "compare",
        old.to_str().unwrap(),
        new.to_str().unwrap(),
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let comparison: Value = serde_json::from_str(&ran.stdout).unwrap();
    comparison["sites"].as_array().unwrap().clone()
}

/// Builds the program with the `dhat` crate and runs it; returns the path of its profile. The
/// flags apply to the program only, so that its dependencies are built once.
fn rust_profile(
    folder: &Path,
    name: &str,
    text: &str,
    flags: &[&str],
    optimisation: u8,
) -> PathBuf {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\ndhat = \"0.3\"\n[profile.dev]\nopt-level = {optimisation}\n\
         [profile.dev.package.\"*\"]\nopt-level = 1\n[workspace]\n"
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest);
    write_if_changed(&folder.join("src/main.rs"), text);
    let lock = std::fs::read_to_string(in_package("Cargo.lock")).unwrap();
    write_if_changed(&folder.join("Cargo.lock"), &lock);
    let profile = folder.join("profile.json");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    run_command(
        Command::new(env!("CARGO"))
            .args(["rustc", "--offline", "--quiet", "--"])
            .args(flags)
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(folder),
    );
    run_command(Command::new(target.join("debug").join(name)).arg(&profile));
    profile
}

#[test]
fn a_program_with_the_dhat_crate_renamed_and_built_in_another_folder() {
    // The folder stays from run to run, so that cargo builds only what has changed.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compared");
    let before = source("words.rs");
    let after = changed(&before, "words.0.len() * 10", "words.0.len() * 20");
    let old = rust_profile(&folder.join("one/first"), "first", &before, &[], 0);
    let new = rust_profile(
        &folder.join("deep/down/second"),
        "second",
        &after,
        &["-Csymbol-mangling-version=v0"],
        1,
    );

    let sites = differing_sites(&old, &new);
    assert_eq!(sites.len(), 1, "{sites:#?}");
    let site = &sites[0];
    assert_eq!(site["fate"], "grew");
    assert_eq!(site["line_before"], line(&before, "words.0.len()"));
    assert_eq!(site["line_after"], line(&after, "words.0.len()"));
    assert!(
        site["function"]
            .as_str()
            .unwrap()
            .ends_with("second::padded"),
        "{site}"
    );
    let total = |side: &str| site[side]["total_bytes"].as_u64().unwrap();
    // Ten words, ten bytes more for each; the capacity of `all` doubles either way.
    assert_eq!(total("after") - total("before"), 100);

    let ran = run([
        "compare",
        old.to_str().unwrap(),
        new.to_str().unwrap(),
        "--fail-above",
        "1%",
    ]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("second::padded"), "{}", ran.stdout);
    let grown = "the whole profile: total grew by";
    assert!(ran.stdout.contains(grown), "{}", ran.stdout);
}

#[test]
fn events_that_a_program_counts_are_shown_as_such() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("events");
    let profile = rust_profile(&folder, "events", &source("events.rs"), &[], 0);
    let profile = profile.to_str().unwrap();
    let ran = run(["report", profile]);
    let heading = "rust-ad-hoc: units allocated; total 10 in 5 events\n";
    assert!(ran.stdout.starts_with(heading), "{ran:?}");
    assert!(ran.stdout.contains(" events::count\n"), "{}", ran.stdout);
    let same = run(["compare", profile, profile]);
    assert!(
        same.stdout.contains("rust-ad-hoc: units allocated\n"),
        "{same:?}"
    );
}

/// Compiles the program and runs it under Valgrind's DHAT; returns the path of its profile.
fn valgrind_profile(
    folder: &Path,
    name: &str,
    compiler: &[&str],
    text: &str,
    file: &str,
) -> PathBuf {
    write_if_changed(&folder.join(file), text);
    let (program, profile) = (folder.join(name), folder.join("profile.json"));
    run_command(
        Command::new(compiler[0])
            .args(&compiler[1..])
            .arg(file)
            .arg("-o")
            .arg(&program)
            .current_dir(folder),
    );
    let ran = Command::new("valgrind")
        .args([
            "--tool=dhat",
            &format!("--dhat-out-file={}", profile.display()),
        ])
        .arg(&program)
        .output();
    let ran = ran.unwrap_or_else(|error| panic!("valgrind: {error}; `apt-get install valgrind`"));
    assert!(profile.exists(), "{ran:?}");
    profile
}

#[test]
#[ignore = "needs valgrind: apt-get install valgrind"]
fn a_c_program_under_valgrind() {
    let folder = Folder::new();
    let before = source("list.c");
    let after = changed(&before, "10 * length", "20 * length");
    let compiler = |level| ["cc", "-g", level];
    let old = valgrind_profile(
        &folder.file("a"),
        "first",
        &compiler("-O0"),
        &before,
        "list.c",
    );
    let new = valgrind_profile(
        &folder.file("b/c"),
        "second",
        &compiler("-O0"),
        &after,
        "list.c",
    );

    let sites = differing_sites(&old, &new);
    assert_eq!(sites.len(), 1, "{sites:#?}");
    let site = &sites[0];
    assert_eq!(site["fate"], "grew");
    assert_eq!(
        (&site["function"], &site["file"]),
        (&"padded".into(), &"list.c".into())
    );
    assert_eq!(site["line_before"], line(&before, "10 * length"));
    assert_eq!(site["line_after"], line(&after, "20 * length"));
    assert_eq!(site["before"]["total_bytes"], 100 + 1000);
    assert_eq!(site["after"]["total_bytes"], 100 + 2000);

    let inlined = valgrind_profile(
        &folder.file("d"),
        "third",
        &compiler("-O2"),
        &before,
        "list.c",
    );
    let sites = differing_sites(&old, &inlined);
    assert!(sites.is_empty(), "{sites:#?}");
}

#[test]
#[ignore = "needs valgrind: apt-get install valgrind"]
fn a_rust_program_under_valgrind() {
    let folder = Folder::new();
    let without_dhat = |text: String| {
        let mut text = text.replace(
            "dhat::Alloc = dhat::Alloc",
            "std::alloc::System = std::alloc::System",
        );
        let begin = text.find("    let file").unwrap();
        let end = text.find("    let words = Words::read").unwrap();
        text.replace_range(begin..end, "");
        text
    };
    let before = without_dhat(source("words.rs"));
    let after = changed(&before, "vec![1; 1000]", "vec![1; 1001]");
    let compiler = ["rustc", "-g", "--edition=2024"];
    let old = valgrind_profile(&folder.file("a"), "first", &compiler, &before, "words.rs");
    let new = valgrind_profile(&folder.file("b"), "second", &compiler, &after, "texts.rs");

    let sites = differing_sites(&old, &new);
    assert_eq!(sites.len(), 1, "{sites:#?}");
    let site = &sites[0];
    assert!(
        site["function"].as_str().unwrap().ends_with("::padded"),
        "{site}"
    );
    assert_eq!(site["line_before"], line(&before, "vec![1; 1000]"));
    assert_eq!(site["line_after"], line(&after, "vec![1; 1001]"));
    // Valgrind attributes a reallocation to the first allocation of the block: the capacity doubles.
    assert_eq!(site["before"]["total_bytes"], 1000 + 2000);
    assert_eq!(site["after"]["total_bytes"], 1001 + 2002);
}
