//! Folded stacks and flame graphs.

use super::{exported, julia, variants};
use crate::common::{Folder, row, run, stacks_on, sum_of_stacks};

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
        grown.contains(";heapwise::lab::julia::stored::grown;alloc::vec::Vec<"),
        "{grown}"
    );
}

#[test]
fn a_flame_graph_is_a_page_with_every_function_and_every_measure() {
    let report = julia().report();
    for variant in variants() {
        let page = exported(&variant, ["flamegraph", "--measure", "total-bytes"]);
        let is_empty = page.contains("Nothing to draw: no bytes in total.");
        assert_eq!(is_empty, variant == "streamed");
        let drawn = stacks_on(&page);
        assert_eq!(drawn.len(), usize::from(!is_empty), "{variant}");
        let heap = &row(&report, &variant)["heap"];
        for stacks in drawn {
            assert_eq!(stacks["first"], "total-bytes");
            for measure in stacks["measures"].as_array().unwrap() {
                let key = measure["key"].as_str().unwrap().replace('-', "_");
                let sum = sum_of_stacks(&stacks, measure["at"].as_u64().unwrap() as usize);
                if key != "temporary_blocks" {
                    assert_eq!(heap[&key], sum, "{variant} {key}");
                }
            }
        }
    }
    let page = exported("stored", ["flamegraph"]);
    let stacks = &stacks_on(&page)[0];
    let keys = |measure: &serde_json::Value| measure["key"].as_str().unwrap().to_string();
    let measures: Vec<String> = stacks["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(keys)
        .collect();
    let expected = [
        "peak-bytes",
        "total-bytes",
        "total-blocks",
        "temporary-blocks",
        "end-bytes",
    ];
    assert_eq!(
        (measures, &stacks["first"]),
        (expected.map(String::from).into(), &expected[0].into())
    );
    let names = stacks["names"].as_array().unwrap();
    assert!(
        names.contains(&"heapwise::lab::julia::stored::grown".into()),
        "{names:?}"
    );
    assert!(page.contains("<h1>julia/stored: bytes at the peak</h1>"));
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
