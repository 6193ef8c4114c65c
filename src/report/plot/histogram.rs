//! How often each whole number came, beside what a theory expects.

use plotters::prelude::*;

use super::axis::Axis;
use super::frame::{Frame, STROKE};
use super::ink;

/// Bars for what was found, and a line with dots for what is expected.
pub(in crate::report) fn histogram(
    found: &[(f64, f64)],
    expected: &[(f64, f64)],
    (x, y): (Axis, Axis),
    size: (u32, u32),
    about: &str,
) -> String {
    const HALF: f64 = 0.4;
    let frame = Frame { x, y, size, about };
    frame.draw(|chart| {
        let bar = |&(x, y): &(f64, f64)| {
            Rectangle::new([(x - HALF, 0.0), (x + HALF, y)], ink::colour(0).filled())
        };
        chart.draw_series(found.iter().map(bar))?;
        let line = LineSeries::new(expected.to_vec(), ink::ACCENT.stroke_width(STROKE / 2));
        chart.draw_series(line)?;
        let dots = expected
            .iter()
            .map(|&at| Circle::new(at, 6, ink::ACCENT.filled()));
        chart.draw_series(dots)?;
        Ok(())
    })
}
