//! What the program answers: its output, its exit status and the files that it writes.

#[path = "../common/mod.rs"]
mod common;

mod baseline;
mod broken_input;
mod budget;
mod compare;
mod compare_builds;
mod examples;
mod export;
mod growth;
mod hash;
mod manners;
mod readme;
mod report_0_1;
mod run;
mod table;
