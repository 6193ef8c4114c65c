//! A saved report in every format.

use crate::common::run;
use crate::julia_run;

#[test]
fn a_saved_report_renders_without_measuring() {
    let (folder, ran) = julia_run();
    let rendered = |path: &str, format: &str| {
        let again = run(["report", path, "--format", format]);
        assert_eq!(again.status, Some(0), "{}", again.stderr);
        again.stdout
    };
    let text = rendered(folder.as_str(), "text");
    // The run prints the paths before the summary.
    let (before, summary) = text.rsplit_once("\n\n").unwrap();
    assert!(ran.stdout.starts_with(before), "{text}");
    assert!(ran.stdout.ends_with(summary), "{text}");
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
