//! `massif.out`, read by the real `ms_print`.

use std::process::Command;

use super::{exported, julia, variants};
use crate::common::{Folder, Ran, heapwise, row, run, run_to};

/// The output of `ms_print` for a text that it must accept.
pub fn ms_print(massif: &str) -> String {
    let folder = Folder::new();
    let file = folder.file("massif.out");
    std::fs::write(&file, massif).unwrap();
    let output = Command::new("ms_print").arg(&file).output();
    let ran = Ran::from(output.expect("ms_print must be installed: it comes with Valgrind"));
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{massif}");
    ran.stdout
}

/// The maximum of the third column, the bytes, in the snapshot table of `ms_print`.
fn highest(printed: &str) -> u64 {
    let totals = printed.lines().filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let is_snapshot = columns.len() == 6 && columns[0].parse::<u64>().is_ok();
        is_snapshot.then(|| columns[2].replace(',', "").parse().unwrap())
    });
    totals.max().unwrap()
}

#[test]
#[ignore = "needs ms_print: apt-get install valgrind"]
fn ms_print_reads_every_variant_and_finds_the_reports_peak() {
    for variant in variants() {
        let printed = ms_print(&exported(&variant, ["massif"]));
        let peak = row(&julia().report(), &variant)["heap"]["peak_bytes"]
            .as_u64()
            .unwrap();
        assert_eq!(highest(&printed), peak, "{variant}: {printed}");
        assert!(printed.contains(&format!("Command:            julia/{variant}\n")));
        if variant == "streamed" {
            assert!(printed.contains("Number of snapshots: 1\n"));
            continue;
        }
        let tree = printed.split_once("\n100.00% (").unwrap().1;
        let (bytes, tree) = tree.split_once("B) (heap allocation functions)").unwrap();
        assert_eq!(bytes.replace(',', ""), peak.to_string(), "{variant}");
        assert!(tree.contains(" heapwise::lab::julia::"), "{tree}");
        assert!(printed.contains(" (peak)]\n"), "{printed}");
    }
}

#[test]
#[ignore = "needs ms_print: apt-get install valgrind"]
fn a_profile_alone_is_exported_too() {
    let file = julia().file("profiles/julia.stored.json");
    let file = file.to_str().unwrap();
    let massif = run(["export", file, "--format", "massif"]);
    assert_eq!(massif.status, Some(0), "{}", massif.stderr);
    let printed = ms_print(&massif.stdout);
    assert_eq!(highest(&printed), 564_288);
    assert!(printed.contains("Number of snapshots: 3\n"), "{printed}");
    let folded = run(["export", file, "--format", "folded"]);
    assert_eq!(folded.stdout, exported("stored", ["folded"]));
}

#[test]
#[ignore = "needs ms_print: apt-get install valgrind"]
fn the_export_counts_instructions_if_the_profile_does() {
    let profile = julia().read("profiles/julia.stored.json");
    assert!(profile.contains("\"tu\":\"allocs\""), "{profile}");
    let folder = Folder::new();
    folder.write(
        "p.json",
        &profile.replace("\"tu\":\"allocs\"", "\"tu\":\"instrs\""),
    );
    let file = folder.file("p.json");
    let ran = run(["export", file.to_str().unwrap(), "--format", "massif"]);
    assert!(ran.stdout.contains("\ntime_unit: i\n"), "{ran:?}");
    let axis = ms_print(&ran.stdout);
    assert!(axis.contains("time(i)"), "{axis}");
}

#[test]
#[ignore = "needs ms_print: apt-get install valgrind"]
fn without_a_timeline_a_report_is_exported_as_its_profile_is() {
    let folder = Folder::new();
    let arguments = "run julia/stored -i width=10 --passes heap";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let massif = run(["export", folder.as_str(), "--format", "massif"]);
    assert!(ms_print(&massif.stdout).contains("Number of snapshots: 3\n"));
}
