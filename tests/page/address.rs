//! The address names what is open, sorted and zoomed.

use crate::browser::Browser;
use crate::run::page;

fn opened(fragment: &str) -> Browser {
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open_at(&page(), fragment);
    browser
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn opening_a_variant_names_it_and_the_name_opens_it() {
    let mut browser = opened("");
    browser.click("#julia\\\\/stored > summary");
    assert_eq!(browser.fragment(), "julia/stored");
    let is_open = "document.getElementById('julia/stored').open";
    assert_eq!(browser.value(is_open), true);
    let mut browser = opened("julia/stored");
    assert_eq!(browser.value(is_open), true);
    assert_eq!(
        browser.number("document.querySelectorAll('.variant[open]').length"),
        1.0
    );
    let top = browser.number("document.getElementById('julia/stored').getBoundingClientRect().top");
    assert!((-1.0..400.0).contains(&top), "{top}");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_case_of_several_is_named_by_its_inputs() {
    let mut browser = opened("table/n=1500/sorted");
    let open = "[document.getElementById('table/n=1500').open,
        document.getElementById('table/n=1500/sorted').open].join()";
    assert_eq!(browser.value(open), "true,true");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_table_and_a_drawing_come_back_in_their_state() {
    let mut browser = opened("");
    browser.click("#julia thead th:nth-child(2) button");
    browser.click("#julia thead th:nth-child(2) button");
    assert_eq!(browser.fragment(), "julia?sort=-peak");
    let order = "document.querySelector('#julia thead th:nth-child(2)').ariaSort";
    let mut browser = opened("julia?sort=-peak&filter=stored&hide=total");
    assert_eq!(browser.value(order), "descending");
    let rows = "document.querySelectorAll('#julia table.sortable tbody tr:not([hidden])').length";
    assert_eq!(browser.number(rows), 5.0);
    let hidden = "[...document.querySelectorAll('#julia table.sortable thead th[hidden]')]
        .map((heading) => heading.textContent).join()";
    assert_eq!(browser.value(hidden), "total");

    let figure = "#julia\\\\/stored figure.stacks";
    let mut browser = opened("julia/stored?measure=total-bytes&zoom=0.0");
    browser.show_stacks(figure);
    let crumbs = format!("document.querySelectorAll('{figure} .crumbs button').length");
    assert_eq!(browser.number(&crumbs), 3.0);
    browser.assert_quiet(&page());
}
