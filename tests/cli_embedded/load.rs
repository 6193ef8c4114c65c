//! A program with many variants and many experiments.

use std::process::Command;

use heapwise::Experiment;
use heapwise::experiment::{Declared, Input};
use libtest_mimic::Trial;

use crate::common::{Folder, Ran, rows};

const VARIANTS: usize = 500;
const EXPERIMENTS: usize = 200;

pub fn all() -> Vec<Trial> {
    trials![every_variant_is_measured_in_little_memory]
        .into_iter()
        .map(|trial| trial.with_ignored_flag(true).with_kind("slow"))
        .collect()
}

pub fn experiments() -> Vec<Declared> {
    let allocating =
        |bytes: usize| move |_: &Input| std::hint::black_box(vec![1_u8; bytes]).len() - bytes;
    let wide = (0..VARIANTS).fold(Experiment::new("wide", ""), |experiment, variant| {
        experiment.variant(format!("v{variant}"), "", allocating(1000 + variant))
    });
    let narrow = (0..EXPERIMENTS).map(|experiment| {
        Experiment::new(format!("e{experiment}"), "").variant(
            "v",
            "",
            allocating(10_000 + experiment),
        )
    });
    std::iter::once(wide)
        .chain(narrow)
        .map(Declared::from)
        .collect()
}

/// The most address space, in kB, most of which threads and libraries reserve.
const MOST_KB: usize = 600_000;

fn every_variant_is_measured_in_little_memory() {
    let folder = Folder::new();
    let limited = format!("ulimit -v {MOST_KB}; exec \"$@\"");
    let program = crate::program_with("load");
    let output = Command::new("sh")
        .args(["-c", &limited, "sh"])
        .arg(program.get_program())
        .args([
            "run",
            "--passes",
            "count,heap",
            "--runs",
            "1",
            "--out",
            folder.as_str(),
        ])
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .output()
        .unwrap();
    let ran = Ran::from(output);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    assert_eq!(
        report["experiments"].as_array().unwrap().len(),
        1 + EXPERIMENTS
    );
    for (variant, row) in rows(&report).iter().enumerate() {
        assert_eq!(row["heap"]["peak_bytes"], 1000 + variant, "{row}");
    }
    for experiment in 0..EXPERIMENTS {
        let row = &report["experiments"][1 + experiment]["variants"][0];
        assert_eq!(row["heap"]["peak_bytes"], 10_000 + experiment, "{row}");
    }
}
