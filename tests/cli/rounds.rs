//! Times in rounds: ties and spreads in a report, and changes between reports.

use serde_json::{Value, json};

use crate::common::{Folder, Ran, assert_refused, heapwise, run};

/// Seven rounds of one sample each.
const BASE: [u64; 7] = [1000, 1010, 990, 1010, 1000, 990, 1030];

/// The rounds of [`BASE`], each so many per cent longer.
fn slower_by(percent: u64) -> Vec<u64> {
    BASE.iter().map(|ns| ns * (100 + percent) / 100).collect()
}

/// A row whose time has these rounds of one sample each.
fn row(name: &str, peak: u64, rounds: &[u64]) -> Value {
    json!({"name": name, "about": "", "outcome": {"status": "measured"}, "answer": "7",
        "heap": {"total_bytes": peak, "total_blocks": 1, "peak_bytes": peak, "peak_blocks": 1,
            "end_bytes": 0, "end_blocks": 0},
        "time": {"samples_ns": rounds, "round_lengths": vec![1; rounds.len()]}})
}

/// A report of one case with these rows.
fn report(rows: &[Value]) -> Folder {
    let folder = Folder::new();
    let case = json!({"name": "words", "about": "which?", "input": {"n": 1}, "variants": rows,
        "attachments": []});
    let report = json!({"schema": 1,
        "provenance": {"tool": "", "command": [], "os": "", "arch": "", "rustc": ""},
        "experiments": [case]});
    folder.write("report.json", &report.to_string());
    folder
}

/// What `report` prints in this format.
fn shown(report: &Folder, format: &str) -> String {
    let ran = run(["report", report.as_str(), "--format", format]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.stdout
}

#[test]
fn a_variant_that_is_slower_in_each_round_is_not_tied() {
    let rows = [row("a", 8, &BASE), row("b", 4, &slower_by(3))];
    let text = shown(&report(&rows), "text");
    assert!(text.contains("±1 %  1.00×"), "{text}");
    assert!(text.contains("±1 %  1.03×"), "{text}");
    let summary = "words  a is fastest (1.00 µs); b has the smallest peak (4 B against 8 B, in 1.03× the time)\n";
    assert!(text.ends_with(summary), "{text}");
}

#[test]
fn variants_are_tied_if_a_round_disagrees_or_the_difference_is_small() {
    let mut one_faster = slower_by(20);
    one_faster[3] = 900;
    for other in [one_faster, slower_by(2)] {
        let rows = [row("a", 8, &BASE), row("b", 4, &other)];
        let report = report(&rows);
        let text = shown(&report, "text");
        let summary = "words  all are tied in time (1.00 µs); b has the smallest peak (4 B)\n";
        assert!(text.ends_with(summary), "{text}");
        for format in ["text", "markdown", "html"] {
            let text = shown(&report, format);
            assert_eq!(text.matches("tied: the rounds").count(), 1, "{format}");
            let cells = if format == "html" {
                text.matches(">tied<").count()
            } else {
                let rows = text.lines().filter(|line| line.contains("±1 %"));
                rows.filter(|row| row.contains(" tied")).count()
            };
            assert_eq!(cells, 2, "{format}: {text}");
        }
    }
}

#[test]
fn of_tied_variants_none_is_named_the_winner() {
    let rows = [
        row("c", 9, &slower_by(50)),
        row("a", 8, &slower_by(1)),
        row("b", 6, &BASE),
    ];
    let text = shown(&report(&rows), "text");
    let summary = "words  a, b are tied for fastest (1.00 µs); b has the smallest peak (6 B)\n";
    assert!(text.ends_with(summary), "{text}");
    let judged = rows.map(|mut row| {
        row["verdict"] = json!({"grade": "good", "why": "so"});
        row
    });
    let report = report(&judged);
    let text = shown(&report, "text");
    assert!(
        text.contains("recommended: b or a (tied), the fastest of the 3 good ones"),
        "{text}"
    );
    assert!(
        text.ends_with("words  b, a (tied) are recommended\n"),
        "{text}"
    );
    assert!(shown(&report, "markdown").contains("recommended: b or a (tied)"));
}

#[test]
fn few_rounds_show_only_a_great_difference() {
    let summary = |rounds: usize, percent| {
        let rows = [
            row("a", 8, &BASE[..rounds]),
            row("b", 4, &slower_by(percent)[..rounds]),
        ];
        let text = shown(&report(&rows), "text");
        text.rsplit("\n\n").next().unwrap().to_string()
    };
    for rounds in 1..=4 {
        assert!(summary(rounds, 4).contains("all are tied"), "{rounds}");
        assert!(summary(rounds, 8).contains("a is fastest"), "{rounds}");
    }
    assert!(summary(5, 4).contains("a is fastest"));
}

#[test]
fn a_spread_is_shown_with_a_time_that_has_one() {
    let text = |rounds: &[u64]| shown(&report(&[row("a", 8, rounds)]), "text");
    assert!(text(&[980, 1000, 1020]).contains(" 1.00 µs  ±2 %"));
    // Of five, the least and the greatest do not count.
    assert!(text(&[500, 996, 1000, 1004, 2000]).contains(" 1.00 µs  ±0.4 %"));
    assert!(!text(&[1000]).contains('±'));
    let report = report(&[row("a", 8, &[980, 1000, 1020])]);
    assert!(shown(&report, "markdown").contains("±2 %"));
    assert!(shown(&report, "html").contains("<small>±2 %</small>"));
    assert!(shown(&report, "html").contains("3 in 3 rounds"));
    for format in ["csv", "json"] {
        assert!(!shown(&report, format).contains('±'), "{format}");
    }
}

#[test]
fn a_spread_takes_less_room_than_the_most_important_columns() {
    let report = report(&[row("a", 8, &[980, 1000, 1020])]);
    let at = |width: &str| {
        let mut command = heapwise();
        command
            .args(["report", report.as_str()])
            .env("COLUMNS", width);
        Ran::from(command.output().unwrap()).stdout
    };
    assert!(at("60").contains("±2 %") && at("60").contains("1.00×"));
    assert!(!at("40").contains("±2 %") && at("40").contains("1.00×"));
}

#[test]
fn multiples_compare_to_the_baseline_or_the_best_that_is_not_bad() {
    let rows = ["bad", "good", "good"].into_iter().zip([1, 2, 4]);
    let rows = rows.map(|(grade, factor)| {
        let rounds: Vec<u64> = BASE.iter().map(|ns| ns * factor).collect();
        let mut row = row(&format!("{grade}-{factor}"), 8, &rounds);
        row["verdict"] = json!({"grade": grade, "why": "so"});
        row
    });
    let report = report(&Vec::from_iter(rows));
    let multiples = |expected: [&str; 3]| {
        for format in ["text", "markdown", "html"] {
            let text = shown(&report, format);
            for (time, multiple) in ["1.00 µs", "2.00 µs", "4.00 µs"].into_iter().zip(expected) {
                let cell = text.split(time).nth(1).unwrap();
                let cell = cell.split_once('×').unwrap().0;
                assert!(cell.ends_with(multiple), "{format}: {time}: {cell}");
            }
        }
    };
    multiples(["0.500", "1.00", "2.00"]);
    let mut with_baseline = report.report();
    with_baseline["experiments"][0]["baseline"] = json!("good-4");
    report.write("report.json", &with_baseline.to_string());
    multiples(["0.250", "0.500", "1.00"]);
}

/// Compares two reports whose only variant has these rounds; returns whether its time has changed.
fn is_change(before: &[u64], after: &[u64]) -> bool {
    let [before, after] = [before, after].map(|rounds| report(&[row("a", 8, rounds)]));
    let ran = run(["compare", before.as_str(), after.as_str()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.stdout.contains("\n time ")
}

#[test]
fn a_time_has_changed_if_all_rounds_are_slower_than_all_others() {
    assert!(is_change(&BASE, &slower_by(10)));
    assert!(is_change(&slower_by(10), &BASE));
    let mut one_as_fast = slower_by(10);
    one_as_fast[0] = 1030;
    assert!(!is_change(&BASE, &one_as_fast));
    let steady = [1000; 7];
    assert!(is_change(&steady, &[1050; 7]));
    assert!(!is_change(&steady, &[1020; 7]));
    // With few rounds, 20 % are needed.
    assert!(!is_change(&steady[..3], &[1150; 3]));
    assert!(is_change(&steady[..3], &[1250; 3]));
}

#[test]
fn two_variants_of_a_report_are_compared_round_by_round() {
    let drifting = [1000, 1100, 1200, 1300, 1400, 1500, 1600];
    let compared = |percent: u64| {
        let slower: Vec<u64> = drifting
            .iter()
            .map(|ns| ns * (100 + percent) / 100)
            .collect();
        let report = report(&[row("a", 8, &drifting), row("b", 8, &slower)]);
        let mut command = heapwise();
        command.args(["compare", "words/a", "words/b", "--report", report.as_str()]);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.stdout
    };
    assert!(compared(5).contains("\n time "), "{}", compared(5));
    assert!(!compared(1).contains("\n time "), "{}", compared(1));
}

/// A variant `a` whose rounds have these times, and the reference loop beside each.
fn row_beside(rounds: &[u64], reference_ns: &[u64]) -> Value {
    let mut row = row("a", 8, rounds);
    row["time"]["reference_ns"] = json!(reference_ns);
    row
}

#[test]
fn a_time_is_the_median_of_the_samples_that_nothing_else_slowed() {
    let row = row_beside(&[1600, 1000, 1700, 1020, 1900], &[900, 610, 700, 600, 640]);
    let text = shown(&report(&[row]), "text");
    assert!(text.contains(" 1.01 µs  ±1 % "), "{text}");
}

#[test]
fn a_report_that_was_disturbed_all_the_time_shows_only_great_changes() {
    let compared = |times: u64, reference_ns: u64| {
        let before = report(&[row_beside(&BASE, &[600; 7])]);
        let after = report(&[row_beside(&BASE.map(|ns| ns * times), &[reference_ns; 7])]);
        let ran = run(["compare", before.as_str(), after.as_str()]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.stdout
    };
    let note = "the times of 1 variant are not compared: something slowed the processor in one of the runs";
    for (times, reference_ns) in [(2, 600), (4, 700)] {
        let text = compared(times, reference_ns);
        assert!(text.contains("\n time ") && !text.contains(note), "{text}");
    }
    let disturbed = compared(2, 700);
    assert!(
        disturbed.contains("no difference in 1 variant\n"),
        "{disturbed}"
    );
    assert!(disturbed.ends_with(&format!("{note}\n")), "{disturbed}");
    assert!(!compared(1, 700).contains(note));
}

#[test]
fn a_reference_is_of_each_sample() {
    let row = row_beside(&[980, 1000, 1020], &[600, 600]);
    let ran = run(["report", report(&[row]).as_str()]);
    assert_refused(
        &ran,
        "time.reference_ns of words/a has 2 numbers, which must be 3",
    );
}

#[test]
fn rounds_that_do_not_have_all_samples_are_refused() {
    for lengths in [json!([1, 1]), json!([3, 0]), json!([u64::MAX, 2])] {
        let mut row = row("a", 8, &[980, 1000, 1020]);
        row["time"]["round_lengths"] = lengths;
        let ran = run(["report", report(&[row]).as_str()]);
        assert_refused(&ran, "time.round_lengths of words/a is [");
    }
}
