//! Call sites: whose code they are in, what they show, and how the user steers them.

use std::path::Path;
use std::process::Command;

use crate::common::{Folder, Ran, assert_refused, heapwise, run_to, stacks_on};
use crate::julia_run;

/// The output of `heapwise profile julia/stored` with more arguments, in a folder with a file
/// heapwise.toml.
fn profiled(toml: &str, more: &[&str]) -> Ran {
    let folder = Folder::new();
    folder.write("heapwise.toml", toml);
    let mut command = heapwise();
    command.current_dir(folder.path());
    command.args(["profile", "julia/stored", "-i", "width=100", "-o", "p.json"]);
    Ran::from(command.args(more).output().unwrap())
}

/// The line of the table with this call site.
fn line<'a>(ran: &'a Ran, site: &str) -> &'a str {
    let mut lines = ran.stdout.lines();
    let line = lines.find(|line| line.contains(site));
    line.unwrap_or_else(|| panic!("no {site} in {}{}", ran.stdout, ran.stderr))
}

#[test]
fn a_call_site_says_what_allocated_and_shows_what_lies_below() {
    let plain = profiled("", &[]);
    assert!(line(&plain, "src/lab/julia/stored.rs:16").contains("  Vec<T>::push  "));
    let deep = profiled("", &["--depth", "1"]);
    let mut lines = deep.stdout.lines();
    let site = lines.position(|line| line.contains("src/lab/julia/stored.rs:16"));
    assert!(site.is_some(), "{}", deep.stdout);
    let below = lines.next().unwrap();
    assert!(below.ends_with("    Vec<T>::push"), "{below}");
    assert!(below.contains("46.5 %"), "{below}");
}

#[test]
fn patterns_say_whose_code_is_whose() {
    let file = "src/lab/experiments/julia.rs:";
    let foreign = ["--foreign", "src/lab/julia"];
    let pattern = "[call-sites]\nforeign = [\"src/lab/julia\"]\n";
    for ran in [profiled("", &foreign), profiled(pattern, &[])] {
        assert!(
            line(&ran, file).contains("heapwise::grown"),
            "{}",
            ran.stdout
        );
        assert!(!ran.stdout.contains("stored.rs:"), "{}", ran.stdout);
    }
    let own = profiled("", &["--own", "alloc"]);
    assert!(
        line(&own, "library/alloc/src/").contains("alloc::"),
        "{}",
        own.stdout
    );
    let both = profiled(pattern, &["--own", "stored.rs"]);
    assert!(
        !both.stdout.contains("stored.rs:"),
        "foreign wins: {}",
        both.stdout
    );
}

#[test]
fn without_a_frame_of_the_users_own_the_call_site_says_so() {
    let ran = profiled(
        "",
        &["--foreign", "src/*/*/*.rs", "--foreign", "src/main.rs"],
    );
    line(&ran, "(no frame of yours)");
}

#[test]
fn patterns_are_stored_and_others_apply_when_a_profile_is_read() {
    let folder = Folder::new();
    let file = folder.file("p.json");
    let arguments = "profile julia/stored -i width=100 --foreign src/lab/julia";
    assert_eq!(run_to(heapwise(), arguments, &file).status, Some(0));
    let read = |more: &[&str]| {
        let mut command = heapwise();
        command.arg("report").arg(&file).args(more);
        Ran::from(command.output().unwrap())
    };
    line(&read(&[]), "src/lab/experiments/julia.rs:");
    line(
        &read(&["--own", "src/lab/julia"]),
        "src/lab/julia/stored.rs:16",
    );
    assert_refused(
        &read(&["--format", "csv"]),
        "profiles are shown as text only; `heapwise export` writes other formats",
    );
    assert_refused(
        &read(&["julia/stored"]),
        "this is a profile of one program; omit it",
    );
}

#[test]
fn a_profile_may_have_a_byte_order_mark_and_texts_that_are_not_utf8() {
    let folder = Folder::new();
    let (file, other) = (folder.file("p.json"), folder.file("other.json"));
    let ran = run_to(heapwise(), "profile julia/stored -i width=100", &file);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once("heapwise julia/stored").unwrap();
    let parts: [&[u8]; 4] = [
        b"\xef\xbb\xbf",
        before.as_bytes(),
        b"a\xffb",
        after.as_bytes(),
    ];
    std::fs::write(&other, parts.concat()).unwrap();
    let [file, other] = [&file, &other].map(|path| path.to_str().unwrap());
    let ran = crate::common::run(["compare", file, other]);
    assert!(
        ran.stdout.contains("no difference; 3 call sites the same"),
        "{ran:?}"
    );
    std::fs::write(other, b"\xff{}").unwrap();
    assert_refused(&crate::common::run(["report", other]), "not UTF-8");
}

#[test]
fn bad_patterns_are_refused() {
    assert_refused(&profiled("", &["--own", "a["]), "--own a[");
    assert_refused(
        &profiled("", &["--foreign", ""]),
        "name a crate, a function or a path",
    );
    for toml in [
        "call-sites = 1",
        "[call-sites]\nowned = []\n",
        "[call-sites]\nown = \"syn\"\n",
        "[call-sites]\nown = [1]\n",
        "[call-sites]\nown = [\"a[\"]\n",
    ] {
        assert_refused(&profiled(toml, &[]), "heapwise.toml: ");
    }
}

#[test]
fn of_two_variants_each_call_site_is_of_one_side_unless_its_place_is_the_same() {
    let folder = Folder::new();
    let arguments = "run small -i n=1000 --passes count,heap";
    assert_eq!(run_to(heapwise(), arguments, folder.path()).status, Some(0));
    let compared = |format: &str| {
        let mut command = heapwise();
        command.args([
            "compare",
            "small/vecs-pushed",
            "small/thin-vecs",
            "--report",
        ]);
        command.arg(folder.path()).args(["--format", format]);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran
    };
    let text = compared("text");
    assert!(line(&text, "pushed_vecs").contains("only in the first"));
    assert!(line(&text, "thin_vecs").contains("only in the second"));
    let called = line(&text, "Vec<T>::push");
    assert!(called.contains("(called there)"), "{called}");
    let page = compared("html").stdout;
    assert!(page.contains("only in the first") && page.contains("only in the second"));
}

#[test]
fn a_difference_flame_graph_of_two_variants_merges_no_two_functions() {
    let mut command = heapwise();
    command.args([
        "compare",
        "julia/stored",
        "julia/on-the-fly",
        "--format",
        "html",
    ]);
    let ran = Ran::from(
        command
            .arg("--report")
            .arg(julia_run().0.path())
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for function in ["julia::stored::grown", "julia::computed::collect"] {
        let function = format!("heapwise::lab::{function}");
        let mut drawn = stacks_on(&ran.stdout).into_iter();
        let has = |stacks: serde_json::Value| {
            let names = stacks["names"].as_array().unwrap();
            names.contains(&function.as_str().into())
        };
        assert!(drawn.any(has), "{function}");
    }
}

/// Profiles `program` by Valgrind in this mode.
fn by_valgrind(program: &Path, mode: &str) -> String {
    let profile = program.with_extension(format!("{mode}.json"));
    let output = Command::new("valgrind")
        .args(["--tool=dhat", &format!("--mode={mode}")])
        .arg(format!("--dhat-out-file={}", profile.display()))
        .arg(program)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    profile.to_str().unwrap().to_string()
}

/// Builds the fixture `source` by `compiler` with these options.
fn compiled(folder: &Folder, compiler: &str, source: &str, options: &[&str]) -> std::path::PathBuf {
    let name = format!("{}{}", source.replace('.', "-"), options.join(""));
    let program = folder.file(&name);
    let mut command = Command::new(compiler);
    command.args(options).arg("-o").arg(&program);
    command.arg(crate::common::in_package(&format!(
        "tests/fixtures/programs/{source}"
    )));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    program
}

#[test]
#[ignore = "needs valgrind, gcc and g++: apt-get install valgrind g++"]
fn profiles_of_valgrind_are_attributed_whatever_the_language() {
    let folder = Folder::new();
    let shown = |file: &str| {
        let ran = crate::common::run(["report", file]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran
    };
    for (compiler, source, debug, functions) in [
        ("gcc", "wrapped.c", "-g", &["fill", "name", "open_log"][..]),
        (
            "g++",
            "containers.cpp",
            "-g",
            &["grow(int)", "words(int)", "copy(char const*)"],
        ),
        (
            "rustc",
            "counted.rs",
            "-g",
            &["counted::count", "counted::lengths"],
        ),
    ] {
        for options in [&[debug][..], &[]] {
            let program = compiled(&folder, compiler, source, options);
            let heap = by_valgrind(&program, "heap");
            let ran = shown(&heap);
            for function in functions {
                line(&ran, &format!("  {function}"));
            }
            let has_lines = !options.is_empty();
            assert_eq!(
                ran.stdout.contains("no line tables"),
                !has_lines,
                "{}",
                ran.stdout
            );
            let copy = by_valgrind(&program, "copy");
            assert!(shown(&copy).stdout.contains("copy: bytes copied; total "));
            let ad_hoc = by_valgrind(&program, "ad-hoc");
            assert!(
                shown(&ad_hoc)
                    .stdout
                    .starts_with("ad-hoc: units occurred; total 0 in 0 events")
            );
            for file in [&heap, &copy, &ad_hoc] {
                let same = crate::common::run(["compare", file, file]);
                assert_eq!(same.status, Some(0), "{same:?}");
                let exported = crate::common::run(["export", file, "--format", "folded"]);
                assert_eq!(exported.status, Some(0), "{exported:?}");
                assert_eq!(exported.stdout.is_empty(), *file == ad_hoc, "{exported:?}");
            }
            for (option, value, message) in [
                ("--measure", "peak-bytes", "use `--measure total-bytes`"),
                ("--format", "massif", "use `--format folded`"),
            ] {
                let mut command = heapwise();
                command.args(["export", &copy, option, value]);
                if option == "--measure" {
                    command.args(["--format", "folded"]);
                }
                assert_refused(&Ran::from(command.output().unwrap()), message);
            }
            let refused = crate::common::run(["compare", &heap, &copy]);
            assert_refused(&refused, "compare profiles of one kind");
        }
    }
}
