//! Every built-in hash function on every built-in set of keys, each key hashed as a table hashes it.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heapwise::lab::hash::functions;
use heapwise::lab::hash::key_sets::KeySet;

const SEED: u64 = 1;

fn hash(criterion: &mut Criterion) {
    let functions = functions::all();
    for set in KeySet::ALL {
        let keys = set.keys(SEED, None);
        let mut group = criterion.benchmark_group(format!("hash/{}", set.name));
        group.warm_up_time(Duration::from_millis(100));
        group.measurement_time(Duration::from_millis(400));
        group.sample_size(20);
        group.throughput(Throughput::Elements(keys.len() as u64));
        for function in &functions {
            let key_hasher = function.with_seed(SEED);
            group.bench_function(function.name(), |bencher| {
                bencher.iter(|| key_hasher.sum(black_box(&keys)));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, hash);
criterion_main!(benches);
