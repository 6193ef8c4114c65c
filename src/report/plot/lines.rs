//! Lines over a common axis, each in its own colour.

use plotters::prelude::*;

use super::axis::Axis;
use super::frame::{PlotFrame, STROKE};
use super::ink;

/// Plots narrower than this many pixels have finer lines, because a page shows them at about the
/// same scale.
const WIDE: u32 = 800;

/// A line: the index of its colour, and its points from left to right. A line without an index is
/// highlighted.
pub(in crate::report) struct Line {
    pub(in crate::report) colour_index: Option<usize>,
    pub(in crate::report) points: Vec<(f64, f64)>,
}

/// A plot of the lines on these axes. If `marks` is true, points have circles: filled ones on the
/// first line of each colour, open ones on later lines of the same colour.
pub(in crate::report) fn render_lines(
    lines: &[Line],
    (x, y): (Axis, Axis),
    size: (u32, u32),
    marks: bool,
    about: &str,
) -> String {
    let stroke = if size.0 < WIDE { STROKE / 2 } else { STROKE };
    let frame = PlotFrame { x, y, size, about };
    frame.render(|chart| {
        for line in lines {
            let colour = line.colour_index.map_or(ink::ACCENT, ink::colour);
            let points: Vec<(f64, f64)> = line
                .points
                .iter()
                .map(|&(x, y)| (frame.x.position(x), frame.y.position(y)))
                .collect();
            let is_filled = line.colour_index.is_none_or(|index| index < ink::COLOURS);
            let mark = if is_filled {
                colour.filled()
            } else {
                colour.stroke_width(stroke)
            };
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(stroke)))?;
            if marks {
                chart.draw_series(points.into_iter().map(|at| Circle::new(at, 7, mark)))?;
            }
        }
        Ok(())
    })
}
