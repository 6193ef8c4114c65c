//! Every reader on real files with random changes to bytes or JSON values, and every renderer and
//! comparison on what was read: an error or a result, never a panic.
//!
//! Each case has a budget of time, and of memory in proportion to its input.
//!
//! `FUZZ_CASES` sets the number of cases for each test, `FUZZ_SECONDS` how long each test repeats them.

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use heapwise::alloc::recording::{CodeAddress, RecordedPoint, Recording};
use heapwise::compare::{Budgets, ProfileDifference, ProfilePair, ReportDifference};
use heapwise::profile::{Measure, Profile, Profiles, Symbols};
use heapwise::record::{Phase, Report, Timeline, TimelineEvents};
use heapwise::report::{
    self, Comparison, Difference, DifferenceFormat, Format, PageFiles, PageFindings, ShownSites,
    TextLayout,
};
use indexmap::IndexMap;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

fn config() -> Config {
    let cases = std::env::var("FUZZ_CASES").ok();
    Config {
        cases: cases.map_or(256, |cases| cases.parse().unwrap()),
        failure_persistence: None,
        ..Config::default()
    }
}

fn report_0_1(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report_0_1");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

static PROFILE: LazyLock<String> = LazyLock::new(|| report_0_1("profiles/julia.stored.json"));

/// The saved report, reduced to three variants of one experiment.
static REPORT: LazyLock<String> = LazyLock::new(|| {
    let mut report: Value = serde_json::from_str(&report_0_1("report.json")).unwrap();
    let entries = report["experiments"].as_array_mut().unwrap();
    entries.retain(|entry| entry["name"] == "table");
    entries.truncate(1);
    entries[0]["variants"].as_array_mut().unwrap().truncate(3);
    report.to_string()
});

static TIMELINE: LazyLock<String> = LazyLock::new(|| {
    let phase = |name: &str, begin_ns, end_ns, depth| Phase {
        name: name.to_string(),
        begin_ns,
        end_ns,
        depth,
    };
    let timeline = Timeline {
        end_ns: 90,
        points: vec![(0, 0), (5, 4096), (9, 16), (80, 0)],
        phases: vec![phase("make", 1, 9, 0), phase("fill", 2, 8, 1)],
        events: Some(TimelineEvents {
            count: 9,
            points: vec![0, 1, 2, 8],
            phases: vec![(0, 3), (1, 2)],
        }),
    };
    timeline.to_json()
});

const BUDGETS: &str = "[[budget]]\nvariants = \"table/*\"\ninput = { keys = \"random\" }\n\
    peak = \"8 MB\"\nblocks = 30\ntime = \"250 ms\"\ntotal = { per_element = 9.5 }\n\
    held = { baseline = \"main\", growth = \"5%\" }\nmetrics = { load_factor = 0.9 }\n";

/// A change to a text. Positions are fractions of its length.
#[derive(Debug, Clone)]
enum Change {
    Byte(f64, u8),
    Cut(f64, f64),
    Twice(f64, f64),
    Insert(f64, &'static str),
    /// Replaces a value of a JSON document; the position is a fraction of their number.
    Value(f64, Value),
    /// Replaces a value of a JSON document by null.
    Remove(f64),
}

fn change() -> impl Strategy<Value = Change> {
    let place = || 0.0..1.0;
    let pieces = [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        "1e999",
        "18446744073709551615",
        "null",
        "::h0123456789abcdef",
        "<",
        ">",
        "<impl ",
        "[[",
        "\u{0}",
        "ä",
        "#",
        ";",
        " 12",
        "\n",
        "=",
    ];
    let values = [
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(u32::MAX),
        json!(1.5),
        json!(1e308),
        json!(null),
        json!(true),
        json!(""),
        json!("0x1: <<a as b>::c"),
        json!([]),
        json!([0, 1, 1]),
        json!({}),
        json!("[root]"),
        json!([[3, 1], [2, 2]]),
        json!("x".repeat(5000)),
    ];
    prop_oneof![
        1 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => (place(), place()).prop_map(|(at, to)| Change::Cut(at, to)),
        1 => (place(), place()).prop_map(|(at, to)| Change::Twice(at, to)),
        1 => (place(), prop::sample::select(pieces.to_vec())).prop_map(|(at, piece)| Change::Insert(at, piece)),
        4 => (place(), prop::sample::select(values.to_vec())).prop_map(|(at, value)| Change::Value(at, value)),
        2 => place().prop_map(Change::Remove),
    ]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 1..4)
}

fn changed(text: &str, changes: &[Change]) -> String {
    changes
        .iter()
        .fold(text.to_string(), |text, change| match change {
            Change::Value(at, value) => in_json(text, *at, |place| *place = value.clone()),
            Change::Remove(at) => in_json(text, *at, |place| *place = Value::Null),
            change => in_bytes(text, change),
        })
}

fn in_bytes(text: String, change: &Change) -> String {
    let mut bytes = text.into_bytes();
    let place = |at: f64| (at * bytes.len() as f64) as usize;
    let range = |at: f64, to: f64| place(at.min(to))..place(at.max(to));
    match *change {
        Change::Byte(at, byte) => {
            let at = place(at);
            bytes.splice(at..(at + 1).min(bytes.len()), [byte]);
        }
        Change::Cut(at, to) => drop(bytes.drain(range(at, to))),
        Change::Twice(at, to) => {
            let range = range(at, to.min(at + 0.1));
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, copy);
        }
        Change::Insert(at, piece) => {
            let at = place(at);
            bytes.splice(at..at, piece.bytes());
        }
        Change::Value(..) | Change::Remove(..) => {}
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Changes one value of a JSON document, counted from the outside; returns another text unchanged.
fn in_json(text: String, at: f64, change: impl FnOnce(&mut Value)) -> String {
    let Ok(mut document) = serde_json::from_str::<Value>(&text) else {
        return text;
    };
    let number = (at * count(&document) as f64) as usize;
    if let Some(place) = nth(&mut document, &mut { number }) {
        change(place);
    }
    document.to_string()
}

fn count(value: &Value) -> usize {
    let inside: usize = match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(values) => values.values().map(count).sum(),
        _ => 0,
    };
    inside + 1
}

fn nth<'a>(value: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, number)),
        Value::Object(values) => values.values_mut().find_map(|value| nth(value, number)),
        _ => None,
    }
}

fn rendered(difference: Difference) {
    let comparison = Comparison {
        old: String::from("old"),
        new: String::from("new"),
        difference,
        broken: Vec::new(),
    };
    for format in [
        DifferenceFormat::Text(TextLayout::default()),
        DifferenceFormat::Markdown,
        DifferenceFormat::Json,
        DifferenceFormat::Html,
    ] {
        assert!(!report::render_difference(&comparison, format).is_empty());
    }
}

/// The longest time that a case may take. Far more than any takes; a blow-up exceeds it.
const CASE_ENDS_WITHIN: Duration = Duration::from_secs(20);

/// The most bytes that a case may hold, beside ten times its input: tables of the renderers.
const HELD_BESIDE_INPUT: usize = 64 << 20;

/// Checks cases until the time is over.
fn fuzz(check: impl Fn(&[Change]) -> usize) {
    let seconds = std::env::var("FUZZ_SECONDS").ok();
    let lasts = seconds.map_or(Duration::ZERO, |seconds| {
        Duration::from_secs(seconds.parse().unwrap())
    });
    let started = Instant::now();
    loop {
        let mut runner = TestRunner::new(config());
        let result = runner.run(&changes(), |changes| {
            let began = Instant::now();
            let (input_bytes, counts) = heapwise::count(|| check(&changes));
            let held = counts.totals.peak_bytes as usize;
            assert!(
                held <= 10 * input_bytes + HELD_BESIDE_INPUT,
                "{held} bytes for an input of {input_bytes}"
            );
            assert!(began.elapsed() < CASE_ENDS_WITHIN, "{:?}", began.elapsed());
            Ok(())
        });
        result.unwrap();
        if started.elapsed() >= lasts {
            return;
        }
    }
}

/// Every rendering of a profile.
fn render_profile(name: &str, profile: &Profile) {
    for width in [None, Some(40)] {
        let layout = TextLayout {
            width,
            ..TextLayout::default()
        };
        let (most, depth) = (5, 3);
        report::render_top_call_sites(
            profile,
            ShownSites {
                most,
                depth,
                layout,
            },
        );
    }
    for measure in [
        Measure::PeakBytes,
        Measure::TotalBytes,
        Measure::TotalBlocks,
    ] {
        let stacks = profile.folded(measure);
        report::write_folded_stacks(&stacks, &mut std::io::sink()).unwrap();
    }
    report::render_flame_graph(Some(profile), name, Measure::PeakBytes);
    report::write_massif(Some(profile), None, name, &mut std::io::sink()).unwrap();
}

#[test]
fn profiles() {
    let path = Path::new("p.json");
    let whole = Profile::read_any(&PROFILE, path).unwrap();
    fuzz(|changes| {
        let text = changed(&PROFILE, changes);
        if let Ok(profile) = Profile::read_any(&text, path) {
            render_profile("p", &profile);
            assert!(ProfileDifference::new(&profile, &profile, ProfilePair::Builds).is_empty());
            let difference = ProfileDifference::with_stacks(&whole, &profile, ProfilePair::Builds);
            rendered(Difference::Profiles(difference));
        }
        if let Ok(profile) = Profile::read_dhat_crate(&text, path) {
            profile.totals();
        }
        text.len()
    });
}

#[test]
fn recordings() {
    let point = |stack: Vec<usize>| RecordedPoint {
        stack,
        total_bytes: 8,
        total_blocks: 1,
        ..RecordedPoint::default()
    };
    let address = |address| CodeAddress {
        module: None,
        address,
    };
    let recording = Recording {
        points: vec![point(vec![0, 1]), point(vec![2, 1]), point(vec![])],
        addresses: vec![address(16), CodeAddress::THREAD_START, CodeAddress::UNKNOWN],
        modules: vec![None],
        ..Recording::default()
    };
    let whole = Recording {
        outside: Some(Box::new(recording.clone())),
        ..recording
    };
    let text = serde_json::to_string(&whole).unwrap();
    fuzz(|changes| {
        let text = changed(&text, changes);
        let path = Path::new("r.json");
        let read = Profiles::read_recording(&text, path, file!(), &mut Symbols::default());
        if let Ok(profiles) = read {
            render_profile("r", &profiles.heap);
        }
        text.len()
    });
}

#[test]
fn reports() {
    let path = Path::new("r.json");
    fuzz(|changes| {
        let whole = Report::parse(&REPORT, path).unwrap();
        let text = changed(&REPORT, changes);
        if let Ok(report) = Report::parse(&text, path) {
            for format in [
                Format::Text(TextLayout::default()),
                Format::Markdown,
                Format::Csv,
                Format::Json,
            ] {
                report::render_report(&report, format);
            }
            let names = [("table", "linear")].into_iter();
            let budgets = Budgets::parse(BUDGETS, Path::new("b.toml"), names).unwrap();
            let findings = PageFindings {
                broken: Some(budgets.check(&report, &IndexMap::new()).broken),
                baseline: Some((String::from("main"), ReportDifference::new(&whole, &report))),
            };
            report::render_page(&report, &PageFiles::from_iter([]), &findings);
            assert!(ReportDifference::new(&report, &report).is_empty());
            rendered(Difference::Reports(ReportDifference::new(&whole, &report)));
            budgets.check(&report, &IndexMap::from([(String::from("main"), whole)]));
        }
        text.len()
    });
}

#[test]
fn timelines() {
    let path = Path::new("t.json");
    let report = Report::parse(&REPORT, Path::new("r.json")).unwrap();
    let mut rows = report.rows();
    let file = rows.find_map(|row| row.heap.as_ref()?.timeline.clone());
    let file = file.unwrap();
    fuzz(|changes| {
        let text = changed(&TIMELINE, changes);
        if let Ok(timeline) = Timeline::parse(&text, path) {
            let again = timeline.to_json();
            assert_eq!(Timeline::parse(&again, path).unwrap(), timeline);
            report::write_massif(None, Some(&timeline), "t", &mut std::io::sink()).unwrap();
            let contents = PageFiles::from_iter([(file.clone(), Ok(again.into_bytes()))]);
            let page = report::render_page(&report, &contents, &PageFindings::default());
            assert!(page.contains("<figure class=\"timeline\">"));
        }
        text.len() + REPORT.len()
    });
}

#[test]
fn budgets() {
    fuzz(|changes| {
        let text = changed(BUDGETS, changes);
        let names = [("table", "linear"), ("table", "std")].into_iter();
        if let Ok(budgets) = Budgets::parse(&text, Path::new("b.toml"), names) {
            let report = Report::parse(&REPORT, Path::new("r.json")).unwrap();
            let checked = budgets.check(&report, &IndexMap::new());
            assert!(checked.kept + checked.broken.len() + checked.unchecked.len() < 1000);
        }
        text.len() + REPORT.len()
    });
}

/// Lines of every type of keys, and those of a CSV file with a header.
#[cfg(feature = "experiments")]
#[test]
fn key_files() {
    use heapwise::lab::hash::key_file::{KeyFile, KeyType};
    use heapwise::lab::hash::key_format::{Columns, KeyFormat};

    const LINES: &str = "id,name,price\n7,Rome,0.5\n-7,\"two\nlines\",1e3\n10.0.0.1,\
        2001:db8::1,00112233-4455-6677-8899-aabbccddeeff\nzz,AAA=,0x\n18446744073709551616,,\n";
    let path = Path::new("k.txt");
    let types = KeyType::ALL.map(|(name, _)| name);
    let columns = ["all", "id,name", "1,3", "name"];
    fuzz(|changes| {
        let text = changed(LINES, changes);
        for name in types {
            for columns in columns {
                let pair = format!("{name},text");
                for types in [name, pair.as_str()] {
                    let format = KeyFormat::parse(types, Columns::parse(columns));
                    let Ok(format) = format else { continue };
                    if let Ok(file) = KeyFile::read(text.as_bytes(), format, path) {
                        assert!(file.keys.len() + file.repeated <= text.len() + 1);
                    }
                }
            }
        }
        text.len()
    });
}
