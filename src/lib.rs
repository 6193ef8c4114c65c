#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! # Rooms
//!
//! From the top down. Each room uses only the rooms below it.
//!
//! | room | contents |
//! | --- | --- |
//! | [`lab`] | the laboratory: the built-in experiments and their subjects. It uses the harness, which is all the rest, as any other crate does |
//! | `cli` | the command line, one file for each subcommand: [`main`], [`Program`] |
//! | [`report`] | renders reports: text, pages, plots, exports |
//! | [`compare`] | compares two reports or two profiles, and checks budgets |
//! | `measure` | runs variants: the plan, the worker processes, the passes |
//! | [`experiment`] | declares experiments: [`Experiment`], its input, its variants, their [`Answer`] |
//! | [`record`] | what is stored: reports, figures, provenance |
//! | [`profile`] | reads and writes DHAT version 2 JSON, and finds call sites in it |
//! | [`alloc`] | the global allocator [`Alloc`] and its instruments: [`fn@count`], [`assert_footprint`] |
//! | [`units`] | formats and parses bytes, counts and durations |
//! | `criterion` | measurements of memory for a suite of the crate `criterion` |
//! | `error` | the harness's error type [`Error`] |
//!
//! # Features
//!
//! All but `criterion` are on by default. Without any, the crate consists of [`Alloc`], [`fn@count`],
//! [`assert_footprint`] and [`fn@phase`], for tests.
//!
//! | feature | what it adds | items |
//! | --- | --- | --- |
//! | `run` | declaring and running experiments: passes, reports, baselines, budgets, comparisons, exports | [`main`], [`Program`], [`Experiment`], [`Answer`], [`Error`], [`experiment`], [`record`], [`profile`], [`compare`], [`report`], [`alloc::heap`] |
//! | `page` | `index.html` beside each report, `--format html`, drawings of stacks; includes `run` | [`report::render_page`], [`report::PageFiles`], [`report::PageFindings`], [`report::render_flame_graph`] |
//! | `dhat` | `--recorder dhat`: the `dhat` crate as recorder of the heap pass. Included in `run` where heapwise has no recorder of its own | |
//! | `program` | for a program that is installed: `--open`, and the commands of `Program::installed`; includes `run` | |
//! | `criterion` | `criterion`: peak, total and blocks as measurements of the crate of that name; not on by default | |
//! | `experiments` | the built-in experiments and their subjects; includes `run` | [`lab`] |

/// The code in the book is compiled as a test.
#[cfg(all(doctest, feature = "run"))]
mod book {
    #[doc = include_str!("../docs/own-code.md")]
    struct OwnCodeChapter;
    #[cfg(feature = "criterion")]
    #[doc = include_str!("../docs/criterion.md")]
    struct CriterionChapter;
    #[doc = include_str!("../docs/exec.md")]
    struct ExecChapter;
    #[doc = include_str!("../docs/exports.md")]
    struct ExportsChapter;
    #[doc = include_str!("../docs/report-format.md")]
    struct ReportFormatChapter;
}

/// The modules of the instruments. A stack frame in one of them is never the measured code.
#[cfg(feature = "run")]
const MEASURING_MODULES: [&str; 3] = [
    concat!(module_path!(), "::alloc::"),
    concat!(module_path!(), "::experiment::"),
    concat!(module_path!(), "::measure::"),
];

pub mod alloc;
#[cfg(feature = "run")]
mod cli;
#[cfg(feature = "run")]
pub mod compare;
#[cfg(feature = "criterion")]
pub mod criterion;
#[cfg(feature = "run")]
mod error;
#[cfg(feature = "run")]
pub mod experiment;
#[cfg(feature = "experiments")]
pub mod lab;
#[cfg(feature = "run")]
mod measure;
#[cfg(feature = "run")]
pub mod profile;
#[cfg(feature = "run")]
pub mod record;
#[cfg(feature = "run")]
pub mod report;
pub mod units;

pub use alloc::allocator::Alloc;
pub use alloc::count::phase::{PhaseGuard, phase};
pub use alloc::count::thread::count;
#[cfg(feature = "run")]
pub use clap;
#[cfg(feature = "run")]
pub use cli::{CommandOutput, Program, Subcommand, main};
#[cfg(feature = "run")]
pub use error::Error;
#[cfg(feature = "run")]
pub use experiment::answer::Answer;
#[cfg(feature = "run")]
pub use experiment::declaration::Experiment;
