//! Lines over a common axis, each in its own colour.

use plotters::prelude::*;

use super::axis::{Axis, AxisUnit};
use super::frame::{PlotFrame, STROKE};
use super::ink;

/// Plots narrower than this many pixels have finer lines, because a page shows them at about the
/// same scale.
const WIDE: u32 = 800;

/// A line: the index of its colour, and its points from left to right. A line without an index is
/// highlighted.
pub(in crate::report) struct Line {
    /// The name that marks show.
    pub(in crate::report) name: String,
    pub(in crate::report) colour_index: Option<usize>,
    pub(in crate::report) points: Vec<(f64, f64)>,
}

/// A plot of the lines on these axes. If there are `marks`, points have circles and show their
/// values in these units: filled ones on the first line of each colour, open ones on later lines.
pub(in crate::report) fn render_lines(
    lines: &[Line],
    (x, y): (Axis, Axis),
    size: (u32, u32),
    marks: Option<(AxisUnit, AxisUnit)>,
    about: &str,
) -> String {
    let stroke = if size.0 < WIDE { STROKE / 2 } else { STROKE };
    let frame = PlotFrame { x, y, size, about };
    frame.render(|chart, shown| {
        for line in lines {
            let colour = line.colour_index.map_or(ink::ACCENT, ink::line_colour);
            let of_marks = line.colour_index.map_or(ink::ACCENT, ink::colour);
            let points: Vec<(f64, f64)> = line
                .points
                .iter()
                .map(|&(x, y)| (frame.x.position(x), frame.y.position(y)))
                .collect();
            let is_filled = line.colour_index.is_none_or(|index| index < ink::COLOURS);
            let mark = if is_filled {
                of_marks.filled()
            } else {
                of_marks.stroke_width(stroke)
            };
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(stroke)))?;
            let Some((x_unit, y_unit)) = marks else {
                continue;
            };
            let circle = |at: &(f64, f64)| Circle::new(*at, 7, mark);
            chart.draw_series(points.iter().map(circle))?;
            for (at, (x, y)) in points.into_iter().zip(&line.points) {
                let (x, y) = (x_unit.render_value(*x), y_unit.render_value(*y));
                shown.add_point(chart, at, format!("{}: {y} at {x}", line.name));
            }
        }
        Ok(())
    })
}
