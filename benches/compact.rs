//! Compact structures: all variants of the experiments `compact-numbers`, `compact-strings` and
//! `distinct`.

use criterion::{Criterion, criterion_group, criterion_main};
use heapwise::experiment::{Declared, Input, Unmeasured};
use heapwise::lab::experiments::{compact_numbers, compact_strings, distinct};
use heapwise::record::Value;

fn bench_variants(criterion: &mut Criterion, experiment: Declared) {
    let mut group = criterion.benchmark_group(experiment.name());
    group.sample_size(20);
    let mut values = experiment.default_input().values().clone();
    values.insert(String::from("n"), Value::Integer(10_000));
    let prepared = experiment
        .prepare(&Input::from_iter(values))
        .expect("the input is small");
    for variant in experiment.variants() {
        group.bench_function(variant.name(), |bencher| {
            bencher.iter(|| prepared.run(variant, &mut Unmeasured))
        });
    }
}

fn compact(criterion: &mut Criterion) {
    bench_variants(criterion, compact_numbers().into());
    bench_variants(criterion, compact_strings().into());
    bench_variants(criterion, distinct().into());
}

criterion_group!(benches, compact);
criterion_main!(benches);
