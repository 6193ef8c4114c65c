//! The READMEs and the book in `docs/` show the output of the program and the figures of the committed
//! reports. `SPLICE=1 cargo test --test cli readme` writes them.
//!
//! A mark precedes each text: `<!-- run: ARGUMENTS -->` the program's output, `<!-- markdown: ARGUMENTS -->`
//! its output in Markdown, `<!-- figures: all -->` a table of every figure with its explanation, `<!-- peak: A -->` the
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

fn stdout(arguments: &str) -> String {
    let mut command = heapwise();
    command.current_dir(root()).args(arguments.split(' '));
    command.env_remove("COLUMNS");
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    ran.stdout.trim_end().to_string()
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
        "run" => Some(format!("\n```text\n{}\n```\n", stdout(arguments))),
        "markdown" => Some(format!("\n{}\n", stdout(arguments))),
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

/// Every file in Markdown that a reader of the repository may open.
fn documents() -> Vec<PathBuf> {
    let chapters = std::fs::read_dir(root().join("docs")).unwrap();
    let chapters = chapters.map(|entry| entry.unwrap().path());
    let is_markdown = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let others = [
        "README.md",
        "examples/README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ];
    let others = others.map(|name| root().join(name));
    chapters.filter(is_markdown).chain(others).collect()
}

#[test]
fn the_documents_show_the_output_of_the_program() {
    let mut all_marks = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (fresh, marks) = spliced(&text);
        // Benchmarks write between marks of their own, which have an end too.
        assert!(marks <= text.matches(END).count(), "{}", path.display());
        all_marks += marks;
        if std::env::var_os("SPLICE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        } else {
            let name = path.display();
            assert_eq!(
                text, fresh,
                "{name}: `SPLICE=1 cargo test --test cli readme` updates it"
            );
        }
    }
    assert!(all_marks >= 30, "only {all_marks} marks");
}

#[test]
fn the_readme_is_short_and_its_own_code_comes_second() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.len() <= 10_000, "{} bytes", readme.len());
    let headings: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with('#'))
        .collect();
    assert_eq!(
        headings[..2],
        ["# heapwise", "## Your own code in 60 seconds"]
    );
}

#[test]
fn the_table_of_contents_has_every_chapter() {
    let contents = std::fs::read_to_string(root().join("docs/README.md")).unwrap();
    for path in documents() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_chapter = path.parent() == Some(&root().join("docs")) && name != "README.md";
        assert!(
            !is_chapter || contents.contains(&format!("({name})")),
            "{name}"
        );
    }
}

/// The address of a heading within its page: lower case, without punctuation, `-` for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
    });
    kept.collect()
}

/// The targets of the links in a text, without those to other sites.
fn links(text: &str) -> Vec<&str> {
    let after = text.split("](").skip(1);
    let targets = after.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    targets.filter(|target| !target.contains("://")).collect()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut count = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        for link in links(&text) {
            let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                _ => path.parent().unwrap().join(file),
            };
            let place = format!("{}: {link}", path.display());
            assert!(target.exists(), "{place}");
            if !fragment.is_empty() {
                let text = std::fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter_map(|line| line.split_once("# "));
                let is_there = headings.any(|(_, heading)| anchor(heading) == fragment);
                assert!(is_there, "{place}: no such heading");
            }
            count += 1;
        }
    }
    assert!(count >= 30, "only {count} links");
}

#[test]
fn on_the_fly_takes_less_than_a_quarter_of_stored_reserved() {
    assert!(peak_bytes("julia/on-the-fly") * 4 < peak_bytes("julia/stored-reserved"));
}
