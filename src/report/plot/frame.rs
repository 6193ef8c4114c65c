//! What every plot has: two axes with their labels, and an area to draw into.

use plotters::prelude::*;

use super::axis::Axis;
use super::scale::Scale;
use super::{ink, svg};

/// The size of the text, as high as it is in the page's own units. `plotters` makes it smaller.
const FONT_SIZE: f64 = 28.0 * 1.24;
const CHARACTER_WIDTH: f64 = 16.5;
const MARGIN: u32 = 8;
/// For the half of the last label below.
const MARGIN_RIGHT: u32 = 44;
/// The width of a line.
pub(super) const STROKE: u32 = 4;

pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;
pub(super) type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<Scale, Scale>>;

/// An empty plot.
pub(super) struct Frame<'a> {
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// Its size; a page shows it at half of that or so.
    pub(super) size: (u32, u32),
    /// What it shows, for those who do not see it.
    pub(super) about: &'a str,
}

impl Frame<'_> {
    /// The plot with what `draw` draws into it.
    pub(super) fn draw(&self, draw: impl FnOnce(&mut Chart<'_>) -> Drawn) -> String {
        let mut text = String::new();
        self.drawn(&mut text, draw)
            .expect("a string takes every drawing");
        svg::element(&text, self.size, self.about)
    }

    fn drawn(&self, text: &mut String, draw: impl FnOnce(&mut Chart<'_>) -> Drawn) -> Drawn {
        let root = SVGBackend::with_string(text, self.size).into_drawing_area();
        let described = |axis: &Axis| if axis.label.is_empty() { 0 } else { 42 };
        let left = self.room_for_labels() + described(&self.y);
        let width = self.size.0.saturating_sub(MARGIN + left + MARGIN_RIGHT);
        let x = self.x.with_ticks(ticks_with_room(&self.x, width));
        let mut chart = ChartBuilder::on(&root)
            .margin(MARGIN)
            .margin_right(MARGIN_RIGHT)
            .x_label_area_size(44 + described(&self.x))
            .y_label_area_size(left)
            .build_cartesian_2d(x.scale(), self.y.scale())?;
        let (x_label, y_label) = (
            |place: &f64| x.label_at(*place),
            |place: &f64| self.y.label_at(*place),
        );
        let font = ("sans-serif", FONT_SIZE).into_font();
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(ink::GRID)
            .axis_style(ink::GRID)
            .set_all_tick_mark_size(6)
            .label_style(font.color(&ink::INK))
            .axis_desc_style(font.color(&ink::FAINT))
            .x_label_formatter(&x_label)
            .y_label_formatter(&y_label);
        if !self.x.label.is_empty() {
            mesh.x_desc(self.x.label.as_str());
        }
        if !self.y.label.is_empty() {
            mesh.y_desc(self.y.label.as_str());
        }
        mesh.draw()?;
        draw(&mut chart)?;
        drop(chart);
        root.present()
    }

    /// The width of the longest label on the left.
    fn room_for_labels(&self) -> u32 {
        let lengths = self.y.ticks.iter().map(|(_, label)| label.chars().count());
        (lengths.max().unwrap_or(0) as f64 * CHARACTER_WIDTH) as u32 + 14
    }
}

/// Every tick of an axis, or every second, third and so on, so that on so many pixels no label lies
/// upon the next.
fn ticks_with_room(axis: &Axis, pixels: u32) -> Vec<(f64, String)> {
    const GAP: f64 = 16.0;
    let each = f64::from(pixels) / (axis.range.end - axis.range.start);
    let is_apart = |pair: &[(f64, String)]| {
        let widths = text_width(&pair[0].1) + text_width(&pair[1].1);
        (pair[1].0 - pair[0].0) * each >= f64::from(widths) / 2.0 + GAP
    };
    let every = |step| -> Vec<(f64, String)> { axis.ticks.iter().step_by(step).cloned().collect() };
    let ticks = (1..).map(every);
    let mut with_room = ticks.filter(|ticks| ticks.windows(2).all(is_apart));
    with_room.next().unwrap_or_default()
}

/// The style of text inside a plot.
pub(super) fn text_style(colour: &RGBColor) -> TextStyle<'static> {
    ("sans-serif", FONT_SIZE).into_font().color(colour)
}

/// How wide a text is, roughly.
pub(super) fn text_width(text: &str) -> i32 {
    (text.chars().count() as f64 * CHARACTER_WIDTH) as i32
}

/// How high a line of text is.
pub(super) const TEXT_HEIGHT: i32 = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::Unit;

    #[test]
    fn labels_that_would_lie_upon_others_are_left_out() {
        let axis = Axis::logarithmic("length", Unit::Number, [1.0, 1e6].into_iter());
        let labels = |pixels| -> Vec<String> {
            let ticks = ticks_with_room(&axis, pixels).into_iter();
            ticks.map(|(_, label)| label).collect()
        };
        assert_eq!(labels(900), ["1", "10", "100", "1k", "10k", "100k", "1M"]);
        assert_eq!(labels(380), ["1", "100", "10k", "1M"]);
        assert_eq!(labels(0), ["1"]);
    }
}
