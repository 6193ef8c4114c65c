//! Growing arrays: all variants of the experiments `growth` and `small`, and growth curves.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heapwise::experiment::{Declared, Input, Unmeasured};
use heapwise::lab::experiments::{growth, small};
use heapwise::lab::growth::{ALL, follow};
use heapwise::record::Value;

fn bench_variants(criterion: &mut Criterion, experiment: Declared, n: u32) {
    let mut group = criterion.benchmark_group(experiment.name());
    group.sample_size(20);
    group.throughput(Throughput::Elements(n.into()));
    let mut values = experiment.default_input().values().clone();
    values.insert(String::from("n"), Value::Integer(n.into()));
    let prepared = experiment
        .prepare(&Input::from_iter(values))
        .expect("the items fit into memory");
    for variant in experiment.variants() {
        group.bench_function(variant.name(), |bencher| {
            bencher.iter(|| prepared.run(variant, &mut Unmeasured))
        });
    }
}

fn append(criterion: &mut Criterion) {
    bench_variants(criterion, growth().into(), 100_000);
}

fn store_small(criterion: &mut Criterion) {
    bench_variants(criterion, small().into(), 10_000);
}

fn follow_policies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth-follow-1e9");
    group.sample_size(20);
    for named in ALL.iter().filter(|named| named.name != "tuple") {
        let policy = named.policy(1_000_000_000);
        group.bench_function(named.name, |bencher| {
            bencher.iter(|| follow(&policy, black_box(1_000_000_000), 8, 0));
        });
    }
}

criterion_group!(benches, append, store_small, follow_policies);
criterion_main!(benches);
