//! Exports that are refused.

use super::julia;
use crate::common::{Folder, Ran, assert_refused, heapwise, run, run_to};

#[test]
fn impossible_exports_are_refused() {
    let report = julia().as_str();
    let profile = julia().file("profiles/julia.stored.json");
    let profile = profile.to_str().unwrap();
    let picture = julia().file("attachments/julia-linear.png");
    let export = |path, more: &[&str]| {
        Ran::from(
            heapwise()
                .args(["export", path])
                .args(more)
                .output()
                .unwrap(),
        )
    };
    for (path, more, message) in [
        (
            report,
            &["--format", "folded"][..],
            "9 variants instead of one; name one, such as `julia/stored`",
        ),
        (
            report,
            &["julia/stord", "--format", "folded"],
            "no variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            report,
            &["julia/stored", "--format", "pdf"],
            "invalid value 'pdf'",
        ),
        (report, &["julia/stored"], "--format <FORMAT>"),
        (
            report,
            &["-i", "width=7", "--format", "tracker"],
            "`width=7`: no case of the report has this value; the values are 1",
        ),
        (
            profile,
            &["--format", "bencher"],
            "a profile, which has no figures for a tracker; name a report",
        ),
        (
            profile,
            &["julia/stored", "--format", "massif"],
            "is a profile of one program; omit it",
        ),
        (
            profile,
            &["-i", "width=7", "--format", "massif"],
            "argument `width=7`: selects a part of a report, but ",
        ),
        (
            picture.to_str().unwrap(),
            &["--format", "folded"],
            "not UTF-8",
        ),
        ("/nowhere", &["--format", "folded"], "cannot read /nowhere"),
    ] {
        assert_refused(&export(path, more), message);
    }
}

#[test]
fn missing_passes_and_files_are_reported() {
    let folder = Folder::new();
    let measured = |passes| {
        let ran = run_to(
            heapwise(),
            &format!("run julia/stored -i width=10 --passes {passes}"),
            folder.path(),
        );
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    };
    let massif = || run(["export", folder.as_str(), "--format", "massif"]);
    measured("time");
    assert_refused(
        &massif(),
        "`julia/stored` has no footprint; run it again with `--passes count,heap`",
    );
    measured("count");
    assert_refused(
        &massif(),
        "`julia/stored` has no profile; run it again with `--passes heap`",
    );
    measured("count,heap");
    for file in ["timelines/julia.stored.json", "profiles/julia.stored.json"] {
        std::fs::write(folder.file(file), "{").unwrap();
        assert_refused(&massif(), &format!("{file}: not a"));
        std::fs::remove_file(folder.file(file)).unwrap();
        assert_refused(&massif(), &format!("{file}: No such file"));
    }
    let report = folder.read("report.json");
    folder.write("report.json", &report.replace("\"profiles/", "\"../"));
    assert_refused(
        &massif(),
        "names \"../julia.stored.json\", which is not in its folder",
    );
}
