//! All variants of the experiment `kernel`, and `simd` with every instruction set, at half the book's
//! width.
//!
//! `cargo bench --bench kernel -- --write` measures the experiment beside CPython, C and Numba instead,
//! and replaces the table in `docs/kernel.md`.

#[path = "../common/mod.rs"]
mod common;
mod ladder;

use criterion::{Criterion, Throughput};
use heapwise::experiment::{Declared, Input, Unmeasured};
use heapwise::lab::experiments::kernel;
use heapwise::lab::julia::lanes::InstructionSet;
use heapwise::record::Value;

const WIDTH: u32 = 500;

fn main() {
    let mut arguments = std::env::args();
    if arguments.any(|argument| argument == "--write") {
        return ladder::write();
    }
    let mut criterion = Criterion::default().configure_from_args();
    variants(&mut criterion, "best", "");
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        variants(&mut criterion, &set.name().to_lowercase(), "simd");
    }
    criterion.final_summary();
}

/// Measures the variants with vectors of `instructions`, or only the variant `only`.
fn variants(criterion: &mut Criterion, instructions: &str, only: &str) {
    let mut group = criterion.benchmark_group(format!("kernel-{instructions}"));
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(WIDTH * WIDTH)));
    let experiment = Declared::from(kernel());
    let mut values = experiment.default_input().values().clone();
    values.insert(String::from("width"), Value::Integer(WIDTH.into()));
    let named = Value::Text(instructions.to_string());
    values.insert(String::from("instructions"), named);
    let prepared = experiment
        .prepare(&Input::from_iter(values))
        .expect("the counts fit into memory");
    let mut variants = experiment.variants();
    variants.retain(|variant| only.is_empty() || variant.name() == only);
    for variant in variants {
        group.bench_function(variant.name(), |bencher| {
            bencher.iter(|| prepared.run(variant, &mut Unmeasured))
        });
    }
}
