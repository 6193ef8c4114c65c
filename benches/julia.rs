//! The Julia kernel: the forms of one point's iteration in *High Performance Python*, and every
//! variant of the experiment, at half the book's width.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use heapwise::experiment::{Declared, Input, Unmeasured};
use heapwise::lab::experiments::julia;
use heapwise::lab::julia::Grid;
use heapwise::lab::julia::point::{self, C};
use heapwise::record::Value;

const WIDTH: u32 = 500;

fn point_forms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("julia-point");
    group.sample_size(10);
    let zs: Vec<_> = Grid::new(WIDTH).zs().collect();
    for (name, iterate) in [
        ("abs", point::abs as fn(_, _, _) -> u32),
        ("norm-sqr", point::norm_sqr),
        ("norm-sqr-first", point::norm_sqr_first),
        ("expanded", point::expanded),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                zs.iter()
                    .map(|&z| iterate(z, black_box(C), 300))
                    .sum::<u32>()
            });
        });
    }
}

fn variants(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("julia");
    group.sample_size(10);
    let experiment = Declared::from(julia());
    let mut values = experiment.default_input().values().clone();
    values.insert(String::from("width"), Value::Integer(WIDTH.into()));
    let prepared = experiment
        .prepare(&Input::from_iter(values))
        .expect("the set-up cannot fail");
    for variant in experiment.variants() {
        group.bench_function(variant.name(), |bencher| {
            bencher.iter(|| prepared.run(variant, &mut Unmeasured))
        });
    }
}

criterion_group!(benches, point_forms, variants);
criterion_main!(benches);
