//! The command line's manners.

mod files;
mod help;
mod hostile;
mod readers;
mod refused;
mod terminal;
