//! `heapwise export` on real runs: every form, each figure held against the report, `massif.out`
//! read by the real `ms_print`.

mod common;

use std::process::Command;
use std::sync::OnceLock;

use heapwise::record::Timeline;
use quick_xml::events::Event;
use serde_json::Value;

use common::{Folder, Ran, assert_refused, row, rows, run};

/// One run of `julia` at width 100, which several tests look at.
fn julia() -> &'static Folder {
    static RUN: OnceLock<Folder> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run(["run", "julia", "-i", "width=100", "-o", folder.as_str()]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        folder
    })
}

/// What the program exports of one of that run's variants.
fn exported<const N: usize>(variant: &str, arguments: [&str; N]) -> String {
    let name = format!("julia/{variant}");
    let mut command = common::heapwise();
    command
        .args(["export", julia().as_str(), &name, "--format"])
        .args(arguments);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (Some(0), ""),
        "{variant}"
    );
    ran.stdout
}

fn variants() -> Vec<String> {
    let report = julia().report();
    let names = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_string());
    names.collect()
}

/// `ms_print` of a text that it must be able to read.
fn ms_print(massif: &str) -> String {
    let folder = Folder::new();
    let file = folder.file("massif.out");
    std::fs::write(&file, massif).unwrap();
    let output = Command::new("ms_print").arg(&file).output();
    let ran = Ran::from(output.expect("ms_print must be installed: it comes with Valgrind"));
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{massif}");
    ran.stdout
}

/// The most bytes in the table of `ms_print`'s snapshots, of its third column.
fn highest(printed: &str) -> u64 {
    let totals = printed.lines().filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let is_snapshot = columns.len() == 6 && columns[0].parse::<u64>().is_ok();
        is_snapshot.then(|| columns[2].replace(',', "").parse().unwrap())
    });
    totals.max().unwrap()
}

#[test]
fn folded_stacks_add_up_to_the_reports_figures() {
    let report = julia().report();
    for variant in variants() {
        let heap = &row(&report, &variant)["heap"];
        for measure in ["peak", "total", "end"] {
            for unit in ["bytes", "blocks"] {
                let text = exported(
                    &variant,
                    ["folded", "--measure", &format!("{measure}-{unit}")],
                );
                let figures = text.lines().map(|line| line.rsplit_once(' ').unwrap().1);
                let sum: u64 = figures.map(|figure| figure.parse::<u64>().unwrap()).sum();
                assert_eq!(
                    heap[format!("{measure}_{unit}")],
                    sum,
                    "{variant} {measure} {unit}"
                );
            }
        }
    }
    let text = exported("stored", ["folded"]);
    let grown = text.lines().find(|line| line.ends_with(" 524288")).unwrap();
    assert!(
        grown.contains(";heapwise::julia::stored::grown;alloc::vec::Vec<"),
        "{grown}"
    );
}

#[test]
fn a_flame_graph_is_an_svg_that_names_every_function() {
    for variant in variants() {
        let svg = exported(&variant, ["flamegraph", "--measure", "total-bytes"]);
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut elements = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(_) => elements += 1,
                _ => {}
            }
        }
        assert!(elements >= 2, "{svg}");
        let is_empty = svg.contains("Nothing to draw: no bytes in total.");
        assert_eq!(is_empty, variant == "streamed");
        assert_eq!(svg.contains("<script"), variant != "streamed");
    }
    let svg = exported("stored", ["flamegraph"]);
    assert!(svg.contains("<title>heapwise::julia::stored::grown (524,288 bytes, 92.91%)</title>"));
    assert!(svg.contains(">julia/stored: bytes at the peak</text>"));
}

#[test]
fn ms_print_reads_every_variant_and_finds_the_reports_peak() {
    for variant in variants() {
        let printed = ms_print(&exported(&variant, ["massif"]));
        let peak = row(&julia().report(), &variant)["heap"]["peak_bytes"]
            .as_u64()
            .unwrap();
        assert_eq!(highest(&printed), peak, "{variant}: {printed}");
        assert!(printed.contains(&format!("Command:            julia/{variant}\n")));
        if variant == "streamed" {
            assert!(printed.contains("Number of snapshots: 1\n"));
            continue;
        }
        let tree = printed.split_once("\n100.00% (").unwrap().1;
        let (bytes, tree) = tree.split_once("B) (heap allocation functions)").unwrap();
        assert_eq!(bytes.replace(',', ""), peak.to_string(), "{variant}");
        assert!(tree.contains(" heapwise::julia::"), "{tree}");
        assert!(printed.contains(" (peak)]\n"), "{printed}");
    }
}

#[test]
fn a_profile_alone_is_exported_too() {
    let file = julia().file("profiles/julia.stored.json");
    let file = file.to_str().unwrap();
    let massif = run(["export", file, "--format", "massif"]);
    assert_eq!(massif.status, Some(0), "{}", massif.stderr);
    let printed = ms_print(&massif.stdout);
    assert_eq!(highest(&printed), 564_288);
    assert!(printed.contains("Number of snapshots: 3\n"), "{printed}");
    let folded = run(["export", file, "--format", "folded"]);
    assert_eq!(folded.stdout, exported("stored", ["folded"]));
}

#[test]
fn trackers_get_every_figure_of_the_report() {
    let folder = julia().as_str();
    let read = |format| -> Value {
        let ran = run(["export", folder, "--format", format]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    let (bencher, tracker) = (read("bencher"), read("tracker"));
    let mut figures = 0;
    for row in rows(&julia().report()) {
        let name = format!(
            "julia/{} width=100 max_iterations=300",
            row["name"].as_str().unwrap()
        );
        let exact = row["heap"].as_object().unwrap().iter();
        let exact = exact.filter(|(_, value)| value.is_number());
        let rss = ("rss_peak_bytes", &row["rss"]["peak_bytes"]);
        let exact = exact
            .map(|(field, value)| (field.as_str(), value))
            .chain([rss]);
        for (field, value) in exact {
            figures += 1;
            assert_eq!(
                &bencher[&name][field.replace('_', "-")]["value"],
                value,
                "{name} {field}"
            );
            assert_eq!(
                &tracked(&tracker, &name, field)["value"],
                value,
                "{name} {field}"
            );
        }
        let samples = row["time"]["samples_ns"].as_array().unwrap();
        let mut samples: Vec<u64> = samples.iter().map(|ns| ns.as_u64().unwrap()).collect();
        samples.sort_unstable();
        let time = &bencher[&name]["time-median-ns"];
        assert_eq!(time["lower_value"], samples[0]);
        assert_eq!(time["upper_value"], *samples.last().unwrap());
        assert_eq!(
            tracked(&tracker, &name, "time_median_ns")["value"],
            time["value"]
        );
        assert_eq!(tracked(&tracker, &name, "time_median_ns")["unit"], "ns");
        assert_eq!(bencher[&name].as_object().unwrap().len(), 12);
    }
    assert_eq!(figures, 9 * 11);
    assert_eq!(tracker.as_array().unwrap().len(), 9 * 12);
}

fn tracked<'a>(tracker: &'a Value, variant: &str, field: &str) -> &'a Value {
    let name = format!("{variant} {field}");
    let mut figures = tracker.as_array().unwrap().iter();
    figures
        .find(|figure| figure["name"] == name)
        .unwrap_or(&Value::Null)
}

#[test]
fn a_timelines_highest_point_is_the_peak_of_every_variant() {
    let folder = Folder::new();
    let sized = run([
        "run",
        "growth",
        "small",
        "table/std",
        "-i",
        "n=3000",
        "--passes",
        "count",
        "-o",
        folder.as_str(),
    ]);
    assert_eq!(sized.status, Some(0), "{}", sized.stderr);
    let mut timelines = 0;
    for folder in [julia(), &folder] {
        for entry in folder.report()["experiments"].as_array().unwrap() {
            for row in entry["variants"].as_array().unwrap() {
                let Some(file) = row["heap"]["timeline"].as_str() else {
                    assert_eq!(row["heap"]["total_blocks"], 0, "{row}");
                    continue;
                };
                let timeline = Timeline::read(&folder.read(file), &folder.file(file)).unwrap();
                assert_eq!(row["heap"]["peak_bytes"], timeline.peak_bytes(), "{file}");
                assert_eq!(
                    row["heap"]["end_bytes"],
                    timeline.points.last().unwrap().1,
                    "{file}"
                );
                assert!(timeline.points.len() <= 1500, "{file}");
                timelines += 1;
            }
        }
    }
    assert_eq!(timelines, 8 + 19 + 7 + 1);
}

#[test]
fn built_in_experiments_name_their_phases() {
    let timeline = |variant: &str| {
        let file = format!("timelines/julia.{variant}.json");
        Timeline::read(&julia().read(&file), &julia().file(&file)).unwrap()
    };
    let stored = timeline("stored");
    let names: Vec<&str> = stored
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect();
    assert_eq!(names, ["make the coordinates", "create the output"]);
    // A vector that grows is never told as freed and allocated again.
    let peak = stored
        .points
        .iter()
        .position(|(_, bytes)| *bytes == stored.peak_bytes());
    assert!(stored.points[..=peak.unwrap()].is_sorted_by_key(|(_, bytes)| *bytes));
    // The output's 40 000 bytes come in its phase, on top of the coordinates' 524 288.
    let (at_ns, _) = stored
        .points
        .iter()
        .find(|(_, bytes)| *bytes == 564_288)
        .unwrap();
    assert!(stored.phases[1].begin_ns <= *at_ns && *at_ns <= stored.phases[1].end_ns);
    assert_eq!(timeline("on-the-fly").phases.len(), 1);
}

#[test]
fn a_new_report_takes_the_older_ones_timelines_away() {
    let folder = Folder::new();
    let at = |variant| {
        let ran = run([
            "run",
            variant,
            "-i",
            "width=10",
            "--passes",
            "count",
            "-o",
            folder.as_str(),
        ]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    };
    at("julia/stored");
    assert!(folder.file("timelines/julia.stored.json").exists());
    at("julia/axes");
    assert!(folder.file("timelines/julia.axes.json").exists());
    assert!(!folder.file("timelines/julia.stored.json").exists());
}

#[test]
fn a_file_is_written_whole_and_nothing_is_printed() {
    let folder = Folder::new();
    let file = folder.file("stored.folded");
    let ran = run([
        "export",
        julia().as_str(),
        "julia/stored",
        "--format",
        "folded",
        "-o",
        file.to_str().unwrap(),
    ]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), ""));
    assert_eq!(folder.read("stored.folded"), exported("stored", ["folded"]));
}

#[test]
fn what_cannot_be_exported_is_refused() {
    let report = julia().as_str();
    let profile = julia().file("profiles/julia.stored.json");
    let profile = profile.to_str().unwrap();
    let picture = julia().file("julia-linear.png");
    let export = |path, more: &[&str]| {
        Ran::from(
            common::heapwise()
                .args(["export", path])
                .args(more)
                .output()
                .unwrap(),
        )
    };
    for (path, more, told) in [
        (
            report,
            &["--format", "folded"][..],
            "9 variants where one is needed; name one, such as `julia/stored`",
        ),
        (
            report,
            &["julia/stord", "--format", "folded"],
            "unknown variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            report,
            &["julia/stored", "--format", "pdf"],
            "invalid value 'pdf'",
        ),
        (report, &["julia/stored"], "--format <FORMAT>"),
        (
            report,
            &["-i", "width=7", "--format", "tracker"],
            "`width=7`: no entry of the report has this input",
        ),
        (
            profile,
            &["--format", "bencher"],
            "a profile, which has no figures for a tracker; name a report",
        ),
        (
            profile,
            &["julia/stored", "--format", "massif"],
            "is a profile of one program; leave it out",
        ),
        (
            picture.to_str().unwrap(),
            &["--format", "folded"],
            "not UTF-8",
        ),
        ("/nowhere", &["--format", "folded"], "cannot read /nowhere"),
    ] {
        assert_refused(&export(path, more), told);
    }
}

#[test]
fn what_the_report_lacks_or_has_lost_is_told() {
    let folder = Folder::new();
    let measured = |passes| {
        let ran = run([
            "run",
            "julia/stored",
            "-i",
            "width=10",
            "--passes",
            passes,
            "-o",
            folder.as_str(),
        ]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    };
    let massif = || run(["export", folder.as_str(), "--format", "massif"]);
    measured("time");
    assert_refused(
        &massif(),
        "`julia/stored` has no footprint; run it again with the passes count and heap",
    );
    measured("count");
    assert_refused(
        &massif(),
        "`julia/stored` has no profile; run it again with the heap pass",
    );
    measured("heap");
    assert!(ms_print(&massif().stdout).contains("Number of snapshots: 3\n"));
    measured("count,heap");
    for file in ["timelines/julia.stored.json", "profiles/julia.stored.json"] {
        std::fs::write(folder.file(file), "{").unwrap();
        assert_refused(&massif(), &format!("{file}: not a"));
        std::fs::remove_file(folder.file(file)).unwrap();
        assert_refused(&massif(), &format!("{file}: No such file"));
    }
}
