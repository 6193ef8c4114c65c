//! The formats of a comparison.

use serde_json::Value;

use super::{REPORT_0_1, changed_report, julia, run_in_package};
use crate::common::{Folder, run, stacks_on};

#[test]
fn every_format_is_complete_and_escaped() {
    const NASTY: &str = "<script>alert(1)</script>|`x`";
    let renamed = |more: u64| {
        changed_report(move |report| {
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
fn the_page_of_two_profiles_has_the_stacks_of_both() {
    let profile = |variant: &str| format!("{REPORT_0_1}/profiles/julia.{variant}.json");
    let ran = run_in_package(&[
        "compare",
        &profile("stored"),
        &profile("stored-reserved"),
        "--format",
        "html",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let [stacks] = &stacks_on(&ran.stdout)[..] else {
        panic!("{}", ran.stdout);
    };
    assert_eq!(stacks["isDifference"], true);
    let frames = stacks["frames"].as_array().unwrap().iter();
    let peaks = frames.map(|frame| [2, 3].map(|index| frame[index].as_u64().unwrap_or(0)));
    let peaks: Vec<[u64; 2]> = peaks.collect();
    for (side, variant) in ["stored", "stored-reserved"].into_iter().enumerate() {
        let path = crate::common::in_package(&profile(variant));
        let text = std::fs::read_to_string(&path).unwrap();
        let totals = heapwise::profile::Profile::read(&text, &path)
            .unwrap()
            .totals();
        let sum: u64 = peaks.iter().map(|peaks| peaks[side]).sum();
        assert_eq!(sum, totals.peak_bytes);
    }
    assert!(peaks.iter().any(|[old, new]| old > new) && peaks.iter().any(|[old, new]| old < new));
}
