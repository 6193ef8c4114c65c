//! The command line: one file for each subcommand. Only this room prints, writes files and chooses exit
//! statuses.

mod atomic_file;
mod baseline;
mod budget;
mod call_sites;
mod cargo;
mod check;
mod claims;
mod color;
mod commands;
mod compare;
#[cfg(feature = "program")]
mod completions;
mod destination;
mod differences;
mod excerpt;
#[cfg(feature = "program")]
mod exec;
mod export;
mod gate_result;
mod gates;
mod help;
#[cfg(feature = "program")]
mod init;
#[cfg(feature = "program")]
mod installed;
mod list;
#[cfg(feature = "program")]
mod man;
mod manifest;
mod merge;
mod open;
mod output;
mod output_arguments;
#[cfg(feature = "page")]
mod page;
mod profile;
mod program;
mod program_parts;
mod progress;
mod read;
mod recorder;
mod report;
mod report_files;
mod resume;
#[cfg(feature = "program")]
mod revisions;
mod run;
mod selection;
mod signals;
mod status;
mod store;
mod subcommand;
mod text_layout;

pub use program::{Program, main};
pub use subcommand::{CommandOutput, Subcommand};
