//! Reports fit the terminal.

use serde_json::{Value, json};

use crate::common::{Folder, Ran, heapwise, in_package};

/// A report in the default layout, in lines of at most `width` characters.
fn shown(report: &str, width: usize, more: &[&str]) -> String {
    let mut command = heapwise();
    command.args(["report", report]).args(more);
    let ran = Ran::from(command.env("COLUMNS", width.to_string()).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.stdout
}

fn reference() -> String {
    let folder = in_package("reports/reference");
    folder.to_str().unwrap().to_string()
}

#[test]
fn no_line_of_a_report_is_wider_than_the_terminal_or_ends_inside_a_number() {
    for width in [60, 80, 100, 160] {
        for more in [&[] as &[&str], &["--verbose"]] {
            let text = shown(&reference(), width, more);
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
            let lines: Vec<&str> = text.lines().collect();
            for pair in lines.windows(2) {
                let ends_in_digit = pair[0].ends_with(|c: char| c.is_ascii_digit());
                let next = pair[1].split(' ').find(|word| !word.is_empty());
                let is_group = |word: &str| word.len() == 3 && word.parse::<u32>().is_ok();
                let is_sentence = pair[1].starts_with("  ") && !pair[0].starts_with(' ');
                assert!(
                    !(is_sentence && ends_in_digit && next.is_some_and(is_group)),
                    "{pair:?}"
                );
            }
        }
    }
}

#[test]
fn the_default_run_fits_in_120_lines_of_80_characters() {
    let lines = shown(&reference(), 80, &[]).lines().count();
    assert!(lines <= 120, "{lines} lines");
}

#[test]
fn the_least_important_columns_are_left_out_and_counted() {
    let folder = Folder::new();
    let growth = |text: &str| text.lines().nth(2).unwrap().to_string();
    let heap = json!({"total_bytes": 9, "total_blocks": 3, "peak_bytes": 5, "peak_blocks": 1,
        "end_bytes": 0, "end_blocks": 0, "realloc_count": 1, "copying_peak_bytes": 7});
    let row = json!({"name": "a-variant-with-a-long-name", "about": "",
        "outcome": {"status": "measured"}, "answer": "7", "heap": heap,
        "time": {"samples_ns": [1000]}});
    write_cases(
        &folder,
        &[
            json!({"name": "words", "about": "which?", "input": {"n": 1},
        "variants": [row], "attachments": []}),
        ],
    );
    let wide = shown(folder.as_str(), 60, &["--wide"]);
    let headings = [
        "variant",
        "peak",
        "copying peak",
        "total",
        "blocks",
        "reallocs",
        "time",
    ];
    assert_eq!(
        growth(&wide)
            .split("  ")
            .filter(|word| !word.is_empty())
            .map(str::trim)
            .collect::<Vec<&str>>(),
        headings
    );
    let narrow = shown(folder.as_str(), 60, &[]);
    assert!(
        narrow.contains("\nanswer: 7; `--wide` has 4 more\n"),
        "{narrow}"
    );
    assert_eq!(
        growth(&narrow)
            .split("  ")
            .filter(|word| !word.is_empty())
            .map(str::trim)
            .collect::<Vec<&str>>(),
        ["variant", "peak", "time"]
    );
    let narrowest = shown(folder.as_str(), 40, &[]);
    assert!(narrowest.contains(" a-v…ong-name  "), "{narrowest}");
    assert!(narrowest.contains(" time"), "{narrowest}");
}

fn write_cases(folder: &Folder, cases: &[Value]) {
    let report = json!({"schema": 1,
        "provenance": {"tool": "", "command": [], "os": "", "arch": "", "rustc": ""},
        "experiments": cases});
    folder.write("report.json", &report.to_string());
}

/// A case whose variants have these peaks and median times.
fn case(n: u64, variants: &[(&str, u64, u64)]) -> Value {
    let row = |&(name, peak, ns): &(&str, u64, u64)| {
        json!({"name": name, "about": "", "outcome": {"status": "measured"}, "answer": "7",
            "heap": {"total_bytes": peak, "total_blocks": 1, "peak_bytes": peak, "peak_blocks": 1,
                "end_bytes": 0, "end_blocks": 0},
            "time": {"samples_ns": [ns]}})
    };
    let rows: Vec<Value> = variants.iter().map(row).collect();
    json!({"name": "words", "about": "which?", "input": {"n": n, "seed": 1}, "variants": rows,
        "attachments": []})
}

/// The summary of a report of these cases: the text after the last empty line.
fn summary(cases: &[Value]) -> String {
    let folder = Folder::new();
    write_cases(&folder, cases);
    let text = shown(folder.as_str(), 1000, &[]);
    text.rsplit("\n\n").next().unwrap().trim_end().to_string()
}

#[test]
fn a_summary_names_the_smallest_the_fastest_and_ties() {
    let one = summary(&[case(
        1,
        &[("a", 200, 900), ("b", 1000, 300), ("c", 1000, 310)],
    )]);
    assert_eq!(
        one,
        "words  b, c are tied for fastest (300 ns); a has the smallest peak (200 B against 1.00 kB, in 3.00× the time)"
    );
    let both = summary(&[case(
        1,
        &[("a", 200, 300), ("b", 1000, 301), ("c", 1000, 400)],
    )]);
    assert_eq!(
        both,
        "words  a, b are tied for fastest (300 ns); a has the smallest peak (200 B)"
    );
}

#[test]
fn a_summary_has_the_rss_growth_of_the_smallest_peak_if_it_is_far_above_that() {
    let mut case = case(1, &[("a", 200, 300), ("b", 1000, 400)]);
    let mut summary_of = |growth: u64| {
        for (row, growth) in [growth, 9_000_000].into_iter().enumerate() {
            let rss = json!({"peak_bytes": 9_000_000, "growth_bytes": growth});
            case["variants"][row]["rss"] = rss;
        }
        summary(&[case.clone()])
    };
    assert_eq!(
        summary_of(1_000_200),
        "words  a has the smallest peak (200 B) and is fastest (300 ns)"
    );
    assert_eq!(
        summary_of(1_000_201),
        "words  a has the smallest peak (200 B; rss growth 1.00 MB) and is fastest (300 ns)"
    );
    case["variants"][1]["time"] = json!({"samples_ns": [100]});
    assert_eq!(
        summary(&[case.clone()]),
        "words  b is fastest (100 ns); a has the smallest peak (200 B against 1.00 kB, in 3.00× the time; \
         rss growth 1.00 MB against 9.00 MB)"
    );
    let mut third = case["variants"][1].clone();
    (third["name"], third["time"]) = (json!("c"), json!({"samples_ns": [400]}));
    case["variants"].as_array_mut().unwrap().push(third);
    let mut summary_of = |growths: [u64; 3]| {
        for (row, growth) in growths.into_iter().enumerate() {
            case["variants"][row]["rss"]["growth_bytes"] = json!(growth);
        }
        summary(&[case.clone()])
    };
    let fastest = "words  b is fastest (100 ns);";
    let size = "(200 B against 1.00 kB, in 3.00× the time";
    assert_eq!(
        summary_of([1_000_201, 950_000, 950_000]),
        format!("{fastest} a has the smallest peak {size}; rss growth 1.00 MB against 950 kB)")
    );
    assert_eq!(
        summary_of([900_000, 500_000, 2_000_000]),
        format!("{fastest} smallest: a by peak {size}), b by rss growth (500 kB against 900 kB)")
    );
    assert_eq!(
        summary_of([2_000_000, 500_000, 10_000]),
        format!("{fastest} smallest: a by peak {size}), c by rss growth (10.0 kB against 2.00 MB)")
    );
    assert_eq!(
        summary_of([900_000, 500_000, 500_000]),
        format!("{fastest} a has the smallest peak {size})")
    );
}

#[test]
fn a_summary_counts_many_that_are_tied_and_compares_them_with_the_baseline() {
    let mut case = case(
        1,
        &["a", "b", "c", "d", "e"].map(|name| (name, 1000, if name == "e" { 400 } else { 300 })),
    );
    case["baseline"] = json!("e");
    let tied = summary(&[case.clone()]);
    assert_eq!(
        tied,
        "words  4 variants are tied for fastest (300 ns, 0.750× e)"
    );
    case["variants"][4]["verdict"] = json!({"grade": "bad", "why": "so"});
    for row in 0..4 {
        case["variants"][row]["outcome"] = json!({"status": "failed", "reason": "was killed"});
    }
    assert!(!summary(&[case]).contains("fastest"));
}

#[test]
fn the_words_of_an_experiment_are_its_summary_unless_a_part_is_shown() {
    let folder = Folder::new();
    let mut case = case(1, &[("a", 200, 900), ("b", 1000, 300), ("c", 1000, 400)]);
    case["conclusion"] = json!("a is all you need");
    write_cases(&folder, &[case.clone()]);
    let whole = shown(folder.as_str(), 80, &[]);
    assert!(whole.ends_with("\nwords  a is all you need\n"), "{whole}");
    let part = shown(folder.as_str(), 80, &["words/b", "words/c"]);
    assert!(part.ends_with("\nwords  b is fastest (300 ns)\n"), "{part}");
    let mut other = case.clone();
    other["input"]["n"] = json!(2);
    assert!(summary(&[case, other]).contains("in all 2 cases"));
}

#[test]
fn a_declared_baseline_is_what_ratios_and_the_summary_compare_to() {
    let folder = Folder::new();
    let mut case = case(1, &[("a", 0, 100), ("b", 250, 150), ("c", 1000, 300)]);
    case["baseline"] = json!("c");
    write_cases(&folder, &[case]);
    let text = shown(folder.as_str(), 1000, &[]);
    assert!(text.contains(" 250 B  0.250×"), "{text}");
    assert!(text.contains(" 100 ns  0.333×"), "{text}");
    assert!(
        text.contains("\n× compares to the peak and the time of c.\n"),
        "{text}"
    );
    let summary = "words  a has the smallest peak (0 B) and is fastest (100 ns, 0.333× c); b (250 B) is 4.00× below c\n";
    assert!(text.ends_with(summary), "{text}");
}

#[test]
fn a_bad_variant_is_no_base_of_ratios_and_wins_nothing() {
    let folder = Folder::new();
    let mut case = case(1, &[("a", 10, 1), ("b", 20, 2), ("c", 20, 4)]);
    for (row, grade) in [(0, "bad"), (1, "good"), (2, "good")] {
        case["variants"][row]["verdict"] = json!({"grade": grade, "why": "so"});
    }
    write_cases(&folder, &[case]);
    let text = shown(folder.as_str(), 1000, &[]);
    assert!(text.contains(" 1.00 ns  0.500×"), "{text}");
    assert!(text.ends_with("words  b is recommended\n"), "{text}");
}

/// Ten cases of five good variants, of which one after the other is the fastest.
fn judged_cases() -> Vec<Value> {
    let of_number = |number: usize| {
        let fastest = number % 5;
        let names = ["va", "vb", "vc", "vd", "ve"];
        let time = |index| if index == fastest { 100 } else { 300 };
        let variants: Vec<_> = (0..5).map(|index| (names[index], 1, time(index))).collect();
        let mut case = case(number as u64 + 1, &variants);
        for row in 0..5 {
            case["variants"][row]["verdict"] = json!({"grade": "good", "why": "so"});
        }
        case
    };
    (0..10).map(of_number).collect()
}

#[test]
fn narrow_verdicts_are_marks_of_which_one_is_for_the_best_of_a_case() {
    let folder = Folder::new();
    write_cases(&folder, &judged_cases());
    let text = shown(folder.as_str(), 40, &[]);
    assert!(
        text.contains("\n va       *  +  +  +  +  *  +  +  +   +\n"),
        "{text}"
    );
    assert!(
        text.contains("\n ve       +  +  +  +  *  +  +  +  +   *\n"),
        "{text}"
    );
    assert!(text.contains("* best of the case, +"), "{text}");
    assert!(!text.contains("median"), "{text}");
}

#[test]
fn verdicts_of_several_cases_stand_beside_what_the_variants_cost() {
    let folder = Folder::new();
    let mut cases = judged_cases();
    cases[3]["variants"][1]["time"]["samples_ns"] = json!([1234]);
    cases[4]["variants"][1]["verdict"]["grade"] = json!("bad");
    cases[5].as_object_mut().unwrap()["variants"]
        .as_array_mut()
        .unwrap()
        .remove(2);
    write_cases(&folder, &cases);
    let text = shown(folder.as_str(), 80, &[]);
    assert!(
        text.contains("\n verdict  1  2  3  4  5  6  7  8  9  10  median   most\n"),
        "{text}"
    );
    // `vb` is bad in one case, and still costs 300 ns there.
    assert!(
        text.contains("\n vb       +  *  +  +  !  +  *  +  +   +   3.00×  12.3×\n"),
        "{text}"
    );
    // Of nine cases, `vc` is the best in two.
    assert!(
        text.contains("\n vc       +  +  *  +  +  –  +  *  +   +   3.00×  3.00×\n"),
        "{text}"
    );
    assert!(
        text.contains("; median, most: time × that of the\n  case's best\n"),
        "{text}"
    );
    assert!(!text.contains("1 1, 2 2"), "{text}");
    let wide = shown(folder.as_str(), 160, &[]);
    assert!(wide.contains("good"), "{wide}");
    assert!(
        wide.contains("\nmedian, most: time × that of the case's best\n"),
        "{wide}"
    );
}

#[test]
fn a_summary_of_verdicts_names_what_is_recommended_for_all_cases_and_counts_what_for_each() {
    let mut cases = judged_cases();
    assert_eq!(
        summary(&cases),
        "words  recommended for all 10 cases: va, vb, vc and 2 more (of 5 good in each, lowest at worst: up to 3.00× the least time); \
         best in 2: va"
    );
    for bad in [0, 1, 3] {
        cases[9]["variants"][bad]["verdict"]["grade"] = json!("bad");
    }
    let good = summary(&cases);
    assert!(
        good.starts_with("words  recommended for all 10 cases: vc, ve (of 2 good in each, lowest at worst: up to 3.00× the least time); best in"),
        "{good}"
    );
    assert!(good.ends_with("best in 2: va (bad in 1)"), "{good}");
    cases[5]["variants"][2]["time"]["samples_ns"] = json!([900]);
    let good = summary(&cases);
    assert!(
        good.starts_with("words  recommended for all 10 cases: ve (of 2 good in each, lowest at worst: up to 3.00× the least time); best in"),
        "{good}"
    );
    for bad in [2, 4] {
        cases[0]["variants"][bad]["verdict"]["grade"] = json!("suspect");
    }
    let none = summary(&cases);
    assert!(none.starts_with("words  recommended: va"), "{none}");
    assert_eq!(
        summary(&cases[2..4]),
        "words  recommended for all 2 cases: va, vb, vc and 2 more (of 5 good in each, lowest at worst: up to 3.00× the least time); \
         best of each case: vc for 3, vd for 4"
    );
    assert_eq!(
        summary(&[cases[2].clone(), cases[7].clone()]),
        "words  recommended: vc in all 2 cases"
    );
    for variant in cases[7]["variants"].as_array_mut().unwrap() {
        variant["verdict"]["ranked_by"] = json!("lookup_ns");
        variant["metrics"] = json!([{"name": "lookup_ns", "value": 1.0, "unit": "ns"}]);
    }
    assert_eq!(
        summary(&[cases[7].clone(), cases[7].clone()]),
        "words  recommended by lookup_ns: va in all 2 cases"
    );
}

/// Experiments of one case, so many that each has a short table.
fn others() -> impl Iterator<Item = Value> {
    (0..8).map(|number| {
        let mut other = case(1, &[("a", 1, 1)]);
        other["name"] = json!(format!("other-{number}"));
        other
    })
}

#[test]
fn multiples_of_a_short_table_compare_to_what_it_shows() {
    let folder = Folder::new();
    let mut named = case(
        1,
        &[("a", 1, 100), ("b", 2, 200), ("c", 4, 400), ("d", 8, 800)],
    );
    named["conclusion"] = json!("b, c and d are bigger");
    write_cases(
        &folder,
        &[named].into_iter().chain(others()).collect::<Vec<_>>(),
    );
    let text = shown(folder.as_str(), 80, &[]);
    let row = |name: &str| {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!(" {name} ")));
        row.map(|row| {
            row.split_whitespace()
                .filter(|word| word.ends_with('×'))
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(row("b"), Some(vec!["1.00×", "1.00×"]), "{text}");
    assert_eq!(row("d"), Some(vec!["4.00×", "4.00×"]), "{text}");
    assert!(text.contains("of the least shown"), "{text}");
}

#[test]
fn short_verdicts_have_room_for_a_fourth_variant_that_is_recommended() {
    let folder = Folder::new();
    let cases = judged_cases().into_iter().chain(others());
    write_cases(&folder, &cases.collect::<Vec<_>>());
    let text = shown(folder.as_str(), 80, &[]);
    assert!(text.contains("\n verdict by n  1  2  3"), "{text}");
    let has = |name: &&str| text.contains(&format!("\n {name} "));
    let shown: Vec<&str> = ["va", "vb", "vc", "vd", "ve"]
        .into_iter()
        .filter(has)
        .collect();
    assert_eq!(shown, ["va", "vb", "vc", "vd"], "{text}");
}

#[test]
fn a_summary_of_several_cases_counts_those_with_the_same_winners() {
    let of_a = |n| case(n, &[("a", 1, 10), ("b", 2, 20)]);
    let of_b = |n| case(n, &[("a", 2, 20), ("b", 1, 10)]);
    let all = summary(&[of_a(1), of_a(2)]);
    assert_eq!(
        all,
        "words  smallest peak and fastest: a in all 2 cases (1 B; b 2 B)"
    );
    let larger = case(2, &[("a", 30, 10), ("b", 40, 20)]);
    assert_eq!(
        summary(&[of_a(1), larger]),
        "words  smallest peak and fastest: a in all 2 cases (1 B to 30 B; b 2 B to 40 B)"
    );
    let three = |n| case(n, &[("a", 1, 10), ("b", 2, 20), ("c", 3, 20)]);
    assert_eq!(
        summary(&[three(1), three(2)]),
        "words  smallest peak and fastest: a in all 2 cases (1 B)"
    );
    let most = summary(&[of_a(1), of_b(2), of_a(3), of_a(4), of_a(5)]);
    assert_eq!(
        most,
        "words  smallest peak and fastest: a in 4 of 5 cases, b for 2"
    );
    let tied = case(2, &[("a", 1, 10), ("b", 2, 10)]);
    assert_eq!(
        summary(&[of_a(1), tied.clone()]),
        "words  smallest peak: a in all 2 cases (1 B; b 2 B); fastest: a for 1, all tied for 2"
    );
    let same_peak = case(1, &[("a", 1, 10), ("b", 1, 20)]);
    assert_eq!(
        summary(&[same_peak, tied]),
        "words  smallest peak: a for 2; fastest: a for 1, all tied for 2"
    );
}

#[test]
fn several_cases_of_an_experiment_are_one_table_for_each_figure() {
    let folder = Folder::new();
    let cases = [1000, 100_000].map(|n| case(n, &[("a", n, 20), ("b", 2 * n, 1000 * n)]));
    write_cases(&folder, &cases);
    let text = shown(folder.as_str(), 80, &[]);
    let expected = "words: which?
2 cases by n; seed=1
 peak     1000  100000
 a     1.00 kB  100 kB
 b     2.00 kB  200 kB
 time     1000   100000
 a     20.0 ns  20.0 ns
 b     1.00 ms   100 ms
answers: the same from all variants in each case; `--verbose` shows each table
";
    assert!(text.starts_with(expected), "{text}");
    let verbose = shown(folder.as_str(), 80, &["--verbose"]);
    assert_eq!(verbose.matches("\n variant ").count(), 2, "{verbose}");
}
