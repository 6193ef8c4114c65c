//! The READMEs show the output of the program and the figures of the committed reports.
//! `SPLICE=1 cargo test --test cli readme` writes them.
//!
//! A mark precedes each text: `<!-- run: ARGUMENTS -->` the program's output, `<!-- figures: all -->` a
//! table of every figure with its explanation, `<!-- peak: A -->` the
//! peak of variant A, `<!-- times: A B -->` the peak of A divided by that of B, and
//! `<!-- slower: A B -->` the median time of A divided by that of B. `strings/string@length=8` names
//! a variant at one of several inputs.

use std::path::{Path, PathBuf};

use crate::common::{Ran, heapwise};
use heapwise::record::{Figure, Report, Row};
use heapwise::units;

const END: &str = "<!-- end -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn output(arguments: &str) -> String {
    let mut command = heapwise();
    command.current_dir(root()).args(arguments.split(' '));
    command.env_remove("COLUMNS");
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    format!("\n```text\n{}\n```\n", ran.stdout.trim_end())
}

/// The reference report and the reports of the examples.
fn committed_reports() -> impl Iterator<Item = PathBuf> {
    let examples = std::fs::read_dir(root().join("reports/examples")).unwrap();
    let examples = examples.map(|entry| entry.unwrap().path());
    let folders = std::iter::once(root().join("reports/reference")).chain(examples);
    folders.map(|folder| folder.join("report.json"))
}

/// The committed row of a variant such as `julia/stored` or `strings/string@length=8`.
fn row(variant: &str) -> Row {
    let (name, input) = variant.split_once('@').unwrap_or((variant, ""));
    let (experiment, name) = name.split_once('/').unwrap();
    let cases = committed_reports().flat_map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        Report::parse(&text, &path).unwrap().cases
    });
    let is_meant = |line: String| input.is_empty() || line.split(' ').any(|value| value == input);
    let mut of_experiment = cases.filter(|case| case.name == experiment);
    let case = of_experiment.find(|case| is_meant(case.input_line()));
    let rows = case.into_iter().flat_map(|case| case.variants);
    let mut named = rows.filter(|row| row.name == name);
    named
        .next()
        .unwrap_or_else(|| panic!("no committed report has `{variant}`"))
}

fn peak_bytes(variant: &str) -> u64 {
    row(variant).heap.unwrap().totals.peak_bytes
}

fn median_ns(variant: &str) -> u64 {
    row(variant).time.unwrap().median_ns().unwrap()
}

/// The figure of the first of two variants divided by that of the second.
fn times(variants: &str, figure: impl Fn(&str) -> u64) -> String {
    let (numerator, base) = variants.split_once(' ').unwrap();
    let digits = units::digits(figure(numerator) as f64 / figure(base) as f64);
    match digits.trim_end_matches('0').strip_suffix('.') {
        Some(whole) => whole.to_string(),
        None => digits,
    }
}

/// A table in Markdown of every figure, the most important first.
fn figures_table() -> String {
    let mut table = String::from(
        "\n| figure | in reports | exactly | passes | repeats |\n| --- | --- | --- | --- | --- |\n",
    );
    for figure in Figure::BY_IMPORTANCE {
        let (heading, key) = (figure.heading(), figure.key);
        let passes: Vec<&str> = figure.passes.iter().map(|pass| pass.name()).collect();
        let repeats = if figure.is_exact { "yes" } else { "no" };
        table.push_str(&format!(
            "| {heading} | `{key}` | {} | {} | {repeats} |\n",
            figure.explanation,
            passes.join(" or ")
        ));
    }
    table
}

/// The text after a mark, or `None` for another comment.
fn shown(mark: &str) -> Option<String> {
    let (kind, arguments) = mark.split_once(": ")?;
    match kind {
        "run" => Some(output(arguments)),
        "figures" => Some(figures_table()),
        "peak" => Some(units::bytes(peak_bytes(arguments))),
        "times" => Some(times(arguments, peak_bytes)),
        "slower" => Some(times(arguments, median_ns)),
        _ => None,
    }
}

/// The text with everything between a mark and its end replaced, and the number of marks.
fn spliced(text: &str) -> (String, usize) {
    let mut parts = text.split("<!-- ");
    let mut fresh = parts.next().unwrap().to_string();
    let mut marks = 0;
    for part in parts {
        let mark = part.split_once(" -->").map(|(mark, _)| mark);
        match mark.and_then(|mark| Some((mark, shown(mark)?))) {
            Some((mark, shown)) => {
                fresh.push_str(&format!("<!-- {mark} -->{shown}"));
                marks += 1;
            }
            None => fresh.push_str(&format!("<!-- {part}")),
        }
    }
    (fresh, marks)
}

/// Checks a file that has at least `least` marks, or rewrites it if `SPLICE` is set.
fn check_or_splice(name: &str, least: usize) {
    let path = root().join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let (fresh, marks) = spliced(&text);
    assert_eq!(marks, text.matches(END).count());
    assert!(marks >= least, "only {marks} marks");
    if std::env::var_os("SPLICE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    } else {
        assert_eq!(
            text, fresh,
            "`SPLICE=1 cargo test --test cli readme` updates it"
        );
    }
}

#[test]
fn the_readme_shows_the_output_of_the_program() {
    check_or_splice("README.md", 5);
}

#[test]
fn the_documentation_lists_every_figure() {
    check_or_splice("docs/figures.md", 1);
}

#[test]
fn the_readme_of_the_examples_shows_their_figures() {
    check_or_splice("examples/README.md", 20);
}

#[test]
fn on_the_fly_takes_less_than_a_quarter_of_stored_reserved() {
    assert!(peak_bytes("julia/on-the-fly") * 4 < peak_bytes("julia/stored-reserved"));
}
