//! Pages of reports and comparisons, in a headless Chromium.

#[path = "../common/mod.rs"]
mod common;

mod address;
mod browser;
mod compared;
mod escaped;
mod many;
mod odd;
mod picture;
mod run;
mod shown;
mod stacks;
mod strip;
mod tables;
