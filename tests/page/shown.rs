//! The page of a run of every experiment: its contents and its behaviour.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::browser::Browser;
use crate::common::{Folder, Ran, heapwise, run_to};
use crate::run::{page, rendered, report};

/// The labels of plots that are too small, or draw no shape of some size in the colour of a series.
const EMPTY_PLOTS: &str = "
    [...document.querySelectorAll('svg.plot')].filter((plot) => {
        if (plot.closest('[hidden]')) return false;
        const box = plot.getBoundingClientRect();
        const shapes = plot.querySelectorAll('polyline, polygon, rect, circle');
        const colours = (shape) => shape.getAttribute('fill') + shape.getAttribute('stroke');
        const drawn = [...shapes].filter((shape) => /var.--(c[0-9]|accent|faint)/.test(colours(shape)));
        const extent = (shape) => { const box = shape.getBBox(); return box.width + box.height; };
        return box.width < 50 || box.height < 50 || !drawn.some((shape) => extent(shape) > 2);
    }).map((plot) => plot.getAttribute('aria-label'))";

/// The titles of an experiment's figures outside of its variants.
fn titles(browser: &mut Browser, experiment: &str) -> Vec<String> {
    let titles = browser.value(&format!(
        "[...document.querySelectorAll('section.experiment')]
            .find((section) => section.querySelector('h2').textContent === '{experiment}')
            .querySelectorAll('figcaption b').values()
            .map((title) => title.textContent).toArray()"
    ));
    serde_json::from_value(titles).unwrap()
}

fn opened() -> Browser {
    let mut browser = Browser::start();
    browser.resize(1280);
    browser.open(&page());
    browser
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn every_experiment_has_its_plots_and_none_is_empty() {
    let mut browser = opened();
    browser.open_all();
    let expected = [
        (
            "julia",
            vec!["Time against peak", "Bytes", "linear grey", "Live bytes"],
        ),
        (
            "hash",
            vec!["Time against peak", "bucket occupancy", "hash_ns against n"],
        ),
        (
            "table",
            vec![
                "Time against peak",
                "Bytes",
                "probe lengths hit",
                "probe lengths miss",
                "live_bytes_per_entry against n",
                "bytes per element against n",
                "median time against n",
                "hit_ns against n",
                "Live bytes",
            ],
        ),
        (
            "growth",
            vec![
                "Time against peak",
                "Bytes",
                "Capacity against length",
                "Headroom against length",
            ],
        ),
        (
            "small",
            vec!["Time against peak", "Bytes", "bytes per element against n"],
        ),
    ];
    for (experiment, figures) in expected {
        let titles = titles(&mut browser, experiment);
        for figure in figures {
            assert!(
                titles.iter().any(|title| title == figure),
                "{experiment}: no {figure} in {titles:?}"
            );
        }
    }
    assert_eq!(browser.value(EMPTY_PLOTS), serde_json::json!([]));
    let plots = browser.number("document.querySelectorAll('svg.plot').length");
    assert!(plots > 100.0, "{plots}");
    let pictures =
        "[...document.images].every((image) => image.naturalWidth > 0) && document.images.length";
    assert_eq!(browser.number(pictures), 2.0);
    browser.assert_quiet(&page());
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn every_variant_that_allocates_has_its_timelines_its_churn_its_call_sites_and_its_stacks() {
    let mut browser = opened();
    let rows = report();
    let rows = rows["experiments"].as_array().unwrap().iter();
    let rows = rows.flat_map(|case| case["variants"].as_array().unwrap());
    let allocating = rows
        .filter(|row| row["heap"]["total_blocks"].as_u64() > Some(0))
        .count();
    assert!(allocating > 50, "{allocating}");
    let counted = |browser: &mut Browser, what: &str| {
        browser.number(&format!("document.querySelectorAll('{what}').length")) as usize
    };
    for (part, times) in [
        (".variant figure.timeline .over svg.plot", 2),
        (".variant figure.stacks script", 1),
        (".variant table", 1),
        (".variant dl.churn svg.sizes", 1),
    ] {
        assert_eq!(counted(&mut browser, part), times * allocating, "{part}");
    }
    assert_eq!(counted(&mut browser, ".note"), 0);
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn the_theme_follows_the_system_in_plots_too() {
    let mut browser = opened();
    let colours = "[getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.body).color,
        getComputedStyle(document.querySelector('svg.plot text')).fill,
        getComputedStyle(document.querySelector('svg.plot rect')).fill].join()";
    browser.emulate("", "light");
    let light = browser.value(colours);
    browser.emulate("", "dark");
    let dark = browser.value(colours);
    let (light, dark) = (light.as_str().unwrap(), dark.as_str().unwrap());
    assert!(light.starts_with("rgb(253, 253, 252),"), "{light}");
    assert!(dark.starts_with("rgb(22, 24, 28),"), "{dark}");
    let pairs = light.split("rgb").skip(1).zip(dark.split("rgb").skip(1));
    assert_eq!(pairs.filter(|(light, dark)| light != dark).count(), 4);
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn on_a_phone_nothing_overflows() {
    let mut browser = opened();
    browser.resize(375);
    for open in [false, true] {
        if open {
            browser.open_all();
        }
        browser.assert_no_wider_than(375);
    }
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn claims_are_sentences_that_fit_the_window_and_summaries_keep_numbers_whole() {
    let folder = Folder::new();
    let mut command = heapwise();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["report", "reports/reference", "--format", "html"]);
    let page = folder.write("index.html", &Ran::from(command.output().unwrap()).stdout);
    let mut browser = Browser::start();
    browser.open(&page);
    for width in [375, 1280] {
        browser.resize(width);
        browser.assert_no_wider_than(width);
    }
    let rows = browser.number("document.querySelectorAll('#claims tbody tr').length");
    assert_eq!(rows, 47.0);
    let fits = "document.querySelector('#claims table').clientWidth <= 1280";
    assert_eq!(browser.value(fits), true);
    let broken = browser.value(
        "[...document.querySelectorAll('.summaries dd')].map((sentence) => sentence.textContent)
            .filter((text) => /[0-9] (B|kB|MB|ms|µs|ns)\\b/.test(text))",
    );
    assert_eq!(broken, serde_json::json!([]));
    let whole = "/[0-9]\\u00a0MB/.test(document.querySelector('.summaries').textContent)";
    assert_eq!(browser.value(whole), true);
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn it_prints_on_white_with_every_case_and_without_folded_parts() {
    let mut browser = opened();
    browser.emulate("print", "dark");
    let background = browser.value("getComputedStyle(document.body).backgroundColor");
    assert_eq!(background, "rgb(255, 255, 255)");
    let shown = |what: &str| {
        format!(
            "document.querySelectorAll('{what}').values().filter((part) => part.checkVisibility({{ contentVisibilityAuto: true }})).toArray().length"
        )
    };
    assert_eq!(browser.number(&shown("nav, details.variant")), 0.0);
    let tables = browser.number(&shown("table.sortable"));
    let cases = report()["experiments"].as_array().unwrap().len();
    assert_eq!(tables as usize, cases);
    let pdf = browser.call("Page.printToPDF", serde_json::json!({}));
    let pdf = STANDARD.decode(pdf["data"].as_str().unwrap()).unwrap();
    let lines = pdf.split(|byte| *byte == b'\n');
    let pages = lines.filter(|line| line.ends_with(b"/Type /Page")).count();
    assert!((2..=20).contains(&pages), "{pages}");
    browser.resize(718);
    let widest = browser.number(
        "Math.max(...[...document.querySelectorAll('table')].map((table) => table.offsetWidth))",
    );
    assert!(widest <= 718.0, "{widest}");
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn everything_is_reachable_with_the_keyboard() {
    let mut browser = opened();
    browser.press("Tab");
    assert_eq!(browser.value("document.activeElement.className"), "skip");
    let nameless = "[...document.querySelectorAll('button, summary, a, [role=button]')]
        .filter((part) => !part.textContent.trim()).length";
    assert_eq!(browser.number(nameless), 0.0);
}

#[test]
fn report_renders_the_same_page_and_notes_missing_files() {
    let folder = Folder::new();
    let arguments = "run julia --input width=60 --passes count,heap";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let written = folder.read("index.html");
    for path in [folder.path().to_path_buf(), folder.file("report.json")] {
        let again = rendered(&path);
        assert!(again.status == Some(0) && again.stdout == written);
    }
    let alone = Folder::new();
    alone.write("report.json", &folder.read("report.json"));
    let again = rendered(alone.path());
    assert_eq!(again.status, Some(0), "{}", again.stderr);
    assert!(
        again
            .stdout
            .contains("Not shown: profiles/julia.stored.json cannot be read")
    );
    assert!(
        again
            .stdout
            .contains("Not shown: timelines/julia.stored.json cannot be read")
    );
    assert!(
        again
            .stdout
            .contains("Not shown: attachments/julia-linear.png cannot be read")
    );
}
