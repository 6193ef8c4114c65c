//! The suite: functions of every kind of loop that criterion has.

use std::future::Future;
use std::pin::pin;
use std::sync::Once;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use criterion::async_executor::AsyncExecutor;
use criterion::measurement::Measurement;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use heapwise::criterion::{Blocks, PeakBytes, TotalBytes};

/// The variable that makes this program the suite, with the name of what it measures.
pub const MEASUREMENT: &str = "SUITE_MEASUREMENT";

/// The variable with the number of items of the vectors without a parameter.
pub const ITEMS: &str = "SUITE_ITEMS";

pub const FEW_ITEMS: usize = 1000;

pub fn run() {
    match std::env::var(MEASUREMENT).as_deref() {
        Ok("peak") => run_with(PeakBytes),
        Ok("total") => run_with(TotalBytes),
        Ok("blocks") => run_with(Blocks),
        other => panic!("no such measurement: {other:?}"),
    }
}

fn run_with<M: Measurement + 'static>(measurement: M) {
    let mut criterion = Criterion::default()
        .with_measurement(measurement)
        .warm_up_time(Duration::from_millis(20))
        .measurement_time(Duration::from_millis(50))
        .sample_size(10)
        .nresamples(1000)
        .configure_from_args();
    plain(&mut criterion);
    parameterised(&mut criterion);
    batched(&mut criterion);
    asynchronous(&mut criterion);
    criterion.final_summary();
}

fn items() -> usize {
    std::env::var(ITEMS).unwrap().parse().unwrap()
}

fn plain<M: Measurement + 'static>(criterion: &mut Criterion<M>) {
    let items = items();
    criterion.bench_function("plain", |bencher| bencher.iter(|| vec![1_u64; items]));
    criterion.bench_function("grown", |bencher| {
        bencher.iter(|| {
            let mut numbers = Vec::new();
            (0..items as u64).for_each(|number| numbers.push(number));
            numbers
        })
    });
    static FIRST: Once = Once::new();
    criterion.bench_function("first_run", |bencher| {
        bencher.iter(|| {
            FIRST.call_once(|| drop([vec![1_u8; 1_000_000], vec![2; 9]]));
            vec![1_u64; items]
        })
    });
    criterion.bench_function("nothing", |bencher| bencher.iter(|| items + 1));
}

fn parameterised<M: Measurement + 'static>(criterion: &mut Criterion<M>) {
    let mut group = criterion.benchmark_group("parameter");
    for items in [10_usize, 1000] {
        group.throughput(Throughput::Elements(items as u64));
        let id = BenchmarkId::from_parameter(items);
        group.bench_with_input(id, &items, |bencher, &items| {
            bencher.iter(|| vec![1_u64; items])
        });
    }
    group.finish();
}

/// The set-up's vectors do not count, nor do criterion's own.
fn batched<M: Measurement + 'static>(criterion: &mut Criterion<M>) {
    let items = items();
    criterion.bench_function("batched", |bencher| {
        let setup = || vec![1_u64; 5000];
        let routine = |numbers: Vec<u64>| numbers[..items].to_vec();
        bencher.iter_batched(setup, routine, BatchSize::SmallInput)
    });
    criterion.bench_function("large_drop", |bencher| {
        bencher.iter_with_large_drop(|| vec![1_u64; items])
    });
}

/// Polls a future that is never pending.
struct Polling;

impl AsyncExecutor for Polling {
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
                return result;
            }
        }
    }
}

fn asynchronous<M: Measurement + 'static>(criterion: &mut Criterion<M>) {
    let items = items();
    criterion.bench_function("asynchronous", |bencher| {
        bencher.to_async(Polling).iter(async || vec![1_u64; items])
    });
}
