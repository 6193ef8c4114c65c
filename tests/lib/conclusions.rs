//! The sentences in which built-in experiments state their answers.

use std::path::Path;

use heapwise::experiment::Declared;
use heapwise::lab::experiments;
use heapwise::record::{Outcome, Report};

fn reference() -> Report {
    let text = include_str!("../../reports/reference/report.json");
    Report::parse(text, Path::new("report.json")).unwrap()
}

fn find(experiment: &str) -> Declared {
    let mut all = experiments::all().into_iter();
    all.find(|declared| declared.name() == experiment).unwrap()
}

#[test]
fn the_reference_report_has_the_words_that_its_figures_make() {
    let mut with_words = Vec::new();
    for case in &reference().cases {
        assert_eq!(
            find(&case.name).conclude(case),
            case.conclusion,
            "{}",
            case.name
        );
        with_words.extend(case.conclusion.as_ref().map(|_| case.name.clone()));
    }
    let expected = [
        "julia",
        "kernel",
        "growth",
        "small",
        "diffusion",
        "waiting",
        "sharing",
        "compact-numbers",
        "compact-strings",
        "distinct",
    ];
    assert_eq!(with_words, expected);
}

#[test]
fn a_figure_that_is_missing_leaves_the_words_out() {
    for mut case in reference().cases {
        if case.conclusion.is_none() {
            continue;
        }
        let experiment = find(&case.name);
        for row in &mut case.variants {
            row.outcome = Outcome::Failed {
                reason: String::from("was killed"),
            };
        }
        assert_eq!(experiment.conclude(&case), None, "{}", case.name);
        case.variants.clear();
        assert_eq!(experiment.conclude(&case), None, "{}", case.name);
    }
}
