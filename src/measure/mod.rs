//! Runs variants: the plan, the worker processes, the passes.
//!
//! The program starts itself once for each variant and pass. The parent never runs a variant. A worker
//! reads its [`order::Order`] as JSON from stdin, runs the set-up, runs the scope under one instrument,
//! and writes one line of JSON to what was its stdout. The variant's own prints go to stderr, whose end
//! the parent keeps. A worker without a reply makes one failed row.

mod child;
#[cfg(feature = "program")]
mod command;
mod file_names;
mod forecast;
mod git;
mod guard;
mod heap_tool;
mod instruments;
mod machine;
mod measurements;
mod observer;
mod order;
mod patience;
mod plan;
mod platform;
mod process;
mod profile_reader;
mod program_figures;
mod programs;
mod repetition;
mod revision;
mod rounds;
mod run;
mod sampling;
mod scratch;
mod task;
mod validate;
mod variant_result;
mod worker;
mod worker_stderr;
mod workers;

#[cfg(feature = "program")]
pub use command::{CommandEnd, run_command};
pub use file_names::{REPORT_FOLDERS, UsedNames, is_file_of_report};
#[cfg(feature = "program")]
pub use git::{Git, GitProblem};
#[cfg(feature = "program")]
pub use heap_tool::HeapTool;
pub use machine::provenance;
pub use observer::{NewFile, Observer, WorkerStart};
pub use plan::{Plan, PlannedCase, Run, Selection, is_variant_or_pattern};
pub use process::WorkerLimits;
#[cfg(feature = "program")]
pub use programs::{MeasuredProgram, ProgramOutput, Programs};
pub use repetition::CountPasses;
pub use run::{profile, run};
pub use sampling::Sampling;
pub use task::PassSettings;
pub use worker::{is_worker, serve};
