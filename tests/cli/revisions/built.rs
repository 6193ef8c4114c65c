//! A benchmark of a crate that depends on heapwise, which cargo builds in each revision.

use std::path::Path;

use super::Repository;
use crate::common::{Ran, in_package};

/// The second commit doubles the vector.
const LIBRARY: &str = "\
/// The first numbers.
pub fn numbers(count: usize) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(count);
    numbers.extend(0..count as u64);
    numbers
}
";

const BENCHMARK: &str = "\
use heapwise::Experiment;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

fn main() -> std::process::ExitCode {
    heapwise::main([Experiment::new(\"numbers\", \"how much a vector takes\")
        .variant(\"vector\", \"numbers in a vector\", |_| words::numbers(1000).len())
        .variant(\"array\", \"no heap at all\", |_| [0; 1000].len())])
}
";

fn manifest() -> String {
    let heapwise = in_package("");
    format!(
        "[package]\nname = \"words\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dev-dependencies]\nheapwise = {{ path = {heapwise:?}, default-features = false, features = [\"run\"] }}\n\n\
         [[bench]]\nname = \"footprint\"\nharness = false\n\n[lib]\nbench = false\n\n\
         [profile.bench]\nopt-level = 0\ndebug = \"limited\"\n[profile.bench.package.\"*\"]\ndebug = false\n\n[workspace]\n"
    )
}

fn repository() -> Repository {
    let repository = Repository::new("");
    for (file, text) in [
        ("Cargo.toml", manifest().as_str()),
        ("src/lib.rs", LIBRARY),
        ("benches/footprint.rs", BENCHMARK),
        (".gitignore", "/target\n"),
    ] {
        repository.0.write(file, text);
    }
    std::fs::copy(in_package("Cargo.lock"), repository.0.file("Cargo.lock")).unwrap();
    repository.commit("First");
    repository
}

#[test]
#[ignore = "slow"]
fn cargo_bench_in_three_commits_names_the_commit_the_variant_and_the_line() {
    let repository = repository();
    let doubled = LIBRARY.replace("with_capacity(count)", "with_capacity(2 * count)");
    repository.0.write("src/lib.rs", &doubled);
    repository.commit("Double the vector");
    repository.0.write(
        "src/lib.rs",
        &doubled.replace("The first", "\n/// The first"),
    );
    repository.commit("Another comment");
    let before = repository.state();
    // Kept from test to test, so that heapwise is built once.
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revisions");
    let measure = [
        "cargo",
        "bench",
        "--bench",
        "footprint",
        "--",
        "--passes",
        "count,heap",
    ];
    let arguments = ["HEAD~2..HEAD", "--out", out.to_str().unwrap()];
    let run = |more: &[&str]| {
        let arguments = [&arguments[..], more].concat();
        let mut command = repository.command_with(&arguments, &measure);
        Ran::from(command.env("CARGO_NET_OFFLINE", "true").output().unwrap())
    };
    let ran = run(&["--history"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    repository.assert_is(&before);
    let hash = repository.short_hash("HEAD~1");
    let mut steps = ran.stdout.lines().filter(|line| line.contains(&hash));
    let step: Vec<&str> = steps
        .next()
        .unwrap()
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    let revision = format!("{hash} Double the vector");
    assert_eq!(
        step,
        ["16.0 kB", "+8.00 kB", &revision, "src/lib.rs:3"],
        "{ran:?}"
    );
    assert_eq!(steps.next(), None, "{ran:?}");
    assert!(ran.stdout.contains("\nnumbers/vector\n"), "{ran:?}");

    let found = run(&["--bisect", "peak"]);
    assert_eq!(found.status, Some(1), "{found:?}");
    let first = format!("`peak` breaks its limit first at {revision}\n");
    assert!(found.stdout.starts_with(&first), "{found:?}");
    assert!(found.stdout.contains("  src/lib.rs:3  "), "{found:?}");
    assert!(
        found
            .stdout
            .contains("above the limit: numbers/vector: peak grew by 100 %"),
        "{found:?}"
    );
    repository.assert_is(&before);
}
