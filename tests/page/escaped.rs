//! A page whose names are all hostile runs no script.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::common::Folder;
use crate::run;

const PAYLOADS: [&str; 4] = [
    "<script>window.hit = alert(1)</script>",
    "\"><img src=x onerror=\"window.hit = alert(1)\">",
    "</style></title></svg></script><script>window.hit = alert(1)</script>",
    "' onclick='window.hit = alert(1)' &lt;b&gt; javascript:alert(1)",
];

/// Fields that the program parses, which stay as they are.
const PARSED: [&str; 5] = ["status", "grade", "file", "profile", "timeline"];

/// Replaces every string by a payload.
fn poison(value: &mut Value, turn: &mut usize) {
    match value {
        Value::String(text) => {
            *turn += 1;
            *text = format!("{} {turn}", PAYLOADS[*turn % PAYLOADS.len()]);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| poison(value, turn)),
        Value::Object(fields) => {
            let is_parsed = |name: &str| PARSED.contains(&name);
            fields
                .iter_mut()
                .filter(|(name, _)| !is_parsed(name))
                .for_each(|(_, value)| poison(value, turn));
        }
        _ => {}
    }
}

/// Writes the report of the real run and its files to `folder`, with payloads as names.
fn write_poisoned(folder: &Folder) {
    let mut report = run::report();
    poison(&mut report, &mut 0);
    for case in report["experiments"].as_array_mut().unwrap() {
        case["input"][PAYLOADS[1]] = json!(PAYLOADS[0]);
        case["variants"][0]["outcome"] = json!({ "status": "failed", "reason": PAYLOADS[0] });
    }
    folder.write("report.json", &report.to_string());
    for file in ["profiles", "timelines"].map(|part| run::folder().join(part)) {
        std::fs::create_dir(folder.file(name(&file))).unwrap();
        for entry in std::fs::read_dir(&file).unwrap() {
            let path = entry.unwrap().path();
            let mut contents: Value =
                serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            poison_file(&mut contents);
            folder.write(
                &format!("{}/{}", name(&file), name(&path)),
                &contents.to_string(),
            );
        }
    }
}

fn poison_file(contents: &mut Value) {
    if let Some(frames) = contents["ftbl"].as_array_mut() {
        for (place, frame) in frames.iter_mut().enumerate().skip(1) {
            let payload = PAYLOADS[place % PAYLOADS.len()];
            *frame = json!(format!("0x1: {payload} {place} ({payload}/a.rs:1:2)"));
        }
    }
    if contents.get("phases").is_some() {
        let end_ns = contents["end_ns"].clone();
        contents["phases"] = json!([
            { "name": PAYLOADS[0], "begin_ns": 0, "end_ns": end_ns, "depth": 0 },
            { "name": PAYLOADS[1], "begin_ns": 1, "end_ns": end_ns, "depth": 1 },
        ]);
    }
}

/// Increases every total in a report's first case and in its profiles.
fn grow(folder: &Folder) {
    let larger = |figure: &mut Value| *figure = json!(figure.as_u64().unwrap() + 8);
    let mut report = folder.report();
    let rows = report["experiments"][0]["variants"].as_array_mut().unwrap();
    let totals = rows
        .iter_mut()
        .filter_map(|row| row.get_mut("heap")?.get_mut("total_bytes"));
    totals.for_each(larger);
    folder.write("report.json", &report.to_string());
    for entry in std::fs::read_dir(folder.file("profiles")).unwrap() {
        let file = format!("profiles/{}", name(&entry.unwrap().path()));
        let mut profile: Value = serde_json::from_str(&folder.read(&file)).unwrap();
        let points = profile["pps"].as_array_mut().unwrap().iter_mut();
        points.for_each(|point| larger(&mut point["tb"]));
        folder.write(&file, &profile.to_string());
    }
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// Opens a page with its content security policy, and without it, so that only escaping protects.
fn assert_runs_nothing(page: &str) {
    let folder = Folder::new();
    let (before, rest) = page.split_once("<meta http-equiv").unwrap();
    let (_, after) = rest.split_once('>').unwrap();
    folder.write("index.html", page);
    folder.write("open.html", &format!("{before}{after}"));
    for file in ["index.html", "open.html"] {
        let mut browser = Browser::start();
        browser.open(&folder.file(file));
        browser.open_all();
        browser.value("document.querySelectorAll('*').forEach((part) => part.dispatchEvent(new Event('click')))");
        assert_eq!(browser.value("typeof window.hit"), "undefined", "{file}");
        for event in ["Page.javascriptDialogOpening", "Runtime.exceptionThrown"] {
            assert_eq!(
                browser.happened(event),
                Vec::<Value>::new(),
                "{file}: {event}"
            );
        }
        let markup =
            "[document.querySelectorAll('script:not([type])').length, document.styleSheets.length,
            document.querySelectorAll('[src=x], [onerror], [onclick]').length].join()";
        assert_eq!(browser.value(markup), "1,1,0", "{file}");
        let shown = browser.value("document.querySelector('h2').textContent");
        assert!(shown.as_str().unwrap().contains("alert(1)"), "{shown}");
    }
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_page_with_markup_as_names_runs_no_script() {
    let folder = Folder::new();
    write_poisoned(&folder);
    let ran = run::rendered(folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_runs_nothing(&ran.stdout);
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_comparison_with_markup_as_names_runs_no_script() {
    let (old, new) = (Folder::new(), Folder::new());
    write_poisoned(&old);
    write_poisoned(&new);
    grow(&new);
    let ran = run::compared([old.as_str(), new.as_str()], &["--fail-above", "0"]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(ran.stdout.contains("above the limit"), "{}", ran.stdout);
    for part in ["<table class=\"sortable\"", "<figure class=\"stacks\""] {
        assert!(ran.stdout.contains(part), "no {part}");
    }
    assert_runs_nothing(&ran.stdout);
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn the_policy_alone_stops_a_script() {
    let folder = Folder::new();
    let page = std::fs::read_to_string(run::page()).unwrap();
    let script = "<main id=\"main\"><script>window.hit = 1</script>";
    let broken = page.replacen("<main id=\"main\">", script, 1);
    assert_ne!(page, broken);
    folder.write("index.html", &broken);
    let mut browser = Browser::start();
    browser.open(&folder.file("index.html"));
    assert_eq!(browser.value("typeof window.hit"), "undefined");
    let scripts = "document.querySelectorAll('script:not([type])').length";
    assert_eq!(browser.value(scripts), 2);
}
