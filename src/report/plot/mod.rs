//! Plots as SVG for a page, drawn by the `plotters` crate. Colours are variables of the page's
//! style, so that they follow the light and the dark theme. Marks over them have the values.

mod axis;
mod bars;
mod frame;
mod histogram;
mod ink;
mod lines;
mod marks;
mod scale;
mod scatter;
mod svg;
mod timeline;

pub(super) use axis::{Axis, AxisUnit};
pub(super) use bars::{BarRow, render_bars};
pub(super) use frame::{LARGE_SIZE, SMALL_SIZE};
pub(super) use histogram::render_histogram;
pub(super) use ink::{COLOURS, DASHES};
pub(super) use lines::{Line, render_lines};
pub(super) use scatter::{Spot, render_scatter};
pub(super) use timeline::{TimelineSteps, render_timeline};
