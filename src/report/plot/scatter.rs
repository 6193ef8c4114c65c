//! Spots with their names. The Pareto-optimal ones are highlighted and joined by a line.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Axis, AxisUnit};
use super::frame::{PlotFrame, STROKE, TEXT_HEIGHT, text_style, text_width};
use super::ink;
use super::scale::{Chart, DrawResult};

const SIZE: (u32, u32) = (960, 640);
const RADIUS: i32 = 9;

/// A named point. Less is better on both axes.
pub(in crate::report) struct Spot {
    pub(in crate::report) name: String,
    pub(in crate::report) x: f64,
    pub(in crate::report) y: f64,
}

impl Spot {
    /// True if no other spot is at least as good in both coordinates and better in one.
    pub(in crate::report) fn is_pareto_optimal(&self, spots: &[Self]) -> bool {
        let dominates = |other: &Self| {
            other.x <= self.x && other.y <= self.y && (other.x < self.x || other.y < self.y)
        };
        !spots.iter().any(dominates)
    }
}

/// A plot of the spots on these axes, whose values have these units. Names that would overlap are left
/// out.
pub(in crate::report) fn render_scatter(
    spots: &[Spot],
    (x, y): (Axis, Axis),
    units: (AxisUnit, AxisUnit),
    about: &str,
) -> String {
    let frame = PlotFrame {
        x,
        y,
        size: SIZE,
        about,
    };
    let (optimal, dominated): (Vec<&Spot>, Vec<&Spot>) =
        spots.iter().partition(|spot| spot.is_pareto_optimal(spots));
    let position = |spot: &Spot| (frame.x.position(spot.x), frame.y.position(spot.y));
    let (x_label, y_label) = (&frame.x.label, &frame.y.label);
    frame.render(|chart, marks| {
        let mut edge: Vec<(f64, f64)> = optimal.iter().map(|spot| position(spot)).collect();
        edge.sort_by(|one, other| one.0.total_cmp(&other.0));
        chart.draw_series(LineSeries::new(edge, ink::ACCENT.stroke_width(STROKE / 2)))?;
        let circles = |spots: &[&Spot], colour: RGBColor| {
            let circle = |spot: &&Spot| Circle::new(position(spot), RADIUS, colour.filled());
            spots.iter().map(circle).collect::<Vec<_>>()
        };
        chart.draw_series(circles(&dominated, ink::FAINT))?;
        chart.draw_series(circles(&optimal, ink::ACCENT))?;
        let mut names = NameBoxes::around(
            spots
                .iter()
                .map(|spot| chart.backend_coord(&position(spot))),
        );
        for spot in optimal.iter().chain(&dominated) {
            names.draw(chart, &spot.name, position(spot))?;
        }
        for spot in spots {
            let (x, y) = (units.0.render_value(spot.x), units.1.render_value(spot.y));
            let text = format!("{}: {x_label} {x}, {y_label} {y}", spot.name);
            marks.add_point(chart, position(spot), text);
        }
        Ok(())
    })
}

/// The boxes of the spots and of the names drawn so far: left, top, right, bottom, in pixels.
struct NameBoxes(Vec<[i32; 4]>);

impl NameBoxes {
    fn around(spots: impl Iterator<Item = (i32, i32)>) -> Self {
        let taken = |(x, y)| [x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS];
        Self(spots.map(taken).collect())
    }

    /// Draws a name at the first free position around a spot. Draws nothing if no position is free.
    /// `spot` is the position of the spot on the axes.
    fn draw(&mut self, chart: &mut Chart<'_>, name: &str, spot: (f64, f64)) -> DrawResult {
        let (x, y) = chart.backend_coord(&spot);
        let (columns, rows) = chart.plotting_area().get_pixel_range();
        let (width, height) = (text_width(name), TEXT_HEIGHT);
        let gap = RADIUS + 4;
        let lefts = [x + gap, x - gap - width, x - width / 2];
        let tops = [
            y - height / 2,
            y - gap - height,
            y + gap,
            y - 2 * height,
            y + height,
        ];
        let positions = tops
            .into_iter()
            .flat_map(|top| lefts.map(|left| (left, top)));
        let free = positions
            .map(|(left, top)| [left, top, left + width, top + height])
            .find(|[left, top, right, bottom]| {
                let inside = *left >= columns.start
                    && *right <= columns.end
                    && *top >= rows.start
                    && *bottom <= rows.end;
                let hits = |taken: &[i32; 4]| {
                    *left < taken[2] && taken[0] < *right && *top < taken[3] && taken[1] < *bottom
                };
                inside && !self.0.iter().any(hits)
            });
        let Some(free) = free else {
            return Ok(());
        };
        self.0.push(free);
        let style = text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center));
        let at = (free[0], free[1] + height / 2);
        let area = chart.plotting_area().strip_coord_spec();
        let (left, top) = (columns.start, rows.start);
        area.draw(&Text::new(
            name.to_string(),
            (at.0 - left, at.1 - top),
            style,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_pareto_optimal_if_no_other_dominates_it() {
        let spot = |name: &str, x, y| Spot {
            name: name.to_string(),
            x,
            y,
        };
        let spots = [
            spot("fast", 1.0, 9.0),
            spot("small", 9.0, 1.0),
            spot("dominated", 9.0, 9.0),
            spot("equal", 1.0, 9.0),
            spot("as small", 10.0, 1.0),
        ];
        let optimal = spots.iter().filter(|spot| spot.is_pareto_optimal(&spots));
        let names: Vec<&str> = optimal.map(|spot| spot.name.as_str()).collect();
        assert_eq!(names, ["fast", "small", "equal"]);
    }
}
