//! Reports that are unreadable or hostile.

use crate::common::{Folder, Ran, assert_refused, heapwise, run};

/// Writes a report into the folder whose every text is `evil`, escaped as in JSON.
pub fn write_report(folder: &Folder, evil: &str) {
    let row = format!(
        r#"{{"name":"{evil}","about":"{evil}","outcome":{{"status":"failed","reason":"{evil}"}}}}"#
    );
    let report = format!(
        r#"{{"schema":1,"provenance":{{"tool":"{evil}","command":[],"started":"{evil}","os":"{evil}","arch":"","rustc":"{evil}"}},
        "experiments":[{{"name":"{evil}","about":"{evil}","input":{{"{evil}":"{evil}"}},"variants":[{row}],"attachments":[]}}]}}"#
    );
    folder.write("report.json", &report);
}

#[test]
fn a_hostile_report_neither_moves_the_cursor_nor_breaks_a_table() {
    let folder = Folder::new();
    write_report(&folder, "e\\u001b[2J\\n| x | <script>alert(1)</script>");
    let rendered = |format: &str| {
        let ran = run(["report", folder.as_str(), "--format", format]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.stdout.contains('\x1b'), "{format}: {}", ran.stdout);
        ran.stdout
    };
    rendered("text");
    let exported = run(["export", folder.as_str(), "--format", "folded"]);
    assert_refused(&exported, "has no footprint");
    let escaped = r"e\u{1b}[2J";
    assert!(exported.stderr.contains(escaped), "{exported:?}");
    assert!(!exported.stderr.contains('\x1b'), "{exported:?}");
    let markdown = rendered("markdown");
    assert!(!markdown.contains("<script"), "{markdown}");
    let table = markdown.lines().filter(|line| line.starts_with('|'));
    assert_eq!(table.count(), 3, "{markdown}");
}

#[test]
fn no_format_reorders_text_and_json_stays_exact() {
    let folder = Folder::new();
    write_report(&folder, "a\\u202eb\\u2066c\\u009b\\u2028d");
    let mut args = vec!["report", folder.as_str(), "--format", ""];
    let hidden = ['\u{202e}', '\u{2066}', '\u{9b}', '\u{2028}'];
    for format in ["text", "markdown", "html", "json"] {
        args[3] = format;
        let ran = Ran::from(heapwise().args(&args).output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.stdout.contains(hidden), "{format}: {}", ran.stdout);
        if format == "json" {
            let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!(
                report["experiments"][0]["name"],
                "a\u{202e}b\u{2066}c\u{9b}\u{2028}d"
            );
        }
    }
    let out = folder.as_str();
    let compared = run(["compare", out, out, "--format", "json", "-o", "/dev/stdout"]);
    assert!(!compared.stdout.contains(hidden), "{compared:?}");
}

#[test]
fn text_in_csv_is_no_formula_unless_raw() {
    let folder = Folder::new();
    let cell = |evil: &str, more: &[&str]| {
        write_report(&folder, evil);
        let mut command = heapwise();
        command.args(["report", folder.as_str(), "--format", "csv"]);
        let ran = Ran::from(command.args(more).output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
        reader.records().next().unwrap().unwrap()[0].to_string()
    };
    for evil in ["=1+1", "-a", "@SUM(A1)", " =1"] {
        assert_eq!(cell(evil, &[]), format!("'{evil}"));
        assert_eq!(cell(evil, &["--raw"]), evil);
    }
    assert_eq!(cell("\\t=1", &[]), "'\t=1");
    assert_eq!(cell("-5", &[]), "-5");
    assert_eq!(cell("\\u001b", &[]), "\u{1b}", "a pipe gets the exact text");
}

#[test]
fn markdown_mentions_nobody_and_has_no_links() {
    let folder = Folder::new();
    write_report(
        &folder,
        "@all see www.a.org and https://a.org, fixes #1 of a@b.org",
    );
    let markdown = run(["report", folder.as_str(), "--format", "markdown"]).stdout;
    for link in ["@all", "www.a", "://", "#1", "a@b"] {
        assert!(!markdown.contains(link), "{link} in {markdown}");
    }
}

#[test]
fn an_unreadable_report_is_refused() {
    let folder = Folder::new();
    let report = |text: &str| {
        std::fs::write(folder.file("report.json"), text).unwrap();
        run(["report", folder.as_str()])
    };
    assert_refused(
        &run(["report", "/nowhere"]),
        "cannot read /nowhere: No such file",
    );
    assert_refused(
        &report("{\"schema\": 1, \"prov"),
        "report.json: neither a report of heapwise nor a DHAT profile: EOF",
    );
    assert_refused(
        &report("{\"schema\": 2}"),
        "schema 2; this heapwise reads schema 1",
    );
    assert_refused(&report("{\"schema\": 1}"), "missing field `provenance`");
    assert_refused(&report("[]"), "neither a report of heapwise nor");
}
