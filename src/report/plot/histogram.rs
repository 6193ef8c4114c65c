//! A histogram over whole numbers, with the values that a theory expects.

use plotters::prelude::*;

use super::axis::{Axis, AxisUnit};
use super::frame::{PlotFrame, STROKE};
use super::ink;

/// Bars for the measured points, whose values have this unit, and a line with dots for the expected
/// ones.
pub(in crate::report) fn render_histogram(
    measured: &[(f64, f64)],
    expected: &[(f64, f64)],
    (x, y): (Axis, Axis),
    unit: AxisUnit,
    size: (u32, u32),
    about: &str,
) -> String {
    const HALF: f64 = 0.4;
    let frame = PlotFrame { x, y, size, about };
    frame.render(|chart, marks| {
        let bar = |&(x, y): &(f64, f64)| {
            Rectangle::new([(x - HALF, 0.0), (x + HALF, y)], ink::colour(0).filled())
        };
        chart.draw_series(measured.iter().map(bar))?;
        let line = LineSeries::new(expected.to_vec(), ink::ACCENT.stroke_width(STROKE / 2));
        chart.draw_series(line)?;
        let dots = expected
            .iter()
            .map(|&at| Circle::new(at, 6, ink::ACCENT.filled()));
        chart.draw_series(dots)?;
        let top = frame.y.range.end;
        for &(x, y) in measured {
            let theory = expected.iter().find(|(at, _)| *at == x);
            let theory = theory.map(|(_, y)| format!(", expected {}", unit.render_value(*y)));
            let value = format!(
                "{}: {}",
                AxisUnit::Number.render_value(x),
                unit.render_value(y)
            );
            let corners = [(x - 0.5, 0.0), (x + 0.5, top)];
            marks.add_area(chart, corners, value + &theory.unwrap_or_default());
        }
        Ok(())
    })
}
