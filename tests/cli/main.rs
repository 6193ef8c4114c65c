//! The command line's manners.

#[path = "../common/mod.rs"]
mod common;

mod files;
mod help;
mod hostile;
mod readers;
mod refused;
mod terminal;
