//! Reports that are unreadable or hostile.

use crate::common::{Folder, assert_refused, run};

#[test]
fn a_hostile_report_neither_moves_the_cursor_nor_breaks_a_table() {
    let folder = Folder::new();
    let evil = "e\\u001b[2J\\n| x | <script>alert(1)</script>";
    let row = format!(
        r#"{{"name":"{evil}","about":"{evil}","outcome":{{"status":"failed","reason":"{evil}"}}}}"#
    );
    let report = format!(
        r#"{{"schema":1,"provenance":{{"tool":"{evil}","command":[],"started":"{evil}","os":"{evil}","arch":"","rustc":"{evil}"}},
        "experiments":[{{"name":"{evil}","about":"{evil}","input":{{"{evil}":"{evil}"}},"variants":[{row}],"attachments":[]}}]}}"#
    );
    std::fs::write(folder.file("report.json"), report).unwrap();
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
