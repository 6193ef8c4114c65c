//! Folded stacks and flame graphs.

use quick_xml::events::Event;

use super::{exported, julia, variants};
use crate::common::{Folder, row, run};

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
    assert!(
        svg.contains("<title>heapwise::lab::julia::stored::grown (524,288 bytes, 92.91%)</title>")
    );
    assert!(svg.contains(">julia/stored: bytes at the peak</text>"));
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
