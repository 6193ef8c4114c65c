//! Invalid files: an error with exit status 2, and no other output.

use std::fs::File;

use crate::common::{Folder, assert_refused, report_0_1, run};

/// Checks that comparing a file of this text with itself is refused with this message.
fn assert_file_refused(text: &[u8], message: &str) {
    let folder = Folder::new();
    let file = folder.file("broken.json");
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let ran = run(["compare", file, file]);
    assert_refused(&ran, message);
    assert!(ran.stderr.contains("broken.json"), "{}", ran.stderr);
}

/// The same after the first `from` in the text is replaced by `to`.
fn assert_change_refused(text: &str, from: &str, to: &str, message: &str) {
    assert!(text.contains(from), "{from}");
    assert_file_refused(text.replacen(from, to, 1).as_bytes(), message);
}

#[test]
fn a_broken_profile_is_refused() {
    let profile = report_0_1("profiles/julia.stored.json");
    let refused = |from: &str, to: &str, message: &str| {
        assert_change_refused(&profile, from, to, message);
    };
    let truncated = &profile.as_bytes()[..profile.len() / 2];
    assert_file_refused(
        truncated,
        "neither a report of heapwise nor a DHAT profile: EOF while parsing",
    );
    refused(
        "\"fs\":[",
        "\"fs\":[9999,",
        "names frame 9999 in its `fs`, but `ftbl` has",
    );
    refused(
        "\"fs\":[",
        "\"fs\":[0,",
        "names frame 0, the root, in its `fs`",
    );
    refused(
        "\"tb\":",
        "\"tb\":-",
        "not a DHAT version 2 profile: invalid value: integer `-",
    );
    let first = &profile[profile.find("\"tb\":").unwrap()..];
    let first = &first[..first.find(',').unwrap()];
    refused(
        first,
        "\"tb\":18446744073709551615",
        "the sum of `tb` over its points does not fit into 64 bits",
    );
    refused(
        first,
        "\"tb\":18446744073709551616",
        "not a DHAT version 2 profile: invalid type: floating point",
    );
    refused(
        "Version\":2",
        "Version\":3",
        "DHAT version 3; only version 2 can be read",
    );
    refused("\"ftbl\":", "\"table\":", "missing field `ftbl`");
}

#[test]
fn repeated_program_points_are_refused_except_from_the_dhat_crate() {
    let profile = report_0_1("profiles/julia.stored.json");
    let (begin, end) = (
        profile.find("{\"tb\"").unwrap(),
        profile.find("},{\"tb\"").unwrap() + 2,
    );
    let repeated = format!("{}{}", &profile[..end], &profile[begin..]);
    let of_valgrind = repeated.replacen("\"rust-heap\"", "\"heap\"", 1);
    assert_file_refused(
        of_valgrind.as_bytes(),
        "program point 1 (`pps[1]`) has the `fs` of an earlier point",
    );

    let folder = Folder::new();
    std::fs::write(folder.file("once.json"), &profile).unwrap();
    std::fs::write(folder.file("twice.json"), repeated).unwrap();
    let [once, twice] = ["once.json", "twice.json"].map(|name| folder.file(name));
    let ran = run(["compare", once.to_str().unwrap(), twice.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("\n grew "), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("2 call sites the same"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_broken_report_is_refused() {
    let report = report_0_1("report.json");
    let refused = |from: &str, to: &str, message: &str| {
        assert_change_refused(&report, from, to, message);
    };
    assert_file_refused(&report.as_bytes()[..10_000], "EOF while parsing");
    refused(
        "\"schema\": 1",
        "\"schema\": 7",
        "schema 7; this heapwise reads schema 1",
    );
    refused(
        "\"peak_bytes\": ",
        "\"peak_bytes\": -",
        "not a report of heapwise: invalid value: integer `-",
    );
    refused(
        "\"peak_bytes\": ",
        "\"peak_bytes\": 99999999999999999999",
        "not a report of heapwise",
    );
    assert_file_refused(b"", "neither a report of heapwise nor a DHAT profile: EOF");
    assert_file_refused(b"{}", "it has neither `schema` nor `dhatFileVersion`");
    assert_file_refused(b"[1]", "neither a report of heapwise nor a DHAT profile");
    assert_file_refused(b"\xff", "not UTF-8");
    assert_file_refused(b"\xff\xfe{\0}\0", "UTF-16; save it as UTF-8");
    assert_file_refused(
        "[".repeat(1_000_000).as_bytes(),
        "EOF while parsing a list at line 1 column 1000000",
    );
}

#[test]
#[ignore = "slow"]
fn two_hundred_megabytes_of_broken_input_are_refused() {
    const BYTES: usize = 200_000_000;
    let folder = Folder::new();
    let zeros = folder.file("zeros.json");
    File::create(&zeros).unwrap().set_len(BYTES as u64).unwrap();
    let zeros = zeros.to_str().unwrap();
    assert_refused(
        &run(["compare", zeros, zeros]),
        "neither a report of heapwise nor a DHAT profile: expected value",
    );

    let long = folder.file("long.json");
    let text = format!("{{\"schema\":1,\"more\":[{}1]}}", "1,".repeat(BYTES / 2));
    std::fs::write(&long, text).unwrap();
    let long = long.to_str().unwrap();
    assert_refused(&run(["compare", long, long]), "missing field `provenance`");
}

#[test]
fn figures_at_the_end_of_their_range_are_compared() {
    let report = report_0_1("report.json");
    let folder = Folder::new();
    let largest = report.replace(
        "\"peak_bytes\": ",
        "\"peak_bytes\": 18446744073709551615, \"was\": ",
    );
    std::fs::write(folder.file("old.json"), &report).unwrap();
    std::fs::write(folder.file("new.json"), largest).unwrap();
    let [old, new] = ["old.json", "new.json"].map(|name| folder.file(name));
    let [old, new] = [&old, &new].map(|path| path.to_str().unwrap());
    for format in ["text", "markdown", "json", "html"] {
        let ran = run([
            "compare",
            old,
            new,
            "--format",
            format,
            "--fail-above",
            "peak=5%",
        ]);
        assert_eq!(ran.status, Some(1), "{}", ran.stderr);
        assert!(ran.stdout.contains("18447 PB") || ran.stdout.contains("18446744073709551615"));
    }
}
