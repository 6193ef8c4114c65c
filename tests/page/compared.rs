//! The page of a comparison of two variants.

use crate::browser::Browser;
use crate::common::Folder;
use crate::run;

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_comparison_sorts_zooms_fits_a_phone_and_requests_nothing() {
    let folder = Folder::new();
    let report = run::folder().to_str().unwrap();
    let sides = ["julia/stored", "julia/stored-reserved"];
    let ran = run::compared(sides, &["--report", report]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    folder.write("index.html", &ran.stdout);
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open(&folder.file("index.html"));

    let growths = "[...document.querySelector('table.sortable').tBodies[0].rows]
        .map((row) => Number(row.cells[1].dataset.v))";
    let by_peak = "table.sortable th:nth-child(2) button";
    browser.click(by_peak);
    let rising: Vec<i64> = serde_json::from_value(browser.value(growths)).unwrap();
    assert!(rising.is_sorted(), "{rising:?}");
    assert!(rising[0] < 0 && rising.last() > Some(&0), "{rising:?}");
    browser.click(by_peak);
    let falling: Vec<i64> = serde_json::from_value(browser.value(growths)).unwrap();
    assert!(falling.iter().rev().eq(&rising), "{falling:?}");

    let figure = "figure.stacks";
    browser.show_stacks(figure);
    let classes = "[...document.querySelectorAll('figure.stacks .frame:not(.swatch)')]
        .map((frame) => frame.classList[1])";
    let classes: Vec<String> = serde_json::from_value(browser.value(classes)).unwrap();
    assert!(classes.iter().any(|class| class == "gone"), "{classes:?}");
    assert!(
        classes
            .iter()
            .any(|class| ["shrunk", "same"].contains(&class.as_str()))
    );
    let line = browser.value(&format!(
        "document.querySelector('{figure} .line').textContent"
    ));
    assert!(line.as_str().unwrap().contains(" → "), "{line}");
    browser.resize(375);
    browser.assert_no_wider_than(375);
    browser.assert_quiet(&folder.file("index.html"));
}
