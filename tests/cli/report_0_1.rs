//! A report that heapwise 0.1.0 wrote can still be read, rendered and compared.

use std::path::Path;

use heapwise::profile::Profile;
use heapwise::record::{Report, Timeline};
use serde_json::Value;

use crate::common::{
    Folder, REPORT_0_1, heapwise, report_0_1, run, run_in_package, run_to, stacks_on,
};

fn saved() -> Value {
    serde_json::from_str(&report_0_1("report.json")).unwrap()
}

fn variants(report: &Value) -> usize {
    let cases = report["experiments"].as_array().unwrap().iter();
    cases
        .map(|case| case["variants"].as_array().unwrap().len())
        .sum()
}

/// Checks that every value of `old` is in `new`, which may have more fields.
fn assert_keeps(new: &Value, old: &Value, place: &str) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (name, old) in old {
                let place = format!("{place}.{name}");
                let new = new.get(name).unwrap_or_else(|| panic!("no {place}"));
                assert_keeps(new, old, &place);
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            assert_eq!(new.len(), old.len(), "{place}");
            for (index, (new, old)) in new.iter().zip(old).enumerate() {
                assert_keeps(new, old, &format!("{place}[{index}]"));
            }
        }
        (new, old) => assert_eq!(new, old, "{place}"),
    }
}

#[test]
fn every_file_of_it_is_read() {
    let path = Path::new("report.json");
    let report = Report::parse(&report_0_1("report.json"), path).unwrap();
    let (mut profiles, mut timelines) = (0, 0);
    for heap in report.rows().filter_map(|row| row.heap.as_ref()) {
        if let Some(file) = &heap.profile {
            let profile = Profile::read(&report_0_1(file), Path::new(file)).unwrap();
            assert_eq!(profile.totals().peak_bytes, heap.totals.peak_bytes);
            profiles += 1;
        }
        if let Some(file) = &heap.timeline {
            let timeline = Timeline::parse(&report_0_1(file), Path::new(file)).unwrap();
            assert_eq!(timeline.peak_bytes(), heap.totals.peak_bytes, "{file}");
            timelines += 1;
        }
    }
    assert_eq!((profiles, timelines), (49, 49));
}

#[test]
fn it_renders_in_every_format() {
    let rendered = |format| {
        let ran = run_in_package(&["report", REPORT_0_1, "--verbose", "--format", format]);
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{format}");
        ran.stdout
    };
    let saved = saved();
    let cases = saved["experiments"].as_array().unwrap();

    let text = rendered("text");
    let answers = text.matches("\nanswer: ").count();
    assert_eq!(answers, cases.len(), "{text}");
    assert!(
        text.contains("\nanswer: 33219980, the same from all 9 variants"),
        "{text}"
    );

    let markdown = rendered("markdown");
    let titles = markdown.lines().filter_map(|line| line.strip_prefix("## "));
    assert!(
        titles.eq(cases.iter().map(|case| case["name"].as_str().unwrap())),
        "{markdown}"
    );

    let csv = rendered("csv");
    let rows = csv::Reader::from_reader(csv.as_bytes()).into_records();
    assert_eq!(rows.map(Result::unwrap).count(), variants(&saved));
    let stored = "julia,width=1000 max_iterations=300,stored,measured,,33219980,1000000,";
    assert!(csv.contains(stored), "{csv}");

    let json = serde_json::from_str(&rendered("json")).unwrap();
    assert_keeps(&json, &saved, "report");

    let page = rendered("html");
    assert!(page.ends_with("</html>"));
    let sections = page.matches("<section class=\"experiment\"").count();
    assert_eq!(sections, 5);
    assert_eq!(stacks_on(&page).len(), 49);
    assert_eq!(page.matches("<figure class=\"timeline\">").count(), 49);
}

#[test]
fn it_has_no_difference_from_itself() {
    let limits = "0,time=0,rss=0";
    let ran = run_in_package(&["compare", REPORT_0_1, REPORT_0_1, "--fail-above", limits]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let expected = format!("\nno difference in {} variants\n", variants(&saved()));
    assert!(ran.stdout.ends_with(&expected), "{}", ran.stdout);
}

/// Without the figures that vary from run to run, which the limit leaves out too.
#[test]
#[ignore = "slow"]
fn a_new_run_at_the_same_input_changes_no_exact_figure_of_julia() {
    let (old, new) = (Folder::new(), Folder::new());
    let mut report = saved();
    let cases = report["experiments"].as_array_mut().unwrap();
    cases.retain(|case| case["name"] == "julia");
    old.write("report.json", &report.to_string());
    let arguments = "run julia -i width=1000 -i max_iterations=300 --passes count --runs 1";
    let ran = run_to(heapwise(), arguments, new.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");

    let sides = [old.as_str(), new.as_str()];
    let ran = run(["compare", sides[0], sides[1], "--fail-above", "0"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.ends_with("\nno difference in 9 variants\n"),
        "{ran:?}"
    );

    let ran = run(["compare", sides[0], sides[1], "--format", "json"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let comparison: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows = comparison["entries"][0]["variants"].as_array().unwrap();
    assert_eq!(rows.len(), 9);
    for row in rows {
        let figures = row["figures"].as_array().unwrap();
        let mut compared = 0;
        for figure in figures.iter().filter(|figure| figure["name"] != "held") {
            assert_eq!(figure["before"], figure["after"], "{row}");
            compared += 1;
        }
        assert_eq!(compared, 9, "{row}");
    }
}
