//! Results that are too long to read are cut, and name the rest.

use serde_json::json;

use crate::common::{Folder, Ran, heapwise, run_to};

/// A report with this many cases of one experiment, each with this many variants.
fn write_report(folder: &Folder, cases: usize, variants: usize, outcome: &str) {
    let variant = |index: usize| {
        json!({"name": format!("v{index}"), "about": "",
            "outcome": {"status": outcome, "reason": "why"}})
    };
    let rows: Vec<_> = (0..variants).map(variant).collect();
    let case = |index: usize| {
        json!({"name": "words", "about": "", "input": {"n": index}, "variants": rows,
            "attachments": []})
    };
    let report = json!({"schema": 1,
        "provenance": {"tool": "", "command": [], "os": "", "arch": "", "rustc": ""},
        "experiments": (0..cases).map(case).collect::<Vec<_>>()});
    folder.write("report.json", &report.to_string());
}

fn shown(arguments: &[&str]) -> String {
    let ran = Ran::from(heapwise().args(arguments).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.stdout
}

#[test]
fn a_report_shows_its_first_cases_and_the_call_sites_of_its_first_variants() {
    let folder = Folder::new();
    let out = folder.as_str();
    write_report(&folder, 52, 1, "failed");
    let text = shown(&["report", out, "--verbose"]);
    assert_eq!(text.matches("\nn=").count(), 50, "{text}");
    let rest = "not shown: 2 cases; `--all` shows everything\n";
    assert!(text.ends_with(rest), "{text}");
    assert_eq!(
        shown(&["report", out, "--verbose", "--all"])
            .matches("\nn=")
            .count(),
        52
    );
    let markdown = shown(&["report", out, "--format", "markdown"]);
    assert_eq!(markdown.matches("<code>n=").count(), 52);

    write_report(&folder, 3, 7, "failed");
    let text = shown(&["report", out, "--sites"]);
    assert_eq!(text.matches("no profile").count(), 20, "{text}");
    assert!(text.ends_with("not shown: 1 variant; `--all` shows everything\n"));
    let text = shown(&["report", out, "--sites", "--all"]);
    assert_eq!(text.matches("no profile").count(), 21, "{text}");
}

#[test]
fn a_comparison_shows_the_first_variants_that_differ() {
    let (old, new) = (Folder::new(), Folder::new());
    write_report(&old, 2, 30, "measured");
    write_report(&new, 2, 30, "failed");
    let compared =
        |more: &[&str]| shown(&[&["compare", old.as_str(), new.as_str()], more].concat());
    for format in ["text", "markdown"] {
        let text = compared(&["--format", format]);
        assert_eq!(text.matches("now failing").count(), 50, "{text}");
        let rest = "not shown: 10 different variants; `--all` shows everything\n";
        assert!(text.ends_with(rest), "{text}");
        let all = compared(&["--format", format, "--all"]);
        assert_eq!(all.matches("now failing").count(), 60, "{all}");
    }
    let json = compared(&["--format", "json"]);
    assert_eq!(json.matches("now-failing").count(), 60);
    let failing = |more: &[&str]| {
        let arguments = ["compare", old.as_str(), new.as_str(), "--fail-above", "5%"];
        let arguments = [&arguments[..], more].concat();
        let ran = Ran::from(heapwise().args(arguments).output().unwrap());
        assert_eq!(ran.status, Some(1), "{ran:?}");
        ran
    };
    let rest = "not shown: 41 failing limits; `--all` shows everything\n";
    for format in ["text", "markdown"] {
        let first = failing(&["--format", format]).stdout;
        assert_eq!(first.matches("now fails").count(), 20, "{first}");
        assert!(first.ends_with(rest), "{first}");
        let all = failing(&["--format", format, "--all"]).stdout;
        assert_eq!(all.matches("now fails").count(), 60, "{all}");
    }
    let folder = Folder::new();
    let out = folder.file("page.html");
    let page = ["--format", "html", "--out", out.to_str().unwrap()];
    let first = failing(&page).stderr;
    assert_eq!(first.matches("now fails").count(), 20, "{first}");
    assert!(first.ends_with(rest), "{first}");
    let json = failing(&["--format", "json"]).stdout;
    assert_eq!(json.matches(" now fails").count(), 60);
}

#[test]
fn a_run_shows_its_first_cases() {
    let folder = Folder::new();
    let widths: Vec<String> = (1..=51).map(|width| format!("-i width={width}")).collect();
    let arguments = format!(
        "run julia/axes --passes count --runs 1 --verbose {}",
        widths.join(" ")
    );
    let ran = run_to(heapwise(), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("\nwidth=").count(), 50, "{}", ran.stdout);
    let rest = format!("not shown: 1 case; `heapwise report {}", folder.as_str());
    assert!(ran.stdout.contains(&rest), "{}", ran.stdout);
    assert_eq!(folder.report()["experiments"].as_array().unwrap().len(), 51);
}

#[test]
fn a_run_shows_its_first_broken_and_unchecked_limits() {
    let folder = Folder::new();
    let budget = |figure: &str| format!("[[budget]]\nvariants = \"julia/axes\"\n{figure} = 1\n");
    folder.write("heapwise.toml", &budget("peak").repeat(23));
    let run = |more: &[&str]| {
        let arguments = ["run", "julia/axes", "-i", "width=10", "--passes", "count"];
        let mut command = heapwise();
        command
            .current_dir(folder.path())
            .args(arguments)
            .args(more);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(1), "{ran:?}");
        ran
    };
    let first = run(&[]).stdout;
    assert_eq!(first.matches("broken budget: ").count(), 20, "{first}");
    let rest =
        "not shown: 3 broken limits; `--all` shows everything\n0 budget limits kept, 23 broken\n";
    assert!(first.ends_with(rest), "{first}");
    let all = run(&["--all"]).stdout;
    assert_eq!(all.matches("broken budget: ").count(), 23, "{all}");

    folder.write("heapwise.toml", &budget("metrics.unknown").repeat(23));
    let first = run(&[]).stderr;
    assert_eq!(first.matches("budget not checked: ").count(), 20, "{first}");
    let rest = "not shown: 3 unchecked limits; `--all` shows everything\n";
    assert!(first.ends_with(rest), "{first}");
    let all = run(&["--all"]).stderr;
    assert_eq!(all.matches("budget not checked: ").count(), 23, "{all}");
}
