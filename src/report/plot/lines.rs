//! Lines over a common axis, each in a colour of its own.

use plotters::prelude::*;

use super::axis::Axis;
use super::frame::{Frame, STROKE};
use super::ink;

/// A plot that is less wide is shown at about the same scale, and has finer lines.
const WIDE: u32 = 800;

/// A line: its place among the others, which is its colour, and its points from left to right. One
/// without a place stands out.
pub(in crate::report) struct Line {
    pub(in crate::report) place: Option<usize>,
    pub(in crate::report) points: Vec<(f64, f64)>,
}

/// The lines on these axes. Their points are marked: the first that have a colour by filled
/// circles, those that have it again by open ones.
pub(in crate::report) fn lines(
    lines: &[Line],
    (x, y): (Axis, Axis),
    size: (u32, u32),
    marks: bool,
    about: &str,
) -> String {
    let stroke = if size.0 < WIDE { STROKE / 2 } else { STROKE };
    let frame = Frame { x, y, size, about };
    frame.draw(|chart| {
        for line in lines {
            let colour = line.place.map_or(ink::ACCENT, ink::colour);
            let points: Vec<(f64, f64)> = line
                .points
                .iter()
                .map(|&(x, y)| (frame.x.at(x), frame.y.at(y)))
                .collect();
            let mark = match line.place.is_none_or(|place| place < ink::MANY) {
                true => colour.filled(),
                false => colour.stroke_width(stroke),
            };
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(stroke)))?;
            if marks {
                chart.draw_series(points.into_iter().map(|at| Circle::new(at, 7, mark)))?;
            }
        }
        Ok(())
    })
}
