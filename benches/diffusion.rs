//! All variants of the experiment `diffusion`, on a grid that fits into a core's cache and on the book's.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heapwise::experiment::{Declared, Input, Unmeasured};
use heapwise::lab::experiments::diffusion;
use heapwise::record::Value;

const STEPS: u32 = 10;

fn variants(criterion: &mut Criterion) {
    for size in [128_u32, 512] {
        let mut group = criterion.benchmark_group(format!("diffusion-{size}"));
        group.sample_size(10);
        group.throughput(Throughput::Elements(u64::from(size * size * STEPS)));
        let experiment = Declared::from(diffusion());
        let inputs = [("size", size), ("steps", STEPS)];
        let values = inputs.map(|(name, value)| (String::from(name), Value::Integer(value.into())));
        let prepared = experiment
            .prepare(&Input::from_iter(values))
            .expect("the cells fit into memory");
        for variant in experiment.variants() {
            group.bench_function(variant.name(), |bencher| {
                bencher.iter(|| prepared.run(variant, &mut Unmeasured))
            });
        }
    }
}

criterion_group!(benches, variants);
criterion_main!(benches);
