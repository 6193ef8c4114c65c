//! A page of an experiment with 300 variants.

use serde_json::json;

use crate::browser::Browser;
use crate::common::Folder;
use crate::run;

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn charts_of_300_variants_show_the_first_and_the_rest_on_demand() {
    let mut report = run::report();
    let cases = report["experiments"].as_array_mut().unwrap();
    cases.retain(|case| case["name"] == "table");
    cases.truncate(1);
    let rows = cases[0]["variants"].as_array_mut().unwrap();
    let few = rows.clone();
    for index in rows.len()..300 {
        let mut row = few[index % few.len()].clone();
        row["name"] = json!(format!("{}-{index}", row["name"].as_str().unwrap()));
        rows.push(row);
    }
    let folder = Folder::new();
    folder.write("report.json", &report.to_string());
    let ran = run::rendered(folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.len() < 6_000_000, "{}", ran.stdout.len());
    folder.write("index.html", &ran.stdout);
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open(&folder.file("index.html"));
    let rests = "[...document.querySelectorAll('details.rest > summary')]
        .map((part) => part.textContent)";
    let rests: Vec<String> = serde_json::from_value(browser.value(rests)).unwrap();
    assert!(
        rests.contains(&String::from("276 more variants")),
        "{rests:?}"
    );
    let tallest = "Math.max(...[...document.querySelectorAll('figure')]
        .map((figure) => figure.getBoundingClientRect().height))";
    let tallest = browser.number(tallest);
    assert!(tallest < 2500.0, "{tallest}");
    browser.resize(375);
    browser.assert_no_wider_than(375);
    browser.resize(1280);
    let height = browser.number("document.documentElement.scrollHeight");
    // A line in the table and one below for each variant, some of two lines.
    assert!(height < 300.0 * 70.0, "{height}");
    browser.type_into(".controls input[type=search]", "sorted-");
    let rows = browser.number(
        "document.querySelector('table.sortable').querySelectorAll('tbody tr:not([hidden])').length",
    );
    assert!(rows > 5.0 && rows < 300.0, "{rows}");
}
