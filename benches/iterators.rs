//! Every iterator adaptor, lazily and between lists.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heapwise::lab::iterators::{Adaptor, AdaptorSizes, lazy, stored};

fn adaptors(criterion: &mut Criterion) {
    let sizes = AdaptorSizes {
        n: 10_000,
        distance: 1000,
        pool: 20,
        r: 3,
    };
    let mut group = criterion.benchmark_group("iterators");
    group.sample_size(20);
    for adaptor in Adaptor::ALL {
        let outputs = adaptor.outputs(&sizes).expect("the sizes are small");
        group.throughput(Throughput::Elements(outputs));
        group.bench_function(format!("{}/lazy", adaptor.name()), |bencher| {
            bencher.iter(|| lazy(adaptor, &sizes))
        });
        group.bench_function(format!("{}/stored", adaptor.name()), |bencher| {
            bencher.iter(|| stored(adaptor, &sizes))
        });
    }
}

criterion_group!(benches, adaptors);
criterion_main!(benches);
