//! `heapwise run hash` with key files: its reports, and refused inputs.

use crate::common::{Folder, Ran, assert_refused, heapwise, row, rows};

/// Runs two functions on a key file in `folder`.
fn run_on(folder: &Folder, contents: &[u8], key_type: &str) -> Ran {
    let keys = folder.file("keys.txt");
    std::fs::write(&keys, contents).unwrap();
    let mut command = heapwise();
    command.args(["run", "hash/siphash-1-3", "hash/identity", "--out"]);
    command.arg(folder.path()).arg("--keys").arg(&keys);
    command.args(["--input", &format!("key_type={key_type}")]);
    Ran::from(command.output().unwrap())
}

fn lines(lines: impl Iterator<Item = String>) -> Vec<u8> {
    lines
        .map(|line| line + "\n")
        .collect::<String>()
        .into_bytes()
}

#[test]
fn a_file_of_each_key_type_is_hashed_as_that_type() {
    let texts = lines((0..1000).map(|n| format!("key {n}")));
    let numbers = lines((0..1000).map(|n| (n * 4096).to_string()));
    let signed = lines((0..1000).map(|n| (n - 500).to_string()));
    let floats = lines((0..1000).map(|n| format!("{n}.5")));
    let addresses = lines((0..1000).map(|n| format!("10.0.{}.{}", n / 250, n % 250)));
    let mut bytes = texts.clone();
    bytes.extend(b"\xff\xfe\n");
    let files = [
        ("text", texts, 1000),
        ("bytes", bytes, 1001),
        ("u64", numbers, 1000),
        ("i64", signed, 1000),
        ("f64", floats, 1000),
        ("ipv4", addresses, 1000),
    ];
    for (key_type, contents, keys) in files {
        let folder = Folder::new();
        let ran = run_on(&folder, &contents, key_type);
        assert_eq!(ran.status, Some(0), "{key_type}: {}", ran.stderr);
        let report = folder.report();
        let siphash = row(&report, "siphash-1-3");
        assert_eq!(siphash["answer"], format!("{keys} keys"), "{key_type}");
        assert_eq!(siphash["verdict"]["grade"], "good", "{key_type}: {siphash}");
        // The numbers around 0 fill the slots one by one.
        let identity = if key_type == "i64" { "good" } else { "bad" };
        let verdict = &row(&report, "identity")["verdict"];
        assert_eq!(verdict["grade"], identity, "{key_type}: {verdict}");
    }
}

#[test]
fn hashing_allocates_nothing_and_every_documented_metric_is_reported() {
    let folder = Folder::new();
    let ran = crate::common::run_to(heapwise(), "run hash -i keys=two-letters", folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    assert_eq!(report["experiments"][0]["input"]["keys"], "two-letters");
    assert_eq!(
        rows(&report).len(),
        heapwise::lab::hash::functions::all().len()
    );
    for row in rows(&report) {
        for figure in ["total_bytes", "total_blocks", "peak_bytes", "peak_blocks"] {
            assert_eq!(row["heap"][figure], 0, "{row}");
        }
        assert!(row["time"]["samples_ns"].as_array().unwrap().len() >= 5);
        let names: Vec<&str> = row["metrics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|metric| metric["name"].as_str().unwrap())
            .collect();
        for name in [
            "lookup_ns",
            "hash_ns",
            "hash_ns_spread",
            "hash_ns_0_to_7_bytes",
            "predicted_factor",
            "predicted_factor_median",
            "predicted_hit_factor",
            "predicted_miss_factor",
            "predicted_insert_factor",
            "hit_groups",
            "withstands_chosen_keys",
            "duplicates_64bit",
            "entropy_low_bits",
            "entropy_high_bits",
            "chi_squared_z",
            "largest_bucket",
            "avalanche_worst_bias",
        ] {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
    }
    let duplicates = |variant| {
        let metrics = row(&report, variant)["metrics"].as_array().unwrap().clone();
        let metric = metrics
            .into_iter()
            .find(|metric| metric["name"] == "duplicates_64bit");
        metric.unwrap()["value"].as_f64()
    };
    // 26 letters, each with 26 words.
    assert_eq!(duplicates("first-letter"), Some(26.0 * 26.0 * 25.0 / 2.0));
    assert_eq!(duplicates("two-letter"), Some(0.0));
}

#[test]
fn the_table_is_ranked_and_ends_with_a_recommendation_for_the_keys() {
    let folder = Folder::new();
    let ran = crate::common::run_to(
        heapwise(),
        "run hash/old-fx hash/siphash-2-4 -i keys=random -i keys=multiples --verbose",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let multiples = ran.stdout.split("keys=multiples").nth(1).unwrap();
    let places = [
        "\n siphash-2-4 ",
        "\n old-fx ",
        "\nbad: old-fx: a miss costs 162 times that of an ideal hash in `hashbrown`: it visits ",
        "\nnote: old-fx: its low bits put the keys in 16 of 65 536 buckets",
    ];
    let places = places.map(|text| {
        multiples
            .find(text)
            .unwrap_or_else(|| panic!("{text} is not in {multiples}"))
    });
    assert!(places.is_sorted(), "{multiples}");
    assert!(
        multiples.contains("\nrecommended: siphash-2-4, the only good one"),
        "{multiples}"
    );
}

/// The metrics that are the same in every run, and the verdict, of each variant.
fn exact_figures(
    report: &serde_json::Value,
) -> Vec<(String, serde_json::Value, serde_json::Value)> {
    let figures = |row: &serde_json::Value| {
        let metrics = row["metrics"].as_array().unwrap().iter();
        let is_exact = |metric: &&serde_json::Value| {
            let unit = metric["unit"].as_str().unwrap();
            !unit.starts_with("ns") && !unit.ends_with("/s")
        };
        let exact = metrics.filter(is_exact).cloned().collect();
        (row["name"].to_string(), exact, row["verdict"].clone())
    };
    rows(report).iter().map(figures).collect()
}

#[test]
fn every_exact_figure_of_every_function_is_the_same_in_two_processes_and_differs_by_seed() {
    let run = |seed: &str| {
        let folder = Folder::new();
        let arguments =
            format!("run hash -i keys=high-bits -i n=2000 -i seed={seed} --passes time");
        let ran = crate::common::run_to(heapwise(), &arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        exact_figures(&folder.report())
    };
    let (first, again, other) = (run("1"), run("1"), run("2"));
    assert_eq!(first, again);
    let functions = heapwise::lab::hash::functions::all();
    for ((one, other), function) in first.iter().zip(&other).zip(&functions) {
        // The seed chooses the keys whose bits are flipped, so only the counts show the function's own.
        let counts = |figures: &serde_json::Value| {
            let metrics = figures.as_array().unwrap().iter();
            let counts =
                metrics.filter(|metric| metric["name"].as_str().unwrap().contains("chi_squared"));
            counts.cloned().collect::<Vec<_>>()
        };
        let differ = counts(&one.1) != counts(&other.1);
        assert_eq!(differ, function.is_seeded(), "{}", function.name());
    }
}

#[test]
#[ignore = "slow"]
fn repeated_runs_on_a_key_file_have_equal_exact_figures_and_pass_a_comparison() {
    let folder = Folder::new();
    let words = lines((0..5000_u64).map(|n| format!("word-{}", n * n % 1_000_003)));
    let keys = folder.file("keys.txt");
    std::fs::write(&keys, words).unwrap();
    let run = |number: usize| {
        let out = folder.file(&format!("run-{number}"));
        let mut command = heapwise();
        command.args(["run", "hash", "--out"]).arg(&out);
        let ran = Ran::from(command.arg("--keys").arg(&keys).output().unwrap());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let report = std::fs::read_to_string(out.join("report.json")).unwrap();
        let mut figures = exact_figures(&serde_json::from_str(&report).unwrap());
        // Where keys lie in memory differs from run to run.
        figures.retain(|(name, ..)| name != "\"address\"");
        (out, figures)
    };
    let runs: Vec<_> = (0..5).map(run).collect();
    let (first, figures) = &runs[0];
    for (other, others) in &runs[1..] {
        assert_eq!(figures, others);
        let mut command = heapwise();
        let compared = command.arg("compare").arg(first).arg(other);
        let ran = Ran::from(compared.args(["--fail-above", "0"]).output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.stdout.contains("predicted"), "{ran:?}");
    }
}

#[test]
fn a_recommendation_names_its_caution_and_needs_enough_keys() {
    let folder = Folder::new();
    let ran = crate::common::run_to(
        heapwise(),
        "run hash/siphash-1-3 hash/ahash -i keys=cities -i keys=two-letters --passes time --verbose",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let (cities, letters) = ran.stdout.split_once("keys=two-letters").unwrap();
    assert!(
        cities.contains("\nrecommended: none: 4 keys are too few to judge a hash function"),
        "{cities}"
    );
    assert!(
        letters.contains("; ahash does not withstand chosen keys (HashDoS)"),
        "{letters}"
    );
}

#[test]
fn the_layout_decides_the_verdict() {
    let folder = Folder::new();
    let grade = |layout: &str| {
        let arguments =
            format!("run hash/old-fx -i keys=ipv4-runs -i n=5000 --passes time --for {layout}");
        let ran = crate::common::run_to(heapwise(), &arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let report = folder.report();
        assert_eq!(report["experiments"][0]["input"]["for"], layout);
        row(&report, "old-fx")["verdict"]["grade"].clone()
    };
    for layout in ["hashbrown", "linear", "chained", "buckets"] {
        assert_eq!(grade(layout), "bad", "{layout}");
    }
    assert_refused(
        &crate::common::run(["run", "hash", "--for", "cuckoo"]),
        "input `for`: `cuckoo` is not one of hashbrown, linear, chained, buckets",
    );
}

#[test]
fn repeated_lines_are_counted_and_reported() {
    let folder = Folder::new();
    let ran = run_on(&folder, b"b\na\nb\nb\n", "text");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("answer: 2 keys, 2 repeated lines dropped"),
        "{}",
        ran.stdout
    );
}

#[test]
fn invalid_key_files_are_refused_before_anything_is_measured() {
    let refusals: [(&[u8], &str, &str); 6] = [
        (
            b"",
            "text",
            "keys.txt: is empty; give a file with one key a line",
        ),
        (
            b"1\n2\nthree\n",
            "u64",
            "keys.txt: line 3: `three` is not a valid u64; fix line 3 or set `key_type=text`",
        ),
        (
            b"1\n-2\n",
            "u64",
            "keys.txt: line 2: `-2` is not a valid u64",
        ),
        (
            b"0.5\nx\n",
            "f64",
            "keys.txt: line 2: `x` is not a valid f64",
        ),
        (
            b"1.2.3.4\n1.2.3\n",
            "ipv4",
            "keys.txt: line 2: `1.2.3` is not a valid ipv4",
        ),
        (
            b"fine\n\xff\n",
            "text",
            "keys.txt: line 2: byte 1 is not UTF-8; save the file as UTF-8 or set `key_type=bytes`",
        ),
    ];
    for (contents, key_type, message) in refusals {
        let folder = Folder::new();
        let ran = run_on(&folder, contents, key_type);
        assert_refused(&ran, message);
        assert!(!folder.file("report.json").exists(), "a report of nothing");
    }
}

#[test]
fn missing_keys_are_refused() {
    let folder = Folder::new();
    let refused = |keys: &str, message: &str| {
        let out = folder.as_str();
        assert_refused(
            &crate::common::run(["run", "hash", "--keys", keys, "--out", out]),
            message,
        );
    };
    refused(
        "sequentail",
        "no key set or file `sequentail`; the nearest: `sequential`",
    );
    refused("./nothing.txt", "cannot read ./nothing.txt");
    refused(folder.as_str(), "is not a regular file");
    refused("/dev/null", "is not a regular file");
    let ran = crate::common::run(["run", "hash", "--input", "key_type=u46"]);
    assert_refused(
        &ran,
        "input `key_type`: `u46` is not one of text, bytes, hex, base64, u32, i32, u64, i64, u128, f32, f64, ipv4, ipv6, uuid",
    );
    let ran = crate::common::run(["run", "hash", "-i", "keys=two-letters", "--sizes", "677"]);
    assert_refused(
        &ran,
        "input `n`: `677` asks for more than the 676 keys of `two-letters`; give at most 676, or `all`",
    );
    let ran = crate::common::run(["run", "hash", "--sizes", "0"]);
    assert_refused(
        &ran,
        "input `n`: `0` is out of range: give a whole number from 1 to 1000000000",
    );
    let ran = crate::common::run(["profile", "hash/identity", "-i", "keys=./nothing.txt"]);
    assert_refused(&ran, "cannot read ./nothing.txt");
}

#[test]
fn sizes_take_the_first_keys() {
    let folder = Folder::new();
    let ran = crate::common::run_to(
        heapwise(),
        "run hash/ahash -i keys=digits --sizes 10,1e3",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let answers = [0, 1].map(|entry| &report["experiments"][entry]["variants"][0]["answer"]);
    assert_eq!(answers, ["10 keys", "1000 keys"]);
}

#[test]
fn a_report_is_rendered_in_part() {
    let folder = Folder::new();
    let out = folder.as_str();
    let ran = crate::common::run([
        "run",
        "hash/identity",
        "hash/ahash",
        "-i",
        "keys=cities",
        "-i",
        "keys=digits",
        "-o",
        out,
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let ran = crate::common::run(["report", out, "hash/id*", "-i", "keys=digits"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("keys=digits") && !ran.stdout.contains("keys=cities"));
    assert!(ran.stdout.contains("\n identity ") && !ran.stdout.contains("\n ahash "));
    assert_refused(
        &crate::common::run(["report", out, "hush"]),
        "no experiment `hush`; the nearest: `hash`",
    );
    assert_refused(
        &crate::common::run(["report", out, "-i", "keys=city"]),
        "argument `keys=city`: no case of the report has this value",
    );
}
