//! The summary on top: failures, broken budgets and differences from the baseline, with links.

use crate::common::{Folder, heapwise};

#[test]
fn the_page_of_a_run_lists_broken_budgets_and_differences_with_links() {
    let folder = Folder::new();
    folder.write(
        "heapwise.toml",
        "[[budget]]\nvariants = \"julia/stored\"\npeak = \"1 kB\"\n",
    );
    let run = |arguments: &str| {
        let mut command = heapwise();
        command
            .current_dir(folder.path())
            .args(arguments.split(' '));
        crate::common::Ran::from(command.output().unwrap())
    };
    let saved = run("run julia -i width=20 --passes count --no-budget --save-baseline main");
    assert_eq!(saved.status, Some(0), "{}", saved.stderr);
    let page = folder.read("reports/latest/index.html");
    assert!(page.contains("no variant failed") && !page.contains("broken budget"));

    let baseline = "reports/baselines/main/report.json";
    let mut report: serde_json::Value = serde_json::from_str(&folder.read(baseline)).unwrap();
    let rows = report["experiments"][0]["variants"].as_array_mut().unwrap();
    let row = rows.iter_mut().find(|row| row["name"] == "axes").unwrap();
    let blocks = &mut row["heap"]["total_blocks"];
    *blocks = (blocks.as_u64().unwrap() + 1).into();
    folder.write(baseline, &report.to_string());

    let ran = run("run julia -i width=20 --passes count --baseline main");
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let page = folder.read("reports/latest/index.html");
    let (_, strip) = page.split_once("<section class=\"strip\"").unwrap();
    let (strip, _) = strip.split_once("</section>").unwrap();
    for expected in [
        "1 broken budget<",
        "<a href=\"#julia/stored\">julia/stored</a>: julia/stored",
        "baseline main",
        " 1 variant differ",
        "<a href=\"#julia/axes\">julia/axes</a>: blocks ",
    ] {
        assert!(strip.contains(expected), "{expected} in {strip}");
    }
    for id in ["julia/stored", "julia/axes"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
}
