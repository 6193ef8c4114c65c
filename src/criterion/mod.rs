//! Memory as a measurement of a `criterion` suite: [`PeakBytes`], [`TotalBytes`] and [`Blocks`].
//!
//! A suite measures memory instead of time with one line, and keeps its functions, groups, filters,
//! baselines and reports:
//!
//! ```
//! use criterion::{Criterion, criterion_group};
//! use heapwise::criterion::PeakBytes;
//!
//! #[global_allocator]
//! static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
//!
//! fn parse(criterion: &mut Criterion<PeakBytes>) {
//!     criterion.bench_function("parse", |bencher| bencher.iter(|| "1 2 3".split(' ').collect::<Vec<_>>()));
//! }
//!
//! criterion_group! {
//!     name = memory;
//!     config = Criterion::default().with_measurement(PeakBytes);
//!     targets = parse
//! }
//! # fn main() {}
//! ```
//!
//! The figures are those of [`HeapCounts`](crate::alloc::count::HeapCounts), of all threads of the
//! process, for one iteration. Only what the routine itself allocates counts: neither the set-up of
//! `iter_batched` nor criterion's own vectors do.

mod format;
mod iterations;
mod measurement;

pub use measurement::{Blocks, PeakBytes, TotalBytes};
