//! Growing arrays: items pushed one by one under every policy, and into a `Vec`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heapwise::growth::{ALL, ChunkedArray, GrowArray, follow};

const ITEMS: usize = 100_000;

fn pushes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth-push");
    group.sample_size(20);
    group.throughput(Throughput::Elements(ITEMS as u64));
    for named in ALL {
        let policy = named.policy(ITEMS);
        group.bench_function(named.name, |bencher| {
            bencher.iter(|| {
                let mut array = GrowArray::new(&policy);
                (0..ITEMS).for_each(|item| array.push(black_box(item)));
                array
            });
        });
    }
    group.bench_function("Vec", |bencher| {
        bencher.iter(|| {
            let mut vec = Vec::new();
            (0..ITEMS).for_each(|item| vec.push(black_box(item)));
            vec
        });
    });
    group.bench_function("chunked", |bencher| {
        bencher.iter(|| (0..ITEMS).map(black_box).collect::<ChunkedArray<_>>());
    });
}

fn followed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth-follow-1e9");
    group.sample_size(20);
    for named in ALL.iter().filter(|named| named.name != "tuple") {
        let policy = named.policy(1_000_000_000);
        group.bench_function(named.name, |bencher| {
            bencher.iter(|| follow(&policy, black_box(1_000_000_000), 8, 0));
        });
    }
}

criterion_group!(benches, pushes, followed);
criterion_main!(benches);
