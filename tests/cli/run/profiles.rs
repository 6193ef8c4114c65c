//! The profiles of a run, and of `heapwise profile`.

use heapwise::profile::Profile;

use super::VARIANTS;
use crate::common::{Folder, REPORT_0_1, heapwise, in_package, row, run_to};
use crate::julia_run;

#[test]
fn profiles_meet_the_rules_of_dhats_viewer_and_name_lines_of_the_variant() {
    let (folder, _) = julia_run();
    for name in VARIANTS {
        let path = folder.file(&format!("profiles/julia.{name}.json"));
        if name == "streamed" {
            assert!(!path.exists(), "a profile of nothing");
            assert!(row(&folder.report(), name)["heap"].get("profile").is_none());
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let profile = Profile::read(&text, &path).unwrap();
        assert_eq!(profile.mode, "rust-heap");
        assert_eq!(profile.command, format!("heapwise julia/{name}"));
        for point in &profile.points {
            let own = profile.backtrace(point).any(|frame| {
                frame.function.starts_with("heapwise::lab::julia::")
                    && frame.file.starts_with("src/lab/julia/")
            });
            assert!(own, "{name}: a backtrace without the variant: {point:?}");
        }
        let report = folder.report();
        let heap = &row(&report, name)["heap"];
        let totals = profile.totals();
        assert_eq!(heap["total_bytes"], totals.total_bytes, "{name}");
        assert_eq!(heap["peak_bytes"], totals.peak_bytes, "{name}");
        assert_eq!(heap["peak_blocks"], totals.peak_blocks, "{name}");
    }
}

#[test]
fn the_profiles_of_an_older_report_meet_the_rules() {
    let folder = in_package(REPORT_0_1).join("profiles");
    let mut profiles = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        Profile::read(&std::fs::read_to_string(&path).unwrap(), &path).unwrap();
        profiles += 1;
    }
    assert!(profiles >= VARIANTS.len() - 1);
}

/// The line of `lab/julia/stored.rs` that first contains `text`.
fn line_of(text: &str) -> usize {
    let source = include_str!("../../../src/lab/julia/stored.rs");
    source.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn profile_lists_the_two_push_sites_first() {
    let folder = Folder::new();
    let file = folder.file("stored.json");
    let ran = run_to(heapwise(), "profile julia/stored -i width=100", &file);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let sites: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.contains("lab/julia/"))
        .collect();
    let pushes = [line_of("zs.push(z);"), line_of("cs.push(C);")];
    for (site, line) in sites.iter().zip(pushes) {
        assert!(
            site.contains(&format!(" src/lab/julia/stored.rs:{line} ")),
            "{site}"
        );
        assert!(
            site.contains("heapwise::lab::julia::stored::grown"),
            "{site}"
        );
        // 262 144 of 564 288 bytes at the peak.
        assert!(site.contains("262 kB") && site.contains("46.5 %"), "{site}");
    }
    assert_eq!(sites.len(), 3, "{}", ran.stdout);
    assert!(
        ran.stdout
            .ends_with(&format!("profile: {}\n", file.display()))
    );
    let text = std::fs::read_to_string(&file).unwrap();
    Profile::read(&text, &file).unwrap();
}
