//! `heapwise run` on the Julia kernel, in real processes: answers, figures, the report's form, the
//! profiles.

mod common;

use std::collections::BTreeSet;

use common::{Folder, Ran, heapwise, row, rows, run};
use heapwise::profile::Profile;
use serde_json::{Value, json};

const VARIANTS: [&str; 9] = [
    "stored",
    "stored-reserved",
    "stored-z",
    "stored-split",
    "stored-arena",
    "axes",
    "on-the-fly",
    "on-the-fly-narrow",
    "streamed",
];

/// One run at width 100, which several tests look at.
fn at_width_100() -> &'static (Folder, Ran) {
    static RUN: std::sync::OnceLock<(Folder, Ran)> = std::sync::OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run(["run", "julia", "-i", "width=100", "--out", folder.as_str()]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (folder, ran)
    })
}

#[test]
fn all_nine_variants_give_the_sum_of_the_text() {
    let (folder, ran) = at_width_100();
    let report = folder.report();
    let names: Vec<&str> = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, VARIANTS);
    for row in rows(&report) {
        assert_eq!(row["outcome"], json!({"status": "measured"}));
        assert_eq!(row["answer"], "334236");
        assert_eq!(row["elements"], 10_000);
    }
    assert!(
        ran.stdout
            .contains("answer: 334236, the same from all 9 variants"),
        "{}",
        ran.stdout
    );
    for name in VARIANTS {
        assert!(
            ran.stdout.contains(&format!("\n {name} ")),
            "{name} in {}",
            ran.stdout
        );
    }
    let path = folder.file("report.json");
    assert!(
        ran.stdout
            .ends_with(&format!("report: {}\n", path.display()))
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn width_500_gives_the_sum_of_the_text() {
    let folder = Folder::new();
    let ran = run([
        "run",
        "julia",
        "-i",
        "width=500",
        "--passes",
        "count",
        "--out",
        folder.as_str(),
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    for row in rows(&folder.report()) {
        assert_eq!(row["answer"], "8306884");
    }
}

#[test]
fn heap_figures_repeat_to_the_byte() {
    let (first, _) = at_width_100();
    let second = Folder::new();
    run([
        "run",
        "julia",
        "-i",
        "width=100",
        "--passes",
        "count,heap",
        "--out",
        second.as_str(),
    ]);
    let (first, second) = (first.report(), second.report());
    for name in VARIANTS {
        assert_eq!(
            row(&first, name)["heap"],
            row(&second, name)["heap"],
            "{name}"
        );
    }
}

#[test]
fn the_footprints_are_those_that_arithmetic_predicts() {
    let report = at_width_100().0.report();
    let heap = |name: &str, field: &str| row(&report, name)["heap"][field].as_u64().unwrap();

    assert_eq!(heap("streamed", "total_blocks"), 0);
    assert_eq!(heap("streamed", "held_peak_bytes"), 0);
    assert_eq!(heap("on-the-fly", "total_blocks"), 1);
    assert_eq!(heap("on-the-fly", "total_bytes"), 4 * 10_000);
    assert_eq!(heap("stored-reserved", "peak_bytes"), 36 * 10_000);
    assert_eq!(heap("stored-reserved", "copying_peak_bytes"), 36 * 10_000);
    assert_eq!(heap("stored-reserved", "realloc_count"), 0);

    // 10 000 complex numbers: capacities 4, 8, ... 16 384. When the last growth of cs copies, zs
    // has 16 384 already, and cs its 8 192 and its 16 384.
    assert_eq!(heap("stored", "realloc_count"), 2 * 12);
    assert_eq!(heap("stored", "realloc_copy_bytes"), 2 * 16 * (16_384 - 4));
    assert_eq!(heap("stored", "peak_bytes"), 2 * 16 * 16_384 + 40_000);
    assert_eq!(
        heap("stored", "copying_peak_bytes"),
        16 * (16_384 + 8_192 + 16_384)
    );
    for name in VARIANTS {
        assert_eq!(heap(name, "end_bytes"), 0, "{name}");
        assert!(
            heap(name, "held_peak_bytes") >= heap(name, "peak_bytes"),
            "{name}"
        );
    }
}

/// Every key of an object, with a `?` where it may be absent.
fn assert_keys(object: &Value, keys: &[&str]) {
    let found: BTreeSet<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let allowed: BTreeSet<&str> = keys.iter().map(|key| key.trim_end_matches('?')).collect();
    let needed = keys
        .iter()
        .filter(|key| !key.ends_with('?'))
        .copied()
        .collect();
    assert!(found.is_subset(&allowed), "{found:?} beyond {allowed:?}");
    assert!(found.is_superset(&needed), "{found:?} without {needed:?}");
}

#[test]
fn the_report_has_the_form_of_its_schema() {
    let (folder, _) = at_width_100();
    let report = folder.report();
    assert_keys(&report, &["schema", "provenance", "experiments"]);
    assert_eq!(report["schema"], 1);
    let provenance = &report["provenance"];
    assert_keys(
        provenance,
        &[
            "tool",
            "revision?",
            "command",
            "started",
            "os",
            "arch",
            "cpu?",
            "cores",
            "memory_bytes?",
            "rustc",
            "allocator?",
        ],
    );
    assert_eq!(provenance["tool"], "heapwise 0.1.0");
    assert_eq!(provenance["allocator"], "std::alloc::System");
    let command = json!([
        "heapwise",
        "run",
        "julia",
        "-i",
        "width=100",
        "--out",
        folder.as_str()
    ]);
    assert_eq!(provenance["command"], command);
    humantime::parse_rfc3339(provenance["started"].as_str().unwrap()).unwrap();

    let entry = &report["experiments"][0];
    assert_keys(
        entry,
        &["name", "about", "input", "variants", "attachments"],
    );
    assert_eq!(entry["input"], json!({"width": 100, "max_iterations": 300}));
    for row in rows(&report) {
        assert_keys(
            row,
            &[
                "name",
                "about",
                "outcome",
                "answer",
                "elements",
                "heap",
                "time",
                "rss",
                "metrics",
                "attachments",
            ],
        );
        assert_keys(
            &row["heap"],
            &[
                "total_bytes",
                "total_blocks",
                "peak_bytes",
                "peak_blocks",
                "end_bytes",
                "end_blocks",
                "copying_peak_bytes",
                "realloc_count",
                "realloc_copy_bytes",
                "held_peak_bytes",
                "profile?",
                "timeline?",
            ],
        );
        let samples = row["time"]["samples_ns"].as_array().unwrap();
        assert!((5..=100).contains(&samples.len()));
        assert!(samples.iter().all(|sample| sample.as_u64().unwrap() > 0));
        assert!(
            row["rss"]["peak_bytes"].as_u64().unwrap()
                > row["heap"]["peak_bytes"].as_u64().unwrap()
        );
    }
}

#[test]
fn a_pass_that_was_not_asked_for_leaves_no_trace() {
    let folder = Folder::new();
    let passes = |passes: &str| {
        run([
            "run",
            "julia/stored",
            "-i",
            "width=20",
            "--passes",
            passes,
            "-o",
            folder.as_str(),
        ]);
        row(&folder.report(), "stored").clone()
    };
    let timed = passes("time");
    assert_keys(
        &timed,
        &[
            "name",
            "about",
            "outcome",
            "answer",
            "elements",
            "time",
            "rss",
            "metrics",
            "attachments",
        ],
    );
    let counted = passes("count");
    assert!(counted.get("time").is_none() && counted["heap"].get("profile").is_none());
    assert!(counted["heap"].get("copying_peak_bytes").is_some());
    let profiled = passes("heap");
    assert!(profiled["heap"].get("copying_peak_bytes").is_none());
    assert_eq!(
        profiled["heap"]["peak_bytes"],
        counted["heap"]["peak_bytes"]
    );
    assert_eq!(profiled["heap"]["profile"], "profiles/julia.stored.json");
}

#[test]
fn profiles_keep_the_rules_of_dhats_viewer_and_name_the_variants_own_lines() {
    let (folder, _) = at_width_100();
    for name in VARIANTS {
        let path = folder.file(&format!("profiles/julia.{name}.json"));
        if name == "streamed" {
            assert!(!path.exists(), "a profile of nothing");
            assert!(row(&folder.report(), name)["heap"].get("profile").is_none());
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let profile = Profile::read(&text, &path).unwrap();
        assert_eq!(profile.mode, "rust-heap");
        assert_eq!(profile.command, format!("heapwise julia/{name}"));
        for point in &profile.points {
            let own = profile.backtrace(point).any(|frame| {
                frame.function.starts_with("heapwise::julia::")
                    && frame.file.starts_with("src/julia/")
            });
            assert!(own, "{name}: a backtrace without the variant: {point:?}");
        }
        let report = folder.report();
        let heap = &row(&report, name)["heap"];
        let totals = profile.totals();
        assert_eq!(heap["total_bytes"], totals.total_bytes, "{name}");
        assert_eq!(heap["peak_bytes"], totals.peak_bytes, "{name}");
        assert_eq!(heap["peak_blocks"], totals.peak_blocks, "{name}");
    }
}

#[test]
fn the_committed_profiles_keep_the_rules_too() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/reference/profiles");
    let mut profiles = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        Profile::read(&std::fs::read_to_string(&path).unwrap(), &path).unwrap();
        profiles += 1;
    }
    assert!(profiles >= VARIANTS.len() - 1);
}

/// The line of `src/julia/stored.rs` on which `text` stands first.
fn line_of(text: &str) -> usize {
    let source = include_str!("../src/julia/stored.rs");
    source.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn profile_ends_with_the_two_push_sites_on_top() {
    let folder = Folder::new();
    let file = folder.file("stored.json");
    let ran = run([
        "profile",
        "julia/stored",
        "-i",
        "width=100",
        "-o",
        file.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let sites: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.contains("src/julia/"))
        .collect();
    let pushes = [line_of("zs.push(z);"), line_of("cs.push(C);")];
    for (site, line) in sites.iter().zip(pushes) {
        assert!(
            site.contains(&format!(" src/julia/stored.rs:{line} ")),
            "{site}"
        );
        assert!(site.contains("heapwise::julia::stored::grown"), "{site}");
        // 262 144 of 564 288 bytes at the peak.
        assert!(site.contains("262 kB") && site.contains("46.5 %"), "{site}");
    }
    assert_eq!(sites.len(), 3, "{}", ran.stdout);
    assert!(
        ran.stdout
            .ends_with(&format!("profile: {}\n", file.display()))
    );
    let text = std::fs::read_to_string(&file).unwrap();
    Profile::read(&text, &file).unwrap();
}

#[test]
fn the_pictures_are_attached() {
    let (folder, _) = at_width_100();
    let report = folder.report();
    let expected = json!([
        { "name": "linear grey", "file": "julia-linear.png" },
        { "name": "false grey", "file": "julia-false-grey.png" },
    ]);
    assert_eq!(report["experiments"][0]["attachments"], expected);
    for file in ["julia-linear.png", "julia-false-grey.png"] {
        let bytes = std::fs::File::open(folder.file(file)).unwrap();
        let reader = png::Decoder::new(std::io::BufReader::new(bytes))
            .read_info()
            .unwrap();
        assert_eq!((reader.info().width, reader.info().height), (100, 100));
    }
}

#[test]
fn a_saved_report_renders_again_without_measuring() {
    let (folder, ran) = at_width_100();
    let rendered = |path: &str, format: &str| {
        let again = run(["report", path, "--format", format]);
        assert_eq!(again.status, Some(0), "{}", again.stderr);
        again.stdout
    };
    let text = rendered(folder.as_str(), "text");
    assert!(ran.stdout.starts_with(&text), "{text}");
    let file = folder.file("report.json");
    assert_eq!(
        rendered(file.to_str().unwrap(), "json"),
        folder.read("report.json")
    );

    let markdown = rendered(folder.as_str(), "markdown");
    assert!(markdown.starts_with("## julia\n"), "{markdown}");
    assert_eq!(
        markdown
            .lines()
            .filter(|line| line.starts_with('|'))
            .count(),
        11,
        "{markdown}"
    );

    let csv = rendered(folder.as_str(), "csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 9);
    let field = |name: &str| head.iter().position(|field| field == name).unwrap();
    assert_eq!(&records[0][field("variant")], "stored");
    assert_eq!(&records[0][field("peak_bytes")], "564288");
    assert_eq!(&records[0][field("input")], "width=100 max_iterations=300");
}

#[test]
fn an_older_reports_files_go_when_a_new_report_comes() {
    let folder = Folder::new();
    let out = folder.as_str();
    run([
        "run",
        "julia/axes",
        "-i",
        "width=10",
        "--passes",
        "heap",
        "-o",
        out,
    ]);
    assert!(folder.file("profiles/julia.axes.json").exists());
    std::fs::write(folder.file("profiles/mine.json"), "mine").unwrap();
    run([
        "run",
        "julia/stored",
        "-i",
        "width=10",
        "--passes",
        "heap",
        "-o",
        out,
    ]);
    assert!(!folder.file("profiles/julia.axes.json").exists());
    assert!(folder.file("profiles/julia.stored.json").exists());
    assert_eq!(folder.read("profiles/mine.json"), "mine");
}

#[test]
fn without_a_command_everything_runs_into_reports_latest() {
    let folder = Folder::new();
    // The text's full size takes a moment without optimizations; the first row tells enough.
    let mut child = heapwise()
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let report = folder.file("reports/latest/report.json");
    let started = std::time::Instant::now();
    while !report.exists() {
        let waited = started.elapsed().as_secs();
        assert!(
            waited < 120 || child.kill().is_err(),
            "no report after {waited} s"
        );
        assert!(
            child.try_wait().unwrap().is_none(),
            "ended without a report"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(row(&report, "stored")["answer"], "33219980");
}
