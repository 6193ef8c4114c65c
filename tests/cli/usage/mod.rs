//! General behaviour of the command line: help, names, files, pipes and terminals.

mod color;
mod every_width;
mod files;
mod help;
mod hostile;
mod long_results;
mod path_arguments;
mod refused;
mod stdout;
mod terminal;
mod width;
