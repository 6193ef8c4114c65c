//! Pages of reports and comparisons, in a headless Chromium.

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod compared;
mod escaped;
mod odd;
mod run;
mod shown;
