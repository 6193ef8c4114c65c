//! Call sites in a workspace whose dependencies lie in all places in which cargo finds packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;

use super::outside_crate::cargo;
use crate::common::{Ran, in_package, write_if_changed};

const WORKSPACE: &str = r#"
[workspace]
members = ["app", "member"]
resolver = "3"
"#;

const APP: &str = r#"
[package]
name = "app"
version = "0.0.0"
edition = "2024"

[dependencies]
member = { path = "../member" }
beside = { path = "../../beside" }
serde_json = "1"
"#;

/// Of each variant, the file of its first call site, and the function that this calls; an empty one
/// stands for any.
const CALL_SITES: [(&str, &str, &str); 5] = [
    ("member", "member/src/lib.rs", "Iterator::collect"),
    ("beside", "app/src/main.rs", "beside::numbers"),
    ("registry", "app/src/main.rs", "serde_json::from_str"),
    ("closure", "app/src/main.rs", "Vec<"),
    ("generic", "app/src/main.rs", "beside::collected"),
];

pub fn all() -> Vec<Trial> {
    let trials = trials![
        vendored_packages_and_v0_names,
        a_cargo_home_elsewhere_and_changed_paths,
    ];
    let trials = trials.into_iter();
    trials
        .map(|trial| trial.with_ignored_flag(true).with_kind("slow"))
        .collect()
}

/// Writes the workspace, and the package beside it, into a folder that stays from run to run. Returns
/// the workspace.
fn write(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let workspace = folder.join("workspace");
    let library = |name: &str| {
        format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n")
    };
    let heapwise = in_package("");
    let app = format!(
        "{APP}heapwise = {{ path = {heapwise:?}, default-features = false, features = [\"run\"] }}\n"
    );
    let source = |file: &str| {
        let file = in_package("tests/fixtures/programs/workspace").join(file);
        std::fs::read_to_string(file).unwrap()
    };
    for (file, text) in [
        ("workspace/Cargo.toml", WORKSPACE.to_string()),
        ("workspace/app/Cargo.toml", app),
        ("workspace/app/src/main.rs", source("app.rs")),
        ("workspace/member/Cargo.toml", library("member")),
        ("workspace/member/src/lib.rs", source("member.rs")),
        ("beside/Cargo.toml", library("beside")),
        ("beside/src/lib.rs", source("beside.rs")),
    ] {
        write_if_changed(&folder.join(file), &text);
    }
    let lock = workspace.join("Cargo.lock");
    if !lock.exists() {
        std::fs::copy(in_package("Cargo.lock"), lock).unwrap();
    }
    workspace
}

/// Builds the program of the workspace with these flags of the compiler.
fn build(workspace: &Path, cargo: &mut Command, flags: &str) -> PathBuf {
    let target = workspace.with_file_name("target");
    let output = cargo
        .args(["build", "--quiet"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", flags)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    target.join("debug/app")
}

/// The first line of the table of call sites of a variant.
fn first_call_site(program: &Path, variant: &str, arguments: &[&str]) -> String {
    let mut program = crate::common::with_long_lines(Command::new(program));
    program.args(["profile", &format!("packages/{variant}"), "--top", "1"]);
    let folder = crate::common::Folder::new();
    program.current_dir(folder.path()).args(arguments);
    let ran = Ran::from(program.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let mut lines = ran.stdout.lines();
    lines
        .find(|line| line.starts_with(" at peak"))
        .unwrap_or_else(|| panic!("{ran:?}"));
    lines.next().unwrap().to_string()
}

fn assert_call_sites(program: &Path) {
    for (variant, file, called) in CALL_SITES {
        let line = first_call_site(program, variant, &[]);
        assert!(line.contains(&format!(" {file}:")), "{variant}: {line}");
        assert!(line.contains(called), "{variant}: {line}");
        assert!(line.contains("100.0 %"), "{variant}: {line}");
    }
    let line = first_call_site(program, "beside", &["--own", "beside"]);
    assert!(line.contains("beside/src/lib.rs:"), "{line}");
    let line = first_call_site(program, "member", &["--foreign", "member"]);
    assert!(line.contains(" app/src/main.rs:"), "{line}");
}

fn vendored_packages_and_v0_names() {
    let workspace = write("vendored");
    let mut vendor = cargo();
    vendor.args(["vendor", "--quiet"]).current_dir(&workspace);
    let output = vendor.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let config = String::from_utf8(output.stdout).unwrap();
    write_if_changed(&workspace.join(".cargo/config.toml"), &config);
    let program = build(
        &workspace,
        &mut cargo(),
        "-C symbol-mangling-version=v0 -C debuginfo=2",
    );
    assert_call_sites(&program);
}

fn a_cargo_home_elsewhere_and_changed_paths() {
    let workspace = write("cargo-home");
    let home = workspace.with_file_name("packages");
    link_downloads(&home);
    let change = |folder: &Path, to: &str| format!("--remap-path-prefix={}={to}", folder.display());
    let flags = [change(&home, "/cargo-home"), change(&workspace, "/changed")].join(" ");
    let program = build(&workspace, cargo().env("CARGO_HOME", &home), &flags);
    assert_call_sites(&program);
}

/// Links what cargo has downloaded into another home of it. Packages are unpacked anew.
fn link_downloads(home: &Path) {
    let usual = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = usual.unwrap_or_else(|| std::env::home_dir().unwrap().join(".cargo"));
    std::fs::create_dir_all(home.join("registry")).unwrap();
    for part in ["config.toml", "registry/cache", "registry/index"] {
        let (from, to) = (usual.join(part), home.join(part));
        if from.exists() && !to.exists() {
            std::os::unix::fs::symlink(from, to).unwrap();
        }
    }
}
