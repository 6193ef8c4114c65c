//! A profile of a hundred thousand call sites is read, compared and rendered.

use std::path::Path;

use heapwise::compare::{ProfileDifference, ProfilePair, SiteChange};
use heapwise::profile::Profile;
use heapwise::report::{Comparison, Difference, DifferenceFormat, TextLayout, render_difference};

const SITES: usize = 100_000;

/// A profile whose program points each have a call site of their own, fifty to a function, below a
/// frame of the standard library. `bytes` returns the bytes of a program point.
fn profile(program: &str, lines_moved: usize, bytes: impl Fn(usize) -> u64) -> Profile {
    let shared = [
        "[root]",
        "0x1: alloc::alloc::alloc (alloc/src/alloc.rs:95:9)",
    ];
    let mut frames: Vec<String> = shared.map(String::from).into();
    let mut points = Vec::with_capacity(SITES);
    for site in 0..SITES {
        let (function, line) = (site / 50, site % 50 + 1 + lines_moved);
        let address = 0x1000 + site * 16;
        frames.push(format!(
            "{address:#x}: {program}::module_{}::function_{function} (src/module_{}.rs:{line}:9)",
            function / 20,
            function / 20
        ));
        let bytes = bytes(site);
        points.push(format!(
            r#"{{"tb":{bytes},"tbk":1,"tl":1,"mb":{bytes},"mbk":1,"gb":{bytes},"gbk":1,"eb":0,"ebk":0,"fs":[1,{}]}}"#,
            frames.len() - 1
        ));
    }
    let text = format!(
        r#"{{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,"bkacc":false,
        "tu":"µs","Mtu":"s","tuth":10,"cmd":"{program}","pid":1,"tg":1,"te":2,"pps":[{}],"ftbl":{}}}"#,
        points.join(","),
        serde_json::to_string(&frames).unwrap()
    );
    Profile::read_any(&text, Path::new("many.json")).unwrap()
}

fn rendered(difference: &ProfileDifference) -> [usize; 4] {
    let comparison = Comparison {
        old: String::from("old"),
        new: String::from("new"),
        difference: Difference::Profiles(difference.clone()),
        broken: Vec::new(),
    };
    [
        DifferenceFormat::Text(TextLayout::default()),
        DifferenceFormat::Markdown,
        DifferenceFormat::Json,
        DifferenceFormat::Html,
    ]
    .map(|format| render_difference(&comparison, format).len())
}

#[test]
#[ignore = "slow"]
fn it_is_compared_with_itself_with_another_and_with_one_whose_lines_moved() {
    let bytes = |site: usize| 8 + (site * 7919 % 1009) as u64;
    let old = profile("old", 0, bytes);
    let itself = ProfileDifference::new(&old, &old, ProfilePair::Builds);
    assert!(itself.is_empty());
    assert_eq!(itself.same, SITES);

    let moved = profile("renamed", 1000, |site| {
        bytes(site) + u64::from(site == 77_777)
    });
    let difference = ProfileDifference::with_stacks(&old, &moved, ProfilePair::Builds);
    assert_eq!(difference.same, SITES - 1);
    let changed = &difference.sites[0];
    assert_eq!(changed.function, "renamed::module_77::function_1555");
    assert_eq!(
        (changed.line_before, changed.line_after),
        (Some(28), Some(1028))
    );
    rendered(&difference);

    let another = profile("old", 0, bytes)
        .to_json()
        .replace("function_", "other_");
    let another = another.replace("src/module", "lib/part");
    let another = Profile::read_any(&another, Path::new("another.json")).unwrap();
    let difference = ProfileDifference::with_stacks(&old, &another, ProfilePair::Builds);
    assert_eq!((difference.sites.len(), difference.same), (2 * SITES, 0));
    let went = difference
        .sites
        .iter()
        .filter(|site| site.change == SiteChange::Disappeared);
    assert_eq!(went.count(), SITES);
    let [text, markdown, json, _] = rendered(&difference);
    assert!(text < 10_000 && markdown < 10_000 && json > 20_000_000);
}
