//! The text of every command fits the terminal.
//!
//! A longer line is one word with its indent, such as a name that a person copies; or the path of a file
//! that was written.

use std::path::Path;

use crate::common::{Folder, Ran, commands, heapwise, in_package};

const WIDTHS: [usize; 4] = [60, 80, 100, 160];

/// Lines of these beginnings have a path, which is never wrapped.
const OF_PATHS: [&str; 5] = [
    "page: ",
    "report: ",
    "profile: ",
    "profile of C code: ",
    "written: ",
];

/// A package, a report with a baseline, and budgets that are broken or unknown.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("package/Cargo.toml", "[package]\nname = \"words\"\n");
    let budgets = "[[budget]]\nvariants = \"julia/st*\"\npeak = 1\nmetrics.unknown = 1\n";
    folder.write("broken.toml", budgets);
    run(
        &folder,
        "run julia -i width=100 --passes count,heap --save-baseline first",
        80,
    );
    run(
        &folder,
        "profile julia/stored -i width=100 --out stored.json",
        80,
    );
    folder
}

/// Runs the program in `folder`. `{reference}` stands for the reference report.
fn run(folder: &Folder, arguments: &str, columns: usize) -> Ran {
    let reference = in_package("reports/reference");
    let arguments = arguments.replace("{reference}", reference.to_str().unwrap());
    let mut arguments: Vec<&str> = arguments.split(' ').collect();
    let mut command = heapwise();
    command.current_dir(folder.path());
    if arguments[0] == "init" {
        let package = arguments.remove(1);
        let benchmark = folder.path().join(package).join("benches");
        let _absent = std::fs::remove_dir_all(benchmark);
        if package == "package" {
            folder.write("package/Cargo.toml", "[package]\nname = \"words\"\n");
        }
        command.current_dir(folder.path().join(package));
    }
    command.args(arguments).env("COLUMNS", columns.to_string());
    Ran::from(command.output().unwrap())
}

/// Arguments of a command whose output is text: figures, tables, sentences, warnings and errors.
fn texts_of(command: &str) -> Vec<String> {
    let arguments: &[&str] = match command {
        "help" => &[""],
        "list" => &[""],
        "run" => &[
            "julia -i width=50 --passes count,heap --runs 1",
            "julia/st* -i width=100 --passes count,heap --runs 1 --baseline first --budget broken.toml",
            "julia/a* julia/s* -i width=100 -i width=110 -i width=120 -i width=130 -i width=140 --passes count --runs 1",
            "nothing",
            "julia -i width=0",
            "--passes nothing",
            "julia --baseline nothing",
        ],
        "profile" => &[
            "julia/stored -i width=100 --depth 3 --out stored.json",
            "julia/on-the-fly -i width=100",
            "table/std -i n=100 --depth 8",
            "julia",
        ],
        "report" => &[
            "{reference}",
            "{reference} --verbose",
            "{reference} --sites --depth 2",
            "stored.json --depth 3",
            "nowhere",
            "first -i width=7",
        ],
        "compare" => &[
            "julia/stored julia/stored-reserved --report {reference}",
            "julia/stored julia/on-the-fly --report {reference} --fail-above 0",
            "table/std table/btree --report {reference}",
            "hash/fnv-1a hash/siphash-1-3 --report {reference}",
            "first {reference}",
            "stored.json stored.json",
            "nowhere nothing",
        ],
        "merge" => &["{reference} --out merged", "nowhere"],
        "export" => &["{reference} --format massif", "nowhere --format massif"],
        "growth-curve" => &[
            "--items 1e9",
            "list-3.9 --items 1e9",
            "rust",
            "nothing",
            "tuple --items 1e9",
        ],
        "claims" => &["{reference}", "nowhere"],
        "exec" => &[
            "true false --rounds 1 --verbose",
            "true sort=sort --same-output --rounds 1",
            "nothing-of-this-name",
            "true true",
            "'",
            "true --scan n=1",
            "a/b=true",
        ],
        "init" => &["package", "."],
        "completions" => &["nothing"],
        "man" => &["nothing"],
        "revisions" => &[
            "main..HEAD -- true",
            "main -- true",
            "main..HEAD --bisect paek -- true",
        ],
        other => panic!("add arguments of `{other}`, whose output must fit the terminal"),
    };
    let own = arguments.iter().map(|more| format!("{command} {more}"));
    let own = own.map(|line| line.trim_end().to_string());
    let help = match command {
        "help" => vec![
            String::from("--help"),
            String::from("-h"),
            String::from("nothing"),
        ],
        _ => vec![
            format!("{command} --help"),
            format!("{command} -h"),
            format!("{command} --nothing"),
        ],
    };
    // `init` takes the name of its folder first.
    let help = help
        .into_iter()
        .map(|line| line.replace("init -", "init . -"));
    own.chain(help).collect()
}

fn assert_fits(text: &str, width: usize, what: &str) {
    for line in text.lines() {
        let is_one_word = line.split_whitespace().count() == 1;
        let is_path = OF_PATHS.iter().any(|of_path| line.starts_with(of_path));
        assert!(
            line.chars().count() <= width || is_one_word || is_path,
            "{what} at {width}: {line:?}"
        );
    }
}

/// Whether a line break parts what is together in a text of long lines: the groups of a number, or a
/// number and its unit.
fn assert_whole_numbers(text: &str, long: &str, what: &str) {
    const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "ns", "µs", "ms", "s", "%"];
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2) {
        let (Some(last), Some(first)) = (
            pair[0].split(' ').next_back(),
            pair[1].split_whitespace().next(),
        ) else {
            continue;
        };
        let unit = first.trim_end_matches([',', ';', '.', ':', ')']);
        let continues = UNITS.contains(&unit)
            || first.len() >= 3 && first.as_bytes()[..3].iter().all(u8::is_ascii_digit);
        let is_number = last.ends_with(|c: char| c.is_ascii_digit());
        let together = format!(" {last} {first}");
        assert!(
            !(is_number && continues && long.contains(&together)),
            "{what}: {pair:?}"
        );
    }
}

#[test]
fn no_line_of_any_command_is_wider_than_the_terminal_or_ends_inside_a_number() {
    let folder = folder();
    for command in commands() {
        for arguments in texts_of(&command) {
            let long = run(&folder, &arguments, 100_000);
            for width in WIDTHS {
                let ran = run(&folder, &arguments, width);
                assert_eq!(ran.status, long.status, "{arguments}: {ran:?}");
                assert!(!ran.stderr.contains("panicked"), "{arguments}: {ran:?}");
                for (text, long) in [(&ran.stdout, &long.stdout), (&ran.stderr, &long.stderr)] {
                    assert_fits(text, width, &arguments);
                    assert_whole_numbers(text, long, &arguments);
                }
            }
        }
    }
}

#[test]
fn wide_text_has_all_columns_in_lines_of_any_length() {
    let folder = folder();
    for arguments in [
        "list",
        "report first",
        "report first --sites",
        "profile julia/stored -i width=100",
        "compare julia/stored julia/stored-reserved --report first",
        "growth-curve list-3.9 --items 1e9",
        "run julia/axes -i width=100 --passes count --out other",
    ] {
        let is_exact = !arguments.starts_with("run") && !arguments.contains("report first");
        let wide = run(&folder, &format!("{arguments} --wide"), 60).stdout;
        let long = run(&folder, arguments, 100_000).stdout;
        if is_exact {
            assert_eq!(wide, long, "{arguments}");
        }
        let narrow = run(&folder, arguments, 60).stdout;
        assert_ne!(narrow, wide, "{arguments}");
        assert!(!wide.contains("`--wide`"), "{wide}");
    }
    assert!(Path::new(&folder.file("other")).exists());
}

#[test]
fn columns_that_do_not_fit_are_counted_and_names_lose_their_middle() {
    let folder = folder();
    let profile = run(&folder, "report stored.json", 60).stdout;
    assert!(
        profile.contains("\n`--wide` has 3 more columns\n"),
        "{profile}"
    );
    assert!(
        profile.contains(" src/…/stored.rs:16  heapwise::…::grown\n"),
        "{profile}"
    );
    let steps = run(&folder, "growth-curve rust --items 1e9", 60).stdout;
    assert!(
        steps.contains(" step       length          after  copied so far\n"),
        "{steps}"
    );
}
