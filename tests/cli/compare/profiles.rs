//! Two profiles: how call sites are matched and ordered.

use serde_json::Value;

use super::{changed_report, julia};
use crate::common::{Folder, Ran, assert_refused, run, stacks_on};

/// Bytes, and the frame of the call site that allocates them.
type Site<'a> = (u64, &'a str);

/// A profile without lifetimes.
fn profile(sites: &[Site<'_>]) -> String {
    let frames = (1..)
        .zip(sites)
        .map(|(at, (_, frame))| format!("0x{at:x}: {frame}"));
    let frames = Vec::from_iter([String::from("[root]")].into_iter().chain(frames));
    let points = (1..).zip(sites);
    let points = points.map(|(at, (bytes, _))| format!(r#"{{"tb":{bytes},"tbk":1,"fs":[{at}]}}"#));
    let points = Vec::from_iter(points).join(",");
    format!(
        r#"{{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":false,"bkacc":false,
        "bu":"byte","tu":"instrs","Mtu":"Minstr","cmd":"a","pid":1,"te":2,
        "pps":[{points}],"ftbl":{frames:?}}}"#
    )
}

fn compared(old: &str, new: &str, format: &str) -> Ran {
    let folder = Folder::new();
    folder.write("old.json", old);
    folder.write("new.json", new);
    let [old, new] = ["old.json", "new.json"].map(|name| folder.file(name));
    let [old, new] = [&old, &new].map(|path| path.to_str().unwrap());
    run(["compare", old, new, "--format", format])
}

/// The lines of the differing call sites.
fn sites(old: &[Site<'_>], new: &[Site<'_>]) -> Vec<String> {
    let ran = compared(&profile(old), &profile(new), "text");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let lines = ran.stdout.lines().filter(|line| line.contains(".rs:"));
    let words = |line: &str| Vec::from_iter(line.split_whitespace()).join(" ");
    lines.map(words).collect()
}

#[test]
fn a_function_is_matched_by_the_last_part_of_its_name_and_its_line_may_move() {
    let old = [(8, "mine::deep::make (src/deep/make.rs:3:1)")];
    let new = [(12, "make (make.rs:4)")];
    assert_eq!(
        sites(&old, &new),
        ["grew – 8 B → 12 B (+4 B) 1 make.rs:4 (was :3) make"]
    );
}

#[test]
fn the_call_site_that_changed_most_comes_first() {
    let old = [(8, "a::a (a.rs:1:1)"), (8, "b::b (b.rs:1:1)")];
    let new = [(9, "a::a (a.rs:1:1)"), (90, "b::b (b.rs:1:1)")];
    let message = sites(&old, &new);
    assert!(message[0].ends_with("b.rs:1 b::b"), "{message:?}");
    assert!(message[1].ends_with("a.rs:1 a::a"), "{message:?}");
}

#[test]
fn omitted_call_sites_are_counted() {
    const SITES: usize = 100;
    let frames = (0..SITES).map(|at| format!("a::f{at} (a{at}.rs:1:1)"));
    let frames = Vec::from_iter(frames);
    let each = |bytes| Vec::from_iter(frames.iter().map(|frame| (bytes, frame.as_str())));
    let (old, new) = (profile(&each(8)), profile(&each(9)));
    for format in ["text", "markdown"] {
        let ran = compared(&old, &new, format);
        let shown = ran.stdout.matches(".rs:1").count();
        let message = format!(
            "and {} more that changed; no call site is unchanged",
            SITES - shown
        );
        assert!(
            shown > 0 && ran.stdout.contains(&message),
            "{message} in {}",
            ran.stdout
        );
    }
}

#[test]
fn profiles_without_call_sites_are_reported_as_such() {
    let ran = compared(&profile(&[]), &profile(&[]), "text");
    assert!(
        ran.stdout
            .ends_with("no difference; there is no call site\n"),
        "{ran:?}"
    );
}

#[test]
fn both_flame_graphs_use_the_new_name_of_a_function() {
    let old = profile(&[(8, "mine::a;b (src/a.rs:3:1)")]);
    let new = profile(&[(9, "yours::a;b (src/a.rs:3:1)")]);
    let page = compared(&old, &new, "html").stdout;
    let stacks = &stacks_on(&page)[0];
    assert_eq!(stacks["names"], serde_json::json!(["all", "yours::a:b"]));
    let frame = &stacks["frames"][1];
    assert_eq!(
        [4, 5].map(|index| frame[index].as_u64()),
        [Some(8), Some(9)]
    );
}

#[test]
fn profiles_that_count_something_else_are_compared_with_their_own_kind_only() {
    let bytes = profile(&[(8, "mine::f (src/a.rs:3:1)")]);
    let words = bytes.replace(r#""bu":"byte""#, r#""bu":"word""#);
    let ran = compared(&bytes, &words, "text");
    assert_refused(
        &ran,
        "new.json: counts `heap: word allocated`, the other profile",
    );
    let more = words.replace(r#""tb":8"#, r#""tb":9"#);
    let ran = compared(&words, &more, "text");
    assert!(
        ran.stdout.contains("\n\nheap: word allocated\n\n"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains(" total        8      9 "), "{ran:?}");
}

#[test]
fn a_profile_outside_the_folder_of_its_report_is_not_read() {
    let outside = Folder::new();
    outside.write("precious.json", "no profile");
    let file = outside.file("precious.json");
    let naming_it = |peak_bytes: u64| {
        changed_report(|report| {
            let heap = &mut julia(report)[0]["heap"];
            heap["profile"] = Value::from(file.to_str().unwrap());
            heap["peak_bytes"] = Value::from(peak_bytes);
        })
    };
    let (old, new) = (naming_it(8), naming_it(9));
    let ran = run(["compare", old.as_str(), new.as_str()]);
    assert_refused(&ran, "which is not in its folder");
}
