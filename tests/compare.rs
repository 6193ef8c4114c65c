//! `heapwise compare` on reports, profiles and variants: what is told, in which form, and with
//! which exit status.

mod common;

use std::path::Path;

use common::{Folder, Ran, assert_refused, heapwise, run};
use serde_json::Value;

const REFERENCE: &str = "reports/reference";

/// Runs the program in the folder of the package.
fn at_home(arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    Ran::from(command.output().unwrap())
}

/// A copy of the reference report in which `change` has been at work.
fn changed_reference(change: impl Fn(&mut Value)) -> Folder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(REFERENCE)
        .join("report.json");
    let mut report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut report);
    let folder = Folder::new();
    std::fs::write(folder.file("report.json"), report.to_string()).unwrap();
    folder
}

fn julia(report: &mut Value) -> &mut Vec<Value> {
    let mut entries = report["experiments"].as_array_mut().unwrap().iter_mut();
    let entry = entries.find(|entry| entry["name"] == "julia").unwrap();
    entry["variants"].as_array_mut().unwrap()
}

#[test]
fn a_report_compared_with_itself_has_no_difference() {
    let ran = at_home(&[
        "compare",
        REFERENCE,
        REFERENCE,
        "--fail-above",
        "0,time=0,rss=0",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let variants = at_home(&["report", REFERENCE, "--format", "csv"]).stdout;
    let variants = csv_lines(&variants) - 1;
    let told = format!(
        "before: {REFERENCE}\nafter:  {REFERENCE}\n\nno difference in {variants} variants\n"
    );
    assert_eq!(ran.stdout, told);
    let markdown = at_home(&["compare", REFERENCE, REFERENCE, "--format", "markdown"]).stdout;
    assert!(markdown.lines().count() <= 5, "{markdown}");
}

fn csv_lines(text: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).from_reader(text.as_bytes());
    reader.into_records().map(Result::unwrap).count()
}

#[test]
fn two_runs_of_one_binary_differ_in_no_byte() {
    let (first, second) = (Folder::new(), Folder::new());
    for folder in [&first, &second] {
        let ran = run([
            "run",
            "julia",
            "small",
            "growth",
            "-i",
            "width=60",
            "-i",
            "n=2000",
            "--passes",
            "count,heap",
            "--out",
            folder.as_str(),
        ]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
    }
    let limits = "0,peak=0,held=0,copying_peak=0";
    let ran = run([
        "compare",
        first.as_str(),
        second.as_str(),
        "--fail-above",
        limits,
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    let figures: Vec<&Value> = told["entries"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["variants"].as_array().unwrap())
        .flat_map(|variant| variant["figures"].as_array().unwrap())
        .filter(|figure| figure["unit"] != "number")
        .collect();
    assert!(figures.len() > 100, "{}", figures.len());
    for figure in figures {
        assert_eq!(figure["before"], figure["after"], "{figure}");
    }
}

#[test]
fn variants_of_one_report_compare_down_to_the_call_site() {
    let ran = at_home(&[
        "compare",
        "julia/stored",
        "julia/on-the-fly",
        "--report",
        REFERENCE,
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for told in [
        "\nstored → on-the-fly\n",
        "\n peak          37.6 MB  4.00 MB    −33.6 MB   ×0.107\n",
        "\n gone  16.8 MB  33.6 MB      19  src/julia/stored.rs:16 ",
        "\n new   4.00 MB  4.00 MB       1  src/julia/computed.rs:62 ",
    ] {
        assert!(ran.stdout.contains(told), "{told:?} in {}", ran.stdout);
    }
}

#[test]
fn what_is_new_gone_failing_and_well_again_is_told() {
    let old = changed_reference(|report| {
        let rows = julia(report);
        rows.retain(|row| row["name"] != "axes");
        rows[1]["outcome"] = serde_json::json!({"status": "failed", "reason": "was ill"});
    });
    let new = changed_reference(|report| {
        let rows = julia(report);
        rows.retain(|row| row["name"] != "streamed");
        rows[0]["outcome"] = serde_json::json!({"status": "failed", "reason": "is ill"});
        let peak = rows[2]["heap"]["peak_bytes"].as_u64().unwrap();
        rows[2]["heap"]["peak_bytes"] = Value::from(peak + 1);
    });
    let ran = run([
        "compare",
        old.as_str(),
        new.as_str(),
        "--fail-above",
        "peak=0",
    ]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for told in [
        "\nstored: now failing: is ill\n",
        "\nstored-reserved: failed before, and no longer does\n",
        "\nnew: axes\n",
        "\nremoved: streamed\n",
        " +1 B ",
    ] {
        assert!(ran.stdout.contains(told), "{told:?} in {}", ran.stdout);
    }
    for told in [
        "above the limit: julia/stored max_iterations=300 width=1000 now fails: is ill\n",
        "julia/stored-z max_iterations=300 width=1000: peak grew by",
    ] {
        assert!(ran.stdout.contains(told), "{told:?} in {}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
    let loose = run(["compare", old.as_str(), new.as_str()]);
    assert_eq!(
        loose.status,
        Some(0),
        "nothing fails unless that is asked for"
    );
}

#[test]
fn a_time_fails_only_where_it_is_named_and_has_changed() {
    let slower = changed_reference(|report| {
        for row in julia(report) {
            let samples = row["time"]["samples_ns"].as_array_mut().unwrap();
            for sample in samples {
                *sample = Value::from(sample.as_u64().unwrap() * 2);
            }
        }
    });
    let compare = |limits: &str| {
        at_home(&[
            "compare",
            REFERENCE,
            slower.as_str(),
            "--fail-above",
            limits,
        ])
    };
    assert_eq!(compare("0").status, Some(0));
    let ran = compare("time=50%");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(
        ran.stdout.matches("time grew by 100 %").count(),
        9,
        "{}",
        ran.stdout
    );
    assert_eq!(compare("time=101%").status, Some(0));
}

#[test]
fn what_was_not_measured_on_both_sides_is_no_success() {
    let without = |part: &'static str| {
        changed_reference(move |report| {
            let rows = julia(report);
            rows.truncate(1);
            rows[0].as_object_mut().unwrap().remove(part);
            rows[0].as_object_mut().unwrap().remove("rss");
        })
    };
    let (timed, counted) = (without("heap"), without("time"));
    let ran = run([
        "compare",
        timed.as_str(),
        counted.as_str(),
        "--fail-above",
        "5%",
    ]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(
        ran.stdout
            .contains("\nstored: not compared: no pass was made on both sides\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("has no figure on both sides"),
        "{}",
        ran.stdout
    );
}

#[test]
fn where_no_variant_is_on_both_sides_no_limit_is_kept() {
    let narrower = |report: &mut Value| {
        let entries = report["experiments"].as_array_mut().unwrap();
        entries.retain(|entry| entry["name"] == "julia");
        entries[0]["input"]["width"] = Value::from(999);
        julia(report).truncate(1);
    };
    let none = changed_reference(|report| report["experiments"] = Value::from([Value::Null; 0]));
    let other = changed_reference(narrower);
    let whole = changed_reference(|_| ());
    let compare = |old: &Folder, new: &Folder| {
        run(["compare", old.as_str(), new.as_str(), "--fail-above", "5%"])
    };
    let added = compare(&none, &other);
    assert_eq!(added.status, Some(1), "{added:?}");
    let told = "above the limit: no variant is on both sides with a figure: compare the same experiments at the same inputs\n";
    assert!(added.stdout.contains(told), "{added:?}");
    let moved = compare(&other, &whole);
    assert_eq!(moved.status, Some(1), "{moved:?}");
    let gone = "above the limit: julia/stored max_iterations=300 width=999 is gone, so it cannot be held to a limit\n";
    assert!(moved.stdout.contains(&format!("{gone}{told}")), "{moved:?}");
}

#[test]
fn a_variant_that_is_gone_is_no_success_and_a_new_one_is() {
    let fewer = changed_reference(|report| julia(report).retain(|row| row["name"] != "axes"));
    let gone = at_home(&["compare", REFERENCE, fewer.as_str(), "--fail-above", "5%"]);
    assert_eq!(gone.status, Some(1), "{gone:?}");
    let told = "above the limit: julia/axes max_iterations=300 width=1000 is gone, so it cannot be held to a limit\n";
    assert!(gone.stdout.contains(told), "{gone:?}");
    let new = at_home(&["compare", fewer.as_str(), REFERENCE, "--fail-above", "5%"]);
    assert_eq!(new.status, Some(0), "{new:?}");
}

#[test]
fn a_metric_fails_only_where_it_is_named() {
    let with_metrics = |value: f64| {
        changed_reference(move |report| {
            julia(report)[0]["metrics"] = serde_json::json!([
                {"name": "load_factor", "value": value, "unit": ""},
                {"name": "search", "value": value, "unit": "µs/query"},
            ]);
        })
    };
    let (old, new) = (with_metrics(0.5), with_metrics(0.75));
    let compare = |limits: &str| {
        run([
            "compare",
            old.as_str(),
            new.as_str(),
            "--fail-above",
            limits,
        ])
    };
    let unnamed = compare("0");
    assert_eq!(unnamed.status, Some(0), "{unnamed:?}");
    let row = |name: &str| {
        let mut lines = unnamed.stdout.lines();
        lines
            .find(|line| line.trim_start().starts_with(name))
            .unwrap()
    };
    assert!(
        row("search").ends_with("varies from run to run"),
        "{unnamed:?}"
    );
    assert!(row("load_factor").ends_with("×1.50"), "{unnamed:?}");
    let named = compare("load_factor=5%");
    assert_eq!(named.status, Some(1), "{named:?}");
    assert!(
        named.stdout.contains("load_factor grew by 50.0 %"),
        "{named:?}"
    );
    assert_eq!(compare("search=50%").status, Some(0));
    assert_eq!(compare("search=49%").status, Some(1));
}

#[test]
fn two_variants_are_compared_where_an_input_has_both() {
    let split = |is_apart: bool| {
        changed_reference(move |report| {
            let mut axes = report.clone();
            julia(&mut axes).retain(|row| row["name"] == "axes");
            let entries = axes["experiments"].as_array_mut().unwrap();
            entries.retain(|entry| entry["name"] == "julia");
            entries[0]["input"]["width"] = Value::from(999);
            if is_apart {
                julia(report).retain(|row| row["name"] != "axes");
            }
            let all = report["experiments"].as_array_mut().unwrap();
            all.append(entries);
        })
    };
    let compare = |report: &Folder| {
        let variants = ["compare", "julia/stored", "julia/axes"];
        let limit = ["--report", report.as_str(), "--fail-above", "peak=100%"];
        Ran::from(heapwise().args(variants).args(limit).output().unwrap())
    };
    let ran = compare(&split(false));
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("\njulia: ").count(), 1, "{ran:?}");
    let apart = compare(&split(true));
    assert_refused(
        &apart,
        "no input has both; there is julia/stored at max_iterations=300 width=1000; and julia/axes at max_iterations=300 width=999",
    );
}

#[test]
fn peaks_of_several_threads_vary_and_are_called_no_change() {
    let threads = |more: u64| {
        changed_reference(move |report| {
            let heap = &mut julia(report)[0]["heap"];
            heap["several_threads"] = Value::from(true);
            heap["peak_bytes"] = Value::from(heap["peak_bytes"].as_u64().unwrap() + more);
        })
    };
    let (old, new) = (threads(0), threads(4096));
    let ran = run(["compare", old.as_str(), new.as_str(), "--fail-above", "0"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("no difference in"), "{}", ran.stdout);
    let named = run([
        "compare",
        old.as_str(),
        new.as_str(),
        "--fail-above",
        "peak=0",
    ]);
    assert_eq!(named.status, Some(1), "{named:?}");
}

#[test]
fn every_form_is_written_whole_and_escaped() {
    const NASTY: &str = "<script>alert(1)</script>|`x`";
    let renamed = |more: u64| {
        changed_reference(move |report| {
            let row = &mut julia(report)[0];
            row["name"] = Value::from(NASTY);
            row["heap"]["total_bytes"] = Value::from(100 + more);
        })
    };
    let (old, new) = (renamed(0), renamed(1));
    let folder = Folder::new();
    for format in ["text", "markdown", "json", "html"] {
        let out = folder.file(format);
        let ran = run([
            "compare",
            old.as_str(),
            new.as_str(),
            "--format",
            format,
            "-o",
            out.to_str().unwrap(),
        ]);
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
    }
    let (markdown, html) = (folder.read("markdown"), folder.read("html"));
    assert!(folder.read("text").contains(NASTY));
    assert!(
        markdown.contains("&lt;script&gt;alert(1)&lt;/script&gt;\\|\\`x\\`"),
        "{markdown}"
    );
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;|`x`"));
    let scripts: Vec<&str> = html.matches("<script").collect();
    assert!(
        scripts.len() == 1 && !html.contains(NASTY),
        "a script beside the page's own"
    );
    let json: Value = serde_json::from_str(&folder.read("json")).unwrap();
    assert_eq!(
        (&json["kind"], &json["is_different"]),
        (&"reports".into(), &true.into())
    );
    let mut entries = json["entries"].as_array().unwrap().iter();
    let entry = entries
        .find(|entry| entry["experiment"] == "julia")
        .unwrap();
    let figures = entry["variants"][0]["figures"].as_array().unwrap();
    let total = figures
        .iter()
        .find(|figure| figure["name"] == "total")
        .unwrap();
    assert_eq!(total["difference"], 1);
    assert_eq!(
        (&total["before"], &total["after"]),
        (&100.into(), &101.into())
    );
    assert_eq!(total["verdict"], "changed");
}

#[test]
fn the_page_of_two_profiles_has_red_and_blue_flame_graphs() {
    let profile = |variant: &str| format!("{REFERENCE}/profiles/julia.{variant}.json");
    let ran = at_home(&[
        "compare",
        &profile("stored"),
        &profile("stored-reserved"),
        "--format",
        "html",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("<svg class=\"flame\"").count(), 2);
    let fills: Vec<&str> = ran
        .stdout
        .split("fill=\"rgb(")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    assert!(
        fills
            .iter()
            .any(|fill| fill.starts_with("255,") && !fill.ends_with("255"))
    );
    assert!(
        fills
            .iter()
            .any(|fill| !fill.starts_with("255") && fill.ends_with(",255"))
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let profile = format!("{REFERENCE}/profiles/julia.stored.json");
    for (arguments, told) in [
        (
            &["compare", REFERENCE, profile.as_str()] as &[&str],
            "one is a report and the other a profile",
        ),
        (
            &["compare", "nowhere", REFERENCE],
            "argument `nowhere`: no file or folder, and no baseline",
        ),
        (
            &["compare", REFERENCE, "README.md"],
            "neither a report of heapwise nor a DHAT profile",
        ),
        (
            &[
                "compare",
                "julia/stord",
                "julia/axes",
                "--report",
                REFERENCE,
            ],
            "unknown variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            &[
                "compare",
                "julia/stored",
                "table/std",
                "--report",
                REFERENCE,
            ],
            "two experiments have no answer in common",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "paek=0"],
            "unknown figure `paek`; the nearest: `peak`",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "5"],
            "`5` is no growth: give 0, or per cent",
        ),
        (
            &["compare", &profile, &profile, "--fail-above", "time=5%"],
            "nothing that is compared has `time`",
        ),
    ] {
        assert_refused(&at_home(arguments), told);
    }
}
