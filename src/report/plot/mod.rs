//! Plots as SVG for a page, drawn by the `plotters` crate. Colours are variables of the page's
//! style, so that they follow light and dark.

mod axis;
mod bars;
mod frame;
mod histogram;
mod ink;
mod lines;
mod scale;
mod scatter;
mod svg;
mod timeline;

pub(super) use axis::{Axis, Unit};
pub(super) use bars::{Bar, bars};
pub(super) use histogram::histogram;
pub(super) use ink::MANY;
pub(super) use lines::{Line, lines};
pub(super) use scatter::{Spot, scatter};
pub(super) use timeline::timeline;
