//! The drawing of stacks: zoom, search, order, folded frames, keyboard.

use crate::browser::Browser;
use crate::run::page;

const FIGURE: &str = "#julia\\\\/stored figure.stacks";

fn opened() -> Browser {
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open_at(&page(), "julia/stored");
    browser.show_stacks(FIGURE);
    browser
}

fn line(browser: &mut Browser) -> String {
    let line = browser.value(&format!(
        "document.querySelector('{FIGURE} .line').textContent"
    ));
    line.as_str().unwrap().to_string()
}

fn names(browser: &mut Browser) -> Vec<String> {
    let names = browser.value(&format!(
        "[...document.querySelectorAll('{FIGURE} .frame')].map((frame) => frame.ariaLabel.split(': ')[0])"
    ));
    serde_json::from_value(names).unwrap()
}

/// Chooses an option of a list, or clicks a checkbox.
fn choose(browser: &mut Browser, control: &str, value: &str) {
    browser.value(&format!(
        "{{ const control = document.querySelector('{FIGURE} {control}');
           if (control.type === 'checkbox') control.click();
           else {{ control.value = '{value}'; control.dispatchEvent(new Event('change')); }} }}"
    ));
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_click_zooms_and_the_breadcrumb_and_reset_zoom_out() {
    let mut browser = opened();
    let before = browser.share_of_frame(FIGURE, "stored::iterate");
    assert!(before > 0.01 && before < 0.9, "{before}");
    let frame = browser.mark_frame(FIGURE, "stored::iterate");
    browser.click(frame);
    assert!(browser.share_of_frame(FIGURE, "stored::iterate") > 0.99);
    assert_eq!(browser.share_of_frame(FIGURE, "stored::grown"), 0.0);
    browser.click(&format!("{FIGURE} .crumbs button"));
    let after = browser.share_of_frame(FIGURE, "stored::iterate");
    assert!((before - after).abs() < 1e-6, "{before} {after}");
    let frame = browser.mark_frame(FIGURE, "stored::iterate");
    browser.click(frame);
    choose(&mut browser, "select", "total-bytes");
    assert!(browser.fragment().contains("measure=total-bytes"));
    browser.click(&format!("{FIGURE} .controls > button"));
    assert_eq!(browser.fragment(), "julia/stored");
    assert_eq!(browser.share_of_frame(FIGURE, "stored::iterate"), before);
    browser.assert_quiet(&page());
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn arrows_move_enter_zooms_and_escape_shows_all() {
    let mut browser = opened();
    browser.value(&format!(
        "document.querySelector('{FIGURE} .frame[tabindex=\"0\"]').focus()"
    ));
    let root = line(&mut browser);
    assert!(
        root.starts_with("all: ") && root.ends_with("100.0 %"),
        "{root}"
    );
    browser.press("ArrowDown");
    assert!(
        line(&mut browser).contains("::julia::"),
        "{}",
        line(&mut browser)
    );
    for _ in 0..8 {
        browser.press("ArrowDown");
    }
    let innermost = line(&mut browser);
    browser.press("ArrowRight");
    assert_ne!(line(&mut browser), innermost);
    browser.press("ArrowLeft");
    assert_eq!(line(&mut browser), innermost);
    browser.press("Enter");
    assert!(browser.fragment().starts_with("julia/stored?zoom=0."));
    assert_eq!(line(&mut browser), innermost);
    browser.press("ArrowUp");
    assert_ne!(line(&mut browser), innermost);
    browser.press("Escape");
    assert_eq!(browser.fragment(), "julia/stored");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn the_order_of_callers_turns_round_and_frames_of_the_library_are_folded() {
    let mut browser = opened();
    let is_std = |name: &String| name.contains("alloc::") || name.starts_with("std::");
    let before = names(&mut browser);
    assert_eq!(before.iter().find(|name| is_std(name)), None);
    choose(&mut browser, "input[type=checkbox]", "");
    let with_std = names(&mut browser);
    assert!(with_std.iter().any(is_std), "{with_std:?}");
    assert!(with_std.len() > before.len());
    choose(&mut browser, "input[type=checkbox]", "");
    choose(&mut browser, "label:nth-of-type(2) select", "inside");
    let inside = names(&mut browser);
    assert_eq!(inside[1], "heapwise::lab::julia::stored::grown");
    assert!(browser.fragment().contains("from=inside"));
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn a_search_marks_functions_and_sums_up_their_share() {
    let mut browser = opened();
    let share = browser.share_of_frame(FIGURE, "stored::iterate");
    browser.type_into(&format!("{FIGURE} input[type=search]"), "STORED::ITER");
    let shown = browser.value(&format!(
        "document.querySelector('{FIGURE} .controls output').textContent"
    ));
    assert_eq!(shown, format!("matches {:.1} %", 100.0 * share));
    let marked = browser.number(&format!(
        "document.querySelectorAll('{FIGURE} .found').length"
    ));
    assert!(marked >= 1.0);
    assert!(browser.fragment().contains("find=STORED"));
}
