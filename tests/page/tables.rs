//! Tables: sorted, filtered, with fewer columns, and with headers that stay.

use crate::browser::Browser;
use crate::run::page;

fn opened() -> Browser {
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open(&page());
    browser
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_click_sorts_a_table_by_a_column_in_either_order() {
    let mut browser = opened();
    let values = "[...document.querySelector('#julia table').tBodies[0].rows]
        .map((row) => Number(row.cells[1].dataset.v))";
    let values = |browser: &mut Browser| -> Vec<f64> {
        serde_json::from_value(browser.value(values)).unwrap()
    };
    let before = values(&mut browser);
    assert!(!before.is_sorted(), "{before:?}");
    browser.click("#julia thead th:nth-child(2) button");
    let sorted = values(&mut browser);
    assert!(sorted.is_sorted() && sorted.len() == 9, "{sorted:?}");
    browser.click("#julia thead th:nth-child(2) button");
    assert!(values(&mut browser).is_sorted_by(|one, other| one >= other));
    let order = browser.value("document.querySelector('#julia thead th:nth-child(2)').ariaSort");
    assert_eq!(order, "descending");
    browser.click("#julia thead th button");
    let names = "[...document.querySelectorAll('#julia table.sortable tbody th')]
        .map((name) => name.textContent)";
    let names: Vec<String> = serde_json::from_value(browser.value(names)).unwrap();
    assert!(names.is_sorted() && names[0] == "axes", "{names:?}");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_filter_hides_rows_and_their_details() {
    let mut browser = opened();
    browser.type_into("#julia .controls input[type=search]", "stored Z");
    let shown = "[...document.querySelectorAll('#julia tbody tr:not([hidden]) th')]
        .map((name) => name.textContent.trim()).join()";
    assert_eq!(browser.value(shown), "stored-z");
    let details = "[...document.querySelectorAll('#julia .variant:not([hidden])')]
        .map((part) => part.id).join()";
    assert_eq!(browser.value(details), "julia/stored-z");
    let count = "document.querySelector('#julia .controls output').textContent";
    assert_eq!(browser.value(count), "1 of 9");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn columns_can_be_hidden() {
    let mut browser = opened();
    browser.click("#julia .columns summary");
    browser.click("#julia .choices label input");
    let heading = "document.querySelector('#julia thead th:nth-child(2)')";
    assert_eq!(browser.value(&format!("{heading}.hidden")), true);
    let cells = "[...document.querySelectorAll('#julia table.sortable tbody td:nth-child(2)')]
        .slice(0, 9).every((cell) => !cell.checkVisibility())";
    assert_eq!(browser.value(cells), true);
    assert_eq!(browser.fragment(), "julia?hide=peak");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn headings_stay_in_view() {
    let mut browser = opened();
    let tops = "{ const region = document.querySelector('#julia .scroll');
        region.style.maxHeight = '9rem';
        region.scrollTop = 100;
        const top = (part) => part.getBoundingClientRect().top;
        [region.scrollTop, Math.abs(top(region.querySelector('thead th')) - top(region))] }";
    let tops: Vec<f64> = serde_json::from_value(browser.value(tops)).unwrap();
    assert_eq!(tops[0], 100.0);
    assert!(tops[1] < 1.0, "{tops:?}");
}
