//! General behaviour of the command line: help, names, files, pipes and terminals.

mod files;
mod help;
mod hostile;
mod refused;
mod stdout;
mod terminal;
