//! The commands of the installed program: whole programs, completions, man pages, a first benchmark, and
//! pages in a browser.

mod completions;
mod exec;
mod init;
mod man;
#[cfg(target_os = "linux")]
mod open;
