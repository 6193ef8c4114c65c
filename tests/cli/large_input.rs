//! Large and hostile files: time and memory grow in proportion to the input.

use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Folder, Ran};

/// Far more time than any of these files takes.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Runs the program to its end in `folder`, in an address space of so many megabytes.
fn run_in(folder: &Folder, arguments: &str, most_mb: usize) -> Ran {
    let output = |name: &str| Stdio::from(File::create(folder.file(name)).unwrap());
    let script = format!("ulimit -v {}; exec \"$0\" {arguments}", most_mb * 1000);
    let mut child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_heapwise")])
        .current_dir(folder.path())
        .stdout(output("stdout"))
        .stderr(output("stderr"))
        .spawn()
        .unwrap();
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > TIMEOUT {
            child.kill().unwrap();
            panic!("{arguments}: not finished");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ran {
        status: status.code(),
        stdout: folder.read("stdout"),
        stderr: folder.read("stderr"),
    }
}

/// Writes `text` to a file, and runs the program with its name.
fn run_on(text: &str, arguments: &str, most_mb: usize) -> Ran {
    let folder = Folder::new();
    folder.write("large.json", text);
    let ran = run_in(&folder, arguments, most_mb);
    assert!([Some(0), Some(1)].contains(&ran.status), "{}", ran.stderr);
    ran
}

/// The text of a report of these cases.
fn report(cases: &str) -> String {
    format!(
        r#"{{"schema":1,"provenance":{{"tool":"t","command":[],"started":"","os":"","arch":"","rustc":""}},"experiments":[{cases}]}}"#
    )
}

fn case(name: &str, input: &str, rows: &str) -> String {
    format!(
        r#"{{"name":"{name}","about":"","input":{{{input}}},"variants":[{rows}],"attachments":[]}}"#
    )
}

/// A measured row with these further fields, each with a comma before it.
fn row(name: &str, fields: &str) -> String {
    format!(r#"{{"name":"{name}","about":"","outcome":{{"status":"measured"}}{fields}}}"#)
}

const HEAP: &str = r#","heap":{"total_bytes":9,"total_blocks":3,"peak_bytes":5,"peak_blocks":1,"end_bytes":0,"end_blocks":0}"#;

/// So many items, separated by commas.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    items.join(",")
}

/// The text of a profile with these program points and frames.
fn profile(points: &str, frames: &str) -> String {
    format!(
        r#"{{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":true,"bkacc":false,"tu":"i",
        "Mtu":"M","tuth":1,"cmd":"a","pid":1,"tg":1,"te":2,"pps":[{points}],"ftbl":["[root]",{frames}]}}"#
    )
}

fn point(bytes: usize, backtrace: &str) -> String {
    format!(
        r#"{{"tb":{bytes},"tbk":1,"tl":1,"mb":{bytes},"mbk":1,"gb":{bytes},"gbk":1,"eb":0,"ebk":0,"fs":[{backtrace}]}}"#
    )
}

/// Checks that a page has a sentence on what it leaves out.
fn assert_leaves_out(ran: &Ran, left_out: &str) {
    let sentence = format!("left out, since there are many: {left_out}; ");
    assert!(ran.stdout.contains(&sentence), "{left_out}");
}

#[test]
fn many_inputs_of_a_case() {
    let input = list(50_000, |index| format!("\"i{index}\":{index}"));
    let large = report(&case("e", &input, &row("v", HEAP)));
    let page = run_on(&large, "report large.json --format html", 150);
    assert_leaves_out(&page, "49 950 inputs");
    let text = run_on(&large, "report large.json", 150).stdout;
    assert!(
        text.len() < 50_000 && text.contains(" characters left out)"),
        "{}",
        text.len()
    );
}

#[test]
fn many_metrics_of_a_variant() {
    let metric = |index| format!(r#"{{"name":"m{index}","value":{index},"unit":""}}"#);
    let metrics = format!(r#","metrics":[{}]"#, list(60_000, metric));
    let large = report(&case("e", "", &row("v", &metrics)));
    let csv = run_on(&large, "report large.json --format csv", 150).stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].ends_with(",m59999") && lines[1].ends_with(",59999"));
    for format in ["html", "text", "markdown"] {
        let shown = run_on(
            &large,
            &format!("report large.json --wide --format {format}"),
            150,
        );
        assert_leaves_out(&shown, "59 900 metrics");
    }
}

#[test]
fn a_metric_of_its_own_in_each_of_many_variants() {
    let metric = |index| format!(r#","metrics":[{{"name":"m{index}","value":{index},"unit":""}}]"#);
    let rows = list(2000, |index| row("v", &metric(index)));
    let large = report(&case("e", "", &rows));
    let csv = run_on(&large, "report large.json --format csv", 150).stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].ends_with(",m199,other_metrics"), "{}", lines[0]);
    assert!(lines[1].ends_with(&format!(",0{}", ",".repeat(200))));
    assert!(lines[2000].ends_with(",m1999=1999"));
    assert!(csv.len() < 10_000_000);
    let text = run_on(&large, "report large.json", 150);
    assert_leaves_out(&text, "1900 metrics");
}

#[test]
fn many_cases() {
    let cases = list(12_000, |index| {
        let input = format!("\"n\":{index},\"m\":{}", 7 * index);
        case("e", &input, &row("v", HEAP))
    });
    let page = run_on(&report(&cases), "report large.json --format html", 150);
    assert_leaves_out(&page, "11 500 cases, 11 500 variants");
    assert!(page.stdout.len() < 10_000_000, "{}", page.stdout.len());
}

#[test]
fn many_failing_variants() {
    let rows = list(30_000, |index| {
        row(&format!("v{index}"), HEAP).replace("\"measured\"", "\"failed\",\"reason\":\"\"")
    });
    let large = report(&case("e", "", &rows));
    let page = run_on(&large, "report large.json --format html", 150);
    assert_leaves_out(&page, "29 500 variants, 29 500 failing variants");
    let json = run_on(&large, "report large.json --format json", 150).stdout;
    assert_eq!(json.matches("\"failed\"").count(), 30_000);
}

#[test]
fn many_series_and_points() {
    let series = |name: String, points: String| {
        format!(r#"{{"name":"{name}","x":"x","y":"y","points":[{points}]}}"#)
    };
    let many = list(30_000, |index| {
        series(format!("s{index}"), String::from("[1,1],[2,3]"))
    });
    let long = list(200_000, |index| format!("[{index},{}]", index % 7));
    let rows = row(
        "v",
        &format!(
            r#","series":[{},{many}]"#,
            series(String::from("long"), long)
        ),
    );
    let page = run_on(
        &report(&case("e", "", &rows)),
        "report large.json --format html",
        400,
    );
    assert_leaves_out(&page, "27 001 series, 199 000 points");
}

#[test]
fn a_long_name() {
    let large = report(&case("e", "", &row(&"n".repeat(10_000_000), HEAP)));
    for format in ["text", "markdown", "html"] {
        let shown = run_on(
            &large,
            &format!("report large.json --wide --format {format}"),
            150,
        );
        assert!(shown.stdout.contains(" characters left out)"), "{format}");
        assert!(shown.stdout.len() < 200_000, "{format}");
    }
}

#[test]
fn a_long_name_of_many_variants() {
    let old = list(300, |index| row(&format!("v{index}"), HEAP));
    let old = report(&case(&"n".repeat(200_000), "", &old));
    let folder = Folder::new();
    folder.write("large.json", &old);
    folder.write(
        "new.json",
        &old.replace("\"peak_bytes\":5", "\"peak_bytes\":6"),
    );
    let compared = run_in(&folder, "compare large.json new.json --fail-above 0", 150);
    assert_eq!(compared.status, Some(1), "{}", compared.stderr);
    assert!(compared.stdout.contains(" characters left out)"));
    let csv = run_in(&folder, "report large.json --format csv", 150);
    assert_eq!(csv.status, Some(0), "{}", csv.stderr);
    for format in ["bencher", "tracker"] {
        let refused = run_in(
            &folder,
            &format!("export large.json --format {format}"),
            300,
        );
        assert_eq!(refused.status, Some(2), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("too long for a tracker"),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn many_small_rows() {
    let rows = vec![row("", ""); 100_000].join(",");
    let large = report(&case("e", "", &rows));
    for format in ["text", "markdown", "html", "json", "csv"] {
        run_on(&large, &format!("report large.json --format {format}"), 130);
    }
}

#[test]
fn a_picture_of_many_attachments() {
    let folder = Folder::new();
    let attachment = r#"{"name":"a","file":"a.png"}"#;
    let attachments = format!("\"attachments\":[{}]", vec![attachment; 1000].join(","));
    let large = case("e", "", &row("v", HEAP)).replace("\"attachments\":[]", &attachments);
    folder.write("report.json", &report(&large));
    let picture = [b"\x89PNG".as_slice(), &[7; 300_000]].concat();
    std::fs::write(folder.file("a.png"), picture).unwrap();
    let page = run_in(&folder, "report . --format html", 150);
    assert_eq!(page.status, Some(0), "{}", page.stderr);
    assert_leaves_out(&page, "950 attachments");
}

#[test]
fn a_profile_of_many_variants() {
    let folder = Folder::new();
    let frames = list(2000, |index| {
        format!("\"0x{index:x}: f{index} (a.rs:{index}:1)\"")
    });
    let points = list(2000, |index| point(8, &(index + 1).to_string()));
    folder.write("p.json", &profile(&points, &frames));
    let heap = HEAP.replace("\"total_bytes\"", "\"profile\":\"p.json\",\"total_bytes\"");
    let rows = list(400, |index| row(&format!("v{index}"), &heap));
    folder.write("report.json", &report(&case("e", "", &rows)));
    let page = run_in(&folder, "report . --format html", 150);
    assert_eq!(page.status, Some(0), "{}", page.stderr);
    assert_leaves_out(&page, "399 repeated files");
}

#[test]
fn many_variants_that_differ() {
    let rows = list(20_000, |index| row(&format!("v{index}"), HEAP));
    let old = report(&case("e", "", &rows));
    let folder = Folder::new();
    folder.write("large.json", &old);
    folder.write(
        "new.json",
        &old.replace("\"peak_bytes\":5", "\"peak_bytes\":6"),
    );
    let page = run_in(&folder, "compare large.json new.json --format html", 150);
    assert_eq!(page.status, Some(0), "{}", page.stderr);
    assert!(page.stdout.len() < 1_000_000, "{}", page.stdout.len());
    let left_out = "19 000 more variants that differ; `heapwise compare --format json` has all";
    assert!(page.stdout.contains(left_out));
}

/// A symbol in which each of so many pairs of back references repeats the pair before it twice.
fn exponential_symbol(levels: usize) -> String {
    let mut path = String::from("INvC1a1f");
    let mut before = path.len();
    path.push_str("ThE");
    for _ in 0..levels {
        let reference = back_reference(before);
        before = path.len();
        path.push_str(&format!("T{reference}{reference}E"));
    }
    format!("_R{path}E")
}

/// A back reference to a position above zero, in Rust's v0 mangling.
fn back_reference(position: usize) -> String {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (mut digits, mut rest) = (String::new(), position - 1);
    while rest > 0 || digits.is_empty() {
        digits.insert(0, DIGITS[rest % 62] as char);
        rest /= 62;
    }
    format!("B{digits}_")
}

#[test]
fn symbols_whose_names_grow_exponentially() {
    let symbol = exponential_symbol(24);
    let frames = list(2000, |index| {
        format!("\"0x{index:x}: {symbol} (a.rs:{index}:1)\"")
    });
    let points = list(2000, |index| point(8 + index, &(index + 1).to_string()));
    let large = profile(&points, &frames);
    let compared = run_on(&large, "compare large.json large.json", 150).stdout;
    assert!(compared.contains("2000 call sites the same"), "{compared}");
}

#[test]
fn names_that_look_like_many_places_or_versions() {
    let frames = [
        format!("0x1: f{})", " (".repeat(200_000)),
        format!("0x2: f (x{}/x.rs:1)", "-1.".repeat(200_000)),
        format!("0x3: f (/{}x.rs:1)", "a/".repeat(2000)),
    ];
    let points = list(3, |index| point(8, &(index + 1).to_string()));
    let large = profile(&points, &list(3, |index| format!("{:?}", frames[index])));
    run_on(
        &large,
        "report large.json --own 'a/b*' --foreign 'c*/d'",
        300,
    );
    run_on(&large, "compare large.json large.json", 150);
}

#[test]
fn a_long_backtrace() {
    let large = profile(&point(8, &vec!["1"; 1_500_000].join(",")), "\"0x1: f\"");
    for arguments in [
        "report large.json",
        "compare large.json large.json --format html",
        "export large.json --format folded",
        "export large.json --format flamegraph",
        "export large.json --format massif",
    ] {
        run_on(&large, arguments, 80);
    }
}

#[test]
fn a_long_name_in_a_long_backtrace() {
    let frames = format!("\"0x1: {}\"", "f".repeat(10_000));
    let large = profile(&point(8, &vec!["1"; 100_000].join(",")), &frames);
    let graph = run_on(&large, "export large.json --format flamegraph", 150);
    assert!(graph.stdout.len() < 1_000_000);
    run_on(&large, "compare large.json large.json --format html", 150);
}

#[test]
fn many_deep_call_sites() {
    const DEPTH: usize = 20;
    let sites = 5000;
    let frames = list(sites * DEPTH, |frame| match frame % DEPTH {
        0 => format!("\"0x{frame:x}: mine::f{frame} (src/a.rs:{frame}:1)\""),
        _ => format!("\"0x{frame:x}: b::f{frame} (b-1.0.0/src/lib.rs:{frame}:1)\""),
    });
    let points = list(sites, |site| {
        let first = site * DEPTH + 1;
        let backtrace = list(DEPTH, |depth| (first + DEPTH - 1 - depth).to_string());
        point(100, &backtrace)
    });
    let large = profile(&points, &frames);
    let most_mb = 60 + large.len() * 6 / 1_000_000;
    let sites = run_on(&large, "report large.json", most_mb).stdout;
    assert!(sites.contains("and 4990 more call sites"), "{sites}");
    let massif = run_on(&large, "export large.json --format massif", most_mb).stdout;
    let gathered = "n0: 500000 in 5000 places, all below massif's threshold";
    assert!(massif.contains(gathered), "{massif}");
}
