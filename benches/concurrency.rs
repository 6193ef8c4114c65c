//! Waiting tasks and shared input, by threads and by tasks of an async runtime.

use criterion::{Criterion, criterion_group, criterion_main};
use heapwise::lab::concurrency::{async_tasks, threads, threads_copied, threads_shared};
use tokio::runtime::Builder;

fn waiting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("waiting-100");
    group.sample_size(20);
    group.bench_function("threads", |bencher| {
        bencher.iter(|| threads(100, || ()).expect("100 threads can be started"))
    });
    let runtime = Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime without a driver can be built");
    group.bench_function("async", |bencher| {
        bencher.iter(|| async_tasks(&runtime, 100, || ()))
    });
}

fn sharing(criterion: &mut Criterion) {
    let items: Vec<u64> = (0..100_000).collect();
    let mut group = criterion.benchmark_group("sharing-100000");
    group.sample_size(20);
    group.bench_function("threads-shared", |bencher| {
        bencher.iter(|| threads_shared(&items, 4, || ()).expect("4 threads can be started"))
    });
    group.bench_function("threads-copied", |bencher| {
        bencher.iter(|| threads_copied(&items, 4, || ()).expect("4 threads can be started"))
    });
}

criterion_group!(benches, waiting, sharing);
criterion_main!(benches);
