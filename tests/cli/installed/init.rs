//! `heapwise init`.

use std::path::Path;
use std::process::Command;

use crate::common::{Folder, Ran, assert_refused, heapwise, in_package};

const MANIFEST: &str = r#"# A package.
[package]
name = "some-words" # its name
version = "0.1.0"
edition = "2024"

[dependencies]
# Sorted by hand.
zeta = "1"
alpha = "2"
"#;

const ADDED: &str = r#"
[dev-dependencies]
heapwise = { version = "0.1", default-features = false, features = ["page"] }

[[bench]]
name = "footprint"
harness = false

[profile.bench]
debug = "limited"

[profile.bench.package."*"]
debug = false
"#;

/// A package with this manifest.
fn package(manifest: &str) -> Folder {
    let folder = Folder::new();
    folder.write("Cargo.toml", manifest);
    folder
}

fn init(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command.current_dir(folder).arg("init").args(arguments);
    Ran::from(command.output().unwrap())
}

/// Checks that a package is refused and stays as it is.
fn assert_unchanged(folder: &Folder, arguments: &[&str], message: &str) {
    let files = || -> Vec<(String, String)> {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut files: Vec<(String, String)> = entries
            .map(|entry| {
                let path = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                (path.display().to_string(), text)
            })
            .collect();
        files.sort();
        files
    };
    let before = files();
    assert_refused(&init(folder.path(), arguments), message);
    assert_eq!(files(), before, "{message}");
}

#[test]
fn a_benchmark_is_added_and_the_rest_of_the_file_stays() {
    let folder = package(MANIFEST);
    folder.write("src/lib.rs", "");
    let ran = init(folder.path(), &[]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        ran.stdout,
        "written: benches/footprint.rs\n\
         added to Cargo.toml: `[dev-dependencies] heapwise`, `[[bench]] footprint`, `[profile.bench] debug`\n\
         next: `cargo bench --bench footprint`\n"
    );
    assert_eq!(folder.read("Cargo.toml"), format!("{MANIFEST}{ADDED}"));
    let benchmark = folder.read("benches/footprint.rs");
    assert!(benchmark.contains("\nuse some_words as _;"), "{benchmark}");
    assert!(benchmark.contains("heapwise::main("), "{benchmark}");

    let again = init(folder.path(), &[]);
    assert_refused(&again, "benches/footprint.rs: exists already");
    std::fs::remove_file(folder.file("benches/footprint.rs")).unwrap();
    assert_unchanged(
        &folder,
        &[],
        "Cargo.toml: has `heapwise` in `[dev-dependencies]` already",
    );
}

#[test]
fn a_program_without_a_library_has_no_import() {
    for manifest in [
        MANIFEST.to_string(),
        format!("{MANIFEST}\n[lib]\nproc-macro = true\n"),
    ] {
        let folder = package(&manifest);
        folder.write("src/main.rs", "fn main() {}");
        assert_eq!(init(folder.path(), &[]).status, Some(0));
        let benchmark = folder.read("benches/footprint.rs");
        assert!(!benchmark.contains("as _;"), "{benchmark}");
    }
    let folder = package(&format!("{MANIFEST}\n[lib]\nname = \"wordy\"\n"));
    assert_eq!(init(folder.path(), &[]).status, Some(0));
    let benchmark = folder.read("benches/footprint.rs");
    assert!(benchmark.contains("use wordy as _;"), "{benchmark}");
}

#[test]
fn what_is_there_already_stays() {
    let more = "\n[dev-dependencies]\n# for tests\nproptest = \"1\"\n\n[[bench]]\nname = \"speed\"\n\n[profile.release]\ndebug = 1\n";
    let folder = package(&format!("{MANIFEST}{more}"));
    assert_eq!(init(folder.path(), &[]).status, Some(0));
    let expected = more
        .replace(
            "proptest = \"1\"\n",
            "proptest = \"1\"\nheapwise = { version = \"0.1\", default-features = false, features = [\"page\"] }\n",
        )
        .replace(
            "name = \"speed\"\n",
            "name = \"speed\"\n\n[[bench]]\nname = \"footprint\"\nharness = false\n",
        );
    assert_eq!(folder.read("Cargo.toml"), format!("{MANIFEST}{expected}"));
}

#[test]
fn in_a_workspace_the_profile_is_set_at_the_root() {
    let root = Folder::new();
    root.write("Cargo.toml", "[workspace]\nmembers = [\"words\"]\n");
    root.write("words/Cargo.toml", MANIFEST);
    let ran = init(&root.file("words"), &[]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let hint = "Cargo.toml needs `[profile.bench]` with `debug = \"limited\"`\n";
    assert!(ran.stdout.contains(hint), "{}", ran.stdout);
    assert!(!root.read("words/Cargo.toml").contains("profile"));
    assert_unchanged(
        &root,
        &[],
        "Cargo.toml: has no `[package]`: it is a workspace only",
    );
}

#[test]
fn a_folder_that_is_not_a_new_package_is_refused_and_unchanged() {
    let empty = Folder::new();
    assert_unchanged(
        &empty,
        &[],
        "error: Cargo.toml: does not exist; run heapwise in the folder of a package",
    );
    assert_unchanged(&package("[package"), &[], "error: Cargo.toml: not TOML: ");
    let bench = format!("{MANIFEST}\n[[bench]]\nname = \"footprint\"\n");
    let message = "Cargo.toml: has a `[[bench]]` with the name `footprint` already";
    assert_unchanged(&package(&bench), &[], message);
    let odd = format!("bench = 1\n{MANIFEST}");
    assert_unchanged(&package(&odd), &[], "`bench` is not a list of tables");
    let file = package(MANIFEST);
    file.write("benches/footprint.rs", "mine");
    assert_unchanged(&file, &[], "benches/footprint.rs: exists already");
    let path = ["--path", "nowhere"];
    assert_unchanged(
        &package(MANIFEST),
        &path,
        "nowhere/Cargo.toml: does not exist",
    );
    let here = ["--path", "."];
    assert_unchanged(
        &package(MANIFEST),
        &here,
        "./Cargo.toml: the package `some-words`, not heapwise",
    );
}

#[cfg(unix)]
#[test]
fn both_files_are_written_or_none() {
    let folder = package(MANIFEST);
    // `benches` cannot be created.
    folder.write("benches", "a file");
    assert_unchanged(&folder, &[], "cannot write benches/footprint.rs");
}

#[test]
#[ignore = "slow"]
fn the_benchmark_builds_and_runs() {
    let folder = package(&MANIFEST.replace("zeta = \"1\"\nalpha = \"2\"\n", ""));
    folder.write("src/lib.rs", "pub fn unused() {}");
    std::fs::copy(in_package("Cargo.lock"), folder.file("Cargo.lock")).unwrap();
    let repository = in_package("");
    let ran = init(folder.path(), &["--path", repository.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(folder.path())
        .args(["bench", "--offline", "--profile", "dev"]);
    cargo.args([
        "--config",
        "profile.dev.package.'*'.debug=false",
        "--bench",
        "footprint",
    ]);
    cargo.args(["--", "--passes", "count", "-i", "n=1000"]);
    // The dependencies are built already for another test.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    let ran = Ran::from(cargo.env("CARGO_TARGET_DIR", target).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let answer = "answer: 159, the same from all 2 variants";
    assert!(ran.stdout.contains(answer), "{}", ran.stdout);
    assert!(!ran.stderr.contains("warning: unused"), "{}", ran.stderr);
}
