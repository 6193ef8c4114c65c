//! The page in a real browser, headless: Debian's package `chromium`.

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod compared;
mod escaped;
mod made;
mod odd;
mod shown;
